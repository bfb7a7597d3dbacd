import type { ImageAddress } from './image.ts';
import type { PendingNotification } from './notification.ts';
import type { FinalStatus, Status } from './status.ts';
import type { TextDetection } from './text-detection.ts';
import type { NearMiss, RuleMatch } from './watchlist.ts';

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
