import type { ImageAddress } from './image.ts';
import type { PendingNotification } from './notification.ts';
import type { TextDetection } from './text-detection.ts';
import type { NearMiss, RuleMatch } from './watchlist.ts';

/**
 * - `PROCESSING` somebody holds the claim, or died holding it (see `leaseUntil`)
 * - `MATCHED` / `NO_MATCH` / `NO_TEXT` the text was read and the rules have decided
 * - `UNSUPPORTED` not an image that can be read, with the reason
 * - `GONE` the image was removed before or after it was read
 * - `FAILED` the last attempt failed, with the reason; the next delivery tries again
 */
export const STATUSES = [
  'PROCESSING',
  'MATCHED',
  'NO_MATCH',
  'NO_TEXT',
  'UNSUPPORTED',
  'GONE',
  'FAILED',
] as const;
export type Status = (typeof STATUSES)[number];

/** Statuses that a repeated delivery of the same version leaves as they are. */
export type FinalStatus = Exclude<Status, 'PROCESSING' | 'FAILED'>;

export function isFinal(status: Status): status is FinalStatus {
  return status !== 'PROCESSING' && status !== 'FAILED';
}

/** What one scan of one image version concluded. */
export interface ScanOutcome {
  readonly status: FinalStatus;
  /** Why, for UNSUPPORTED and GONE. */
  readonly reason?: string;
  readonly detection?: TextDetection;
  readonly watchlistVersion?: string;
  readonly ruleMatches: readonly RuleMatch[];
  readonly nearMisses: readonly NearMiss[];
}

/** What is kept about an image: the newest upload's outcome and what people still have to be told. */
export interface Result extends Omit<ScanOutcome, 'status'> {
  readonly imageId: string;
  readonly address: ImageAddress;
  readonly version: string;
  readonly sequencer: string;
  readonly uploadedAt: number;
  readonly size?: number;
  readonly status: Status;
  /** Milliseconds since 1970 of the last commit, failure or removal; of the claim while PROCESSING. */
  readonly updatedAt: number;
  /** How often this version was claimed. */
  readonly attempts: number;
  readonly leaseUntil?: number;
  /** Still to be told; outlives a newer upload of the same image. */
  readonly pending: readonly PendingNotification[];
  /** Matches not yet in the history; outlives a newer upload of the same image. */
  readonly unrecorded: readonly MatchRecord[];
  /** Ids of what was announced about this version, pending or told: nothing is announced twice. */
  readonly notified: readonly string[];
}

/** History: what one rule found in one version of one image. Overwriting the image does not erase it. */
export interface MatchRecord extends RuleMatch {
  /** hash(rule id, rule version, image id, image version): the notification id of its rule, too. */
  readonly id: string;
  readonly imageId: string;
  readonly address: ImageAddress;
  readonly version: string;
  readonly uploadedAt: number;
  readonly watchlistVersion: string;
}
