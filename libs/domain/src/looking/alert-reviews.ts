import type { Page } from '../ports.ts';
import type { MatchRecord } from '../result.ts';
import type { BoundedCount, SummaryPageQuery, SummaryQuery } from './result-queries.ts';

/**
 * `new`: nobody judged it · `confirmed`: right, and somebody takes care of it · `false-alarm`: wrong, or does not matter ·
 * `resolved`: taken care of
 */
export const VERDICTS = ['new', 'confirmed', 'false-alarm', 'resolved'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** What one rule found in one image version, and what people made of it. */
export interface Alert {
  /** Of its record. */
  readonly id: string;
  /** Counts judgements; a verdict is given on the revision that was seen. */
  readonly revision: number;
  readonly verdict: Verdict;
  /** The last judgement; absent if there was none. */
  readonly judged?: Judgement;
  /** Unmasked, as `ResultStore.listMatches` gives it. */
  readonly record: MatchRecord;
  /** A sensitive rule matched this image version, too, so what another rule found may show its secret; or nobody knows. */
  readonly isBesideSecrets: boolean;
}

export interface Judgement {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly by: string;
  readonly verdict: Verdict;
  readonly note?: string;
  /** Id of the alert with the same findings that it was given on. */
  readonly inheritedFrom?: string;
}

export interface AlertRevision {
  readonly id: string;
  readonly revision: number;
}

export interface AlertQuery extends SummaryQuery {
  readonly verdict?: Verdict;
  /** Alerts of this image. */
  readonly imageId?: string;
  readonly ids?: readonly string[];
}

export type AlertPageQuery = AlertQuery & Pick<SummaryPageQuery, 'limit' | 'cursor'>;

/**
 * What people made of findings. It mutes nothing: only rules do.
 * - An alert is a record of the history, from `ResultStore.recordMatches` until it is deleted or purged, with its
 *   judgements. Recording it again leaves its verdict alone.
 * - A record of the same rule, image and version as earlier ones takes their place in lists. If each of its fingerprints was in
 *   records that were given one and the same verdict, not `new`, it inherits it.
 * - What was recorded or judged is listed at once, or within a second where indexes follow their table; an alert is never listed
 *   with a verdict that it no longer has.
 * - Each method is atomic, `judge` for each alert, even when its answer is lost.
 * - All fail with `store-unavailable` (try again) or `store-misconfigured` (a person must act), with the cause.
 */
export interface AlertReviews {
  /**
   * Newest upload first, alerts of one image together. `text`, `fragments`, `status` and `key` are asked of the image as it is
   * now, `ruleId` and `severity` of the alert. A `cursor` that this store never wrote fails with `store-misconfigured`.
   */
  list(query: AlertPageQuery): Promise<Page<Alert>>;

  count(query: AlertQuery): Promise<BoundedCount>;

  /** Ids of the images whose alerts are listed before and after those of an image, whether it is in the list or not. */
  neighbours(
    query: AlertQuery,
    image: { readonly imageId: string; readonly uploadedAt: number },
  ): Promise<{ readonly previous?: string; readonly next?: string }>;

  /**
   * Gives a verdict, any after any. Alerts whose revision is no longer the one that was seen, and those that are unknown, stay as they
   * are and are `overtaken`. Repeating the same judgement, with the same `at`, is harmless. With a verdict but `new` it withdraws
   * waiting reminders and escalations about the image in the `Deliveries` of the same store, unless they are about another rule, too,
   * whose alert is not judged. They do not come back when the verdict is taken back.
   */
  judge(
    alerts: readonly AlertRevision[],
    judgement: Omit<Judgement, 'inheritedFrom'>,
  ): Promise<{ readonly overtaken: readonly string[] }>;

  /** Newest first; empty for an alert that nobody judged. */
  history(id: string): Promise<readonly Judgement[]>;
}
