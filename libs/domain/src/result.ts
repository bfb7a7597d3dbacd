import type { ImageAddress } from './image.ts';
import type { FinalStatus, Status } from './status.ts';
import type { TextDetection } from './text-detection.ts';
import type { NearMiss, RuleMatch } from './watchlist.ts';

/** What one scan of one image version concluded. */
export interface ScanOutcome {
  readonly status: FinalStatus;
  /** Why, for UNSUPPORTED, GONE and what was purged. */
  readonly reason?: string;
  readonly detection?: TextDetection;
  /** Identity of the detector that read the image, or refused it. */
  readonly readBy?: string;
  readonly watchlistVersion?: string;
  readonly ruleMatches: readonly RuleMatch[];
  readonly nearMisses: readonly NearMiss[];
}

/** What is stored about an image: the outcome of its newest upload. */
export interface Result extends Omit<ScanOutcome, 'status'> {
  readonly imageId: string;
  readonly address: ImageAddress;
  readonly version: string;
  readonly sequencer: string;
  readonly uploadedAt: number;
  readonly size?: number;
  readonly status: Status;
  /** Milliseconds since 1970: the last commit, failure or deletion; the claim while PROCESSING. */
  readonly updatedAt: number;
  /** How often this version was claimed. */
  readonly attempts: number;
  readonly leaseUntil?: number;
  /** Matches not yet in the history; survives a newer upload of the image. */
  readonly unrecorded: readonly MatchRecord[];
  /** Ids of what was announced about this version, so that nothing is announced twice. */
  readonly notified: readonly string[];
}

/** History: what one rule found in one version of one image. Survives overwriting and deleting the image. */
export interface MatchRecord extends Omit<RuleMatch, 'hides'> {
  /** hash(rule id, rule version, image id, image version); also the `notificationId` of the rule. */
  readonly id: string;
  readonly imageId: string;
  readonly address: ImageAddress;
  readonly version: string;
  readonly uploadedAt: number;
  readonly watchlistVersion: string;
}
