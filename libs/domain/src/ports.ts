import type { ImageAddress, Upload } from './image.ts';
import type { Notification } from './notification.ts';
import type { MatchRecord, Result, ScanOutcome } from './result.ts';
import type { Status } from './status.ts';
import type { TextDetection } from './text-detection.ts';
import type { Watchlist } from './watchlist.ts';

/**
 * An image that can be read. Engines that fetch by address never call `read`.
 * - `read` may be called again: it resolves to the same bytes, or fails with `image-gone` once they changed.
 * - Fails with `image-gone` (not there), `image-unreadable` (there, but permission is missing),
 *   `image-unsupported` (too many bytes) or `source-unavailable` (try again).
 */
export interface ImageSource {
  readonly address: ImageAddress;
  read(): Promise<Uint8Array>;
}

/**
 * Reads the text in an image.
 * - An image without text is a detection without lines, not a failure.
 * - Detecting twice is safe; results of one model version agree.
 * - Fails with `image-unsupported` (not an image this engine reads; the message says why), with any code of
 *   `ImageSource.read`, with `detector-unavailable` (try again) or `detector-misconfigured` (a person must act).
 */
export interface TextDetector {
  /** Names engine and model; a remembered detection is only used by a detector of equal identity. */
  readonly identity: string;
  detectText(image: ImageSource): Promise<TextDetection>;
}

export interface Claim {
  /** Unique for each attempt; only the owner may commit. */
  readonly owner: string;
  readonly now: number;
  readonly leaseUntil: number;
  /** Scan again although this version has a final status. */
  readonly redo?: boolean;
}

/** What a finished scan adds to the outbox and to the history. */
export interface Announcements {
  readonly notifications: readonly Notification[];
  readonly records: readonly MatchRecord[];
  /** Replaces `Result.notified`. */
  readonly notified: readonly string[];
}

export interface Commit extends Announcements {
  readonly outcome: ScanOutcome;
  readonly now: number;
  /** Takes the pending notifications in the same step, as `takePending` would. */
  readonly heldUntil?: number;
}

export interface Committed {
  /** What is stored from now on. */
  readonly result: Result;
  /** The notifications that the caller may tell until `heldUntil`; none unless it was given. */
  readonly taken: readonly Notification[];
}

export interface Failure extends Omit<Announcements, 'records'> {
  readonly reason: string;
  readonly now: number;
}

/** What was told or recorded, by id. */
export interface ClearedIds {
  readonly sent?: readonly string[];
  readonly recorded?: readonly string[];
}

/** The right to tell a notification, from `now` until `heldUntil`. */
export interface Lease {
  readonly now: number;
  readonly heldUntil: number;
}

export type ClaimOutcome =
  /** The caller holds the claim. `previous` is what was stored before, its pending notifications still to be told. */
  | { readonly kind: 'claimed'; readonly previous?: Result }
  /** This version already has a final status; its pending notifications may still have to be told. */
  | { readonly kind: 'done'; readonly result: Result }
  /** A newer upload of this image is already known. */
  | { readonly kind: 'stale'; readonly result: Result }
  /** Another owner's claim on this very version is still running. */
  | { readonly kind: 'busy'; readonly leaseUntil: number };

export interface ResultQuery {
  readonly status?: Status;
  readonly ruleId?: string;
  /** Milliseconds since 1970, inclusive. Compared with `uploadedAt` when `ruleId` is given, else with `updatedAt`. */
  readonly since?: number;
  readonly until?: number;
  /** Whole words that must all occur in the text; a store that cannot search fails with `store-misconfigured`. */
  readonly text?: string;
  /** At most this many, newest first. 1…1000. */
  readonly limit: number;
  /** From the previous page of the same query; what this store never wrote fails with `store-misconfigured`. */
  readonly cursor?: string;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Absent on the last page. */
  readonly cursor?: string;
}

/**
 * Stores one result per image, the newest sequencer wins, and the history of matches.
 * Each method is one atomic step: it takes effect completely or not at all, even when its answer is lost.
 * All fail with `store-unavailable` (try again) or `store-misconfigured` (a person must act), with the cause.
 */
export interface ResultStore {
  /** Whether `list` understands `text`. */
  readonly canSearch: boolean;

  /**
   * Takes the right to scan this upload. It is granted when the image is unknown, when the upload is newer than what is
   * stored (even over a running claim), when this version is FAILED or its claim has run out, and on `redo` unless a
   * claim on it is running. Granting keeps `pending` and `unrecorded`. For the same version it also keeps what was
   * concluded and `notified` until the next commit; for another version it forgets them and counts attempts from 1.
   */
  claim(upload: Upload, claim: Claim): Promise<ClaimOutcome>;

  /**
   * In one step, replaces the outcome and `notified`, and adds to `pending` and `unrecorded` (never a second one of
   * equal id). A claim that ran out is good for a commit until another owner takes it over. Fails with `claim-lost`
   * when `owner` does not hold the claim, and then writes nothing. The claim ends with the commit, so repeating it
   * fails with `claim-lost` too.
   */
  commit(imageId: string, owner: string, commit: Commit): Promise<Committed>;

  /**
   * Ends the claim: the image is FAILED, with the reason. Replaces `notified` and adds to `pending`. Does nothing when
   * `owner` does not hold the claim.
   */
  fail(imageId: string, owner: string, failure: Failure): Promise<void>;

  /**
   * Adds to the history; the result lists them as `unrecorded` until they are cleared. A record of equal id is
   * replaced, so repeating is harmless.
   */
  recordMatches(imageId: string, records: readonly MatchRecord[]): Promise<void>;

  /**
   * Leases the pending notifications of an image: each goes to one caller, who may tell it until `heldUntil`; then it
   * is free again. Resolves to those that were free at `now`: none when others have them, or nothing is pending.
   * Changes nothing else.
   */
  takePending(imageId: string, lease: Lease): Promise<readonly Notification[]>;

  /**
   * Frees a notification that could not be told, at once; `lease.heldUntil` is what it was taken with. It has waited
   * since `lease.now` then, so it comes last in `listPending`. Does nothing when another lease has taken it or it is
   * not pending.
   */
  giveBackPending(imageId: string, notificationId: string, lease: Lease): Promise<void>;

  /**
   * Removes from `pending` and `unrecorded` what was told and recorded, and changes nothing else. Unknown ids and
   * images are ignored, so repeating is harmless.
   */
  clear(imageId: string, done: ClearedIds): Promise<void>;

  /** `undefined` for an image that was never claimed. */
  find(imageId: string): Promise<Result | undefined>;

  /**
   * Newest first. With `ruleId`, the images whose newest result that rule matched. What changes while a caller goes
   * through the pages moves to the front, and the caller does not see it again.
   */
  list(query: ResultQuery): Promise<Page<Result>>;

  /** The history of a rule, newest upload first; empty for a rule that never matched. */
  listMatches(
    ruleId: string,
    query: Pick<ResultQuery, 'since' | 'until' | 'limit' | 'cursor'>,
  ): Promise<Page<MatchRecord>>;

  /**
   * At most `limit` results that have had something pending or unrecorded since before `before`, longest waiting first
   * (`waitingSince`). A leased notification waits from the end of its lease.
   */
  listPending(before: number, limit: number): Promise<readonly Result[]>;

  /**
   * The image was deleted: its result becomes GONE unless a newer upload is known, and a running claim ends. The text
   * and the matches of the result go; its history, pending notifications and, for the same version, `notified` stay. An
   * image that was never claimed is remembered as GONE, so an upload event older than the deletion is `stale`.
   * Repeating is harmless.
   */
  markGone(upload: Upload, now: number): Promise<void>;
}

/**
 * Notifies people or machines on one channel.
 * - Resolving means that the channel took the message; the same `id` may be sent again after a crash.
 * - Takes any characters and any length; where a channel is narrower, the adapter escapes and shortens.
 * - Fails with `notifier-unavailable` (try again), `notification-refused` (this message will never be taken)
 *   or `notifier-misconfigured` (a person must act). Messages quote nothing of the notification.
 */
export interface Notifier {
  notify(notification: Notification): Promise<void>;
}

/**
 * Gives the rules in force.
 * - Asked once per image; a change takes effect with the next image.
 * - After a broken change, or once they are removed, the last good rules stay in force, and the adapter reports the
 *   problem.
 * - Fails with `watchlist-invalid` (broken) or `watchlist-unavailable` (not there) when there were never good rules.
 */
export interface WatchlistSource {
  current(): Promise<Watchlist>;
}

/**
 * Remembers what an engine read in a content, so that no content is read twice.
 * - `find` resolves to `undefined` for a content that this engine was never kept for. Keeping again replaces.
 * - Fails with `store-unavailable` (try again) or `store-misconfigured` (a person must act).
 */
export interface DetectionMemory {
  find(contentHash: string, detector: string): Promise<TextDetection | undefined>;
  keep(contentHash: string, detector: string, detection: TextDetection): Promise<void>;
}

/** Milliseconds since 1970. */
export type Clock = () => number;

export interface Ids {
  /** Never the same twice. */
  owner(): string;
  /** The same for the same parts, in any process; different parts differ, however they are split. */
  digest(...parts: readonly string[]): string;
}
