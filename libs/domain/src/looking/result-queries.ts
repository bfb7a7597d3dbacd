import type { Page } from '../ports.ts';
import type { Status } from '../status.ts';
import type { Severity } from '../watchlist.ts';
import type { ResultSummary } from './result-summary.ts';

/** What a person looks for. Conditions that are absent hold for every image. */
export interface SummaryQuery {
  /** Whole words that all have to occur, as `ResultQuery.text`. */
  readonly text?: string;
  /** Pieces of lines that all have to occur, as `ResultQuery.fragments`. */
  readonly fragments?: readonly string[];
  /** Images whose current result this rule matched. */
  readonly ruleId?: string;
  /** Images with a match this severe, or worse. */
  readonly severity?: Severity;
  readonly status?: Status;
  /** The key or the image id begins with this. */
  readonly key?: string;
  /** Uploaded in this period, milliseconds since 1970, inclusive. */
  readonly since?: number;
  readonly until?: number;
}

export interface SummaryPageQuery extends SummaryQuery {
  /** 1 to 1000. */
  readonly limit: number;
  /** From the previous page of the same query; what this store never wrote fails with `store-misconfigured`. */
  readonly cursor?: string;
}

/** Exact, unless there is `more`: then there are at least `n`, which is `MAX_COUNT` or where a store that counts by reading stopped. */
export interface BoundedCount {
  readonly n: number;
  readonly more: boolean;
}
export const MAX_COUNT = 1000;

/** Images uploaded from `from` to before `to`. */
export interface Bar {
  readonly from: number;
  readonly to: number;
  readonly images: number;
  /** Those that are MATCHED. */
  readonly matched: number;
}

export const QUERY_ABILITIES = ['text', 'count', 'histogram', 'neighbours'] as const;
export type QueryAbility = (typeof QUERY_ABILITIES)[number];

/**
 * Results for walls: newest upload first, by key and never by offset, so that a late page costs what the first one does, and
 * a result that changes stays where it is.
 * - What was written is shown at once, or within a second where indexes follow their table.
 * - What it `can` not do fails with `store-misconfigured`; so does a fragment that is too short.
 * - All fail with `store-unavailable` (try again) or `store-misconfigured` (a person must act), with the cause.
 */
export interface ResultQueries {
  readonly can: readonly QueryAbility[];

  /** Small: what was read is not in it. Images of the same time are ordered by id. */
  summaries(query: SummaryPageQuery): Promise<Page<ResultSummary>>;

  /** The summary of one image; `undefined` for one that was never claimed. */
  summary(imageId: string): Promise<ResultSummary | undefined>;

  count(query: SummaryQuery): Promise<BoundedCount>;

  /**
   * Images between each two neighbouring `edges`, which ascend, milliseconds since 1970. `since` and `until` count, too. The
   * caller knows when days begin where people are.
   */
  histogram(query: SummaryQuery, edges: readonly number[]): Promise<readonly Bar[]>;

  /** Ids of the images before and after this one in the list of a query, whether it is in the list or not. */
  neighbours(
    query: SummaryQuery,
    image: Pick<ResultSummary, 'imageId' | 'uploadedAt'>,
  ): Promise<{ readonly previous?: string; readonly next?: string }>;

  /**
   * Another one whenever an answer of this port, or of the `AlertReviews` and `Deliveries` of the same store, may differ,
   * whichever process changed it. It says nothing of what is stored. Cheap enough to be asked every 250 ms; `undefined` where that would cost money.
   */
  mark(): Promise<string | undefined>;
}
