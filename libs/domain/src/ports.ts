import type { ImageAddress, Upload } from './image.ts';
import type { Notification } from './notification.ts';
import type { MatchRecord, Result, ScanOutcome } from './result.ts';
import type { Status } from './status.ts';
import type { TextDetection } from './text-detection.ts';
import type { Watchlist } from './watchlist.ts';

/**
 * An image that can be read. Engines that fetch images by address never call `read`.
 * - Reading again gives the same bytes, or fails with `image-gone` once they have changed.
 * - Fails with `image-gone` (not there), `image-unreadable` (no permission), `image-unsupported` (too many bytes) or
 *   `source-unavailable` (try again).
 */
export interface ImageSource {
  readonly address: ImageAddress;
  read(): Promise<Uint8Array>;
}

/**
 * Reads the text in an image.
 * - An image without text gives a detection without lines, not a failure.
 * - Detecting twice is safe and gives the same detection for the same model version.
 * - Reads every page of a file of several, or says in `pages` and `pagesRead` which it did not. Calls `onPage` after each,
 *   waits for it, and fails as it does.
 * - Fails with `image-unsupported` (not an image that this engine reads; the message says why), with any code of
 *   `ImageSource.read`, with `detector-unavailable` (try again) or `detector-misconfigured` (a person must act).
 */
export interface TextDetector {
  /** Names engine and model; a remembered detection is used only for the same identity. */
  readonly identity: string;
  detectText(image: ImageSource, onPage?: OnPage): Promise<TextDetection>;
}

export type OnPage = () => Promise<void>;

export interface Claim {
  /** Unique per attempt; only the owner may commit. */
  readonly owner: string;
  readonly now: number;
  readonly leaseUntil: number;
  /** Scan again even if this version has a final status. */
  readonly redo?: boolean;
}

/** What a scan adds to the outbox and to the history. */
export interface Announcements {
  readonly notifications: readonly Notification[];
  readonly records: readonly MatchRecord[];
  /** Replaces `Result.notified`. */
  readonly notified: readonly string[];
}

export interface Commit extends Announcements {
  readonly outcome: ScanOutcome;
  readonly now: number;
  /** Also takes the pending notifications, as `takePending` would. */
  readonly heldUntil?: number;
}

export interface Committed {
  /** As stored. */
  readonly result: Result;
  /** The notifications that the caller may send until `heldUntil`; none unless that was given. */
  readonly taken: readonly Notification[];
}

export interface Failure extends Omit<Announcements, 'records'> {
  readonly reason: string;
  readonly now: number;
}

/** Ids of what was sent and recorded. */
export interface ClearedIds {
  readonly sent?: readonly string[];
  readonly recorded?: readonly string[];
}

/** The right to send a notification from `now` until `heldUntil`. */
export interface Lease {
  readonly now: number;
  readonly heldUntil: number;
}

export type ClaimOutcome =
  /** The caller holds the claim. `previous` is what was stored before. */
  | { readonly kind: 'claimed'; readonly previous?: Result }
  /** This version already has a final status; notifications may still be pending. */
  | { readonly kind: 'done'; readonly result: Result }
  /** A newer upload of this image is known. */
  | { readonly kind: 'stale'; readonly result: Result }
  /** Another owner's claim on this version has not expired. */
  | { readonly kind: 'busy'; readonly leaseUntil: number };

export interface ResultQuery {
  readonly status?: Status;
  readonly ruleId?: string;
  /** Milliseconds since 1970, inclusive; by `uploadedAt` when `ruleId` is given, else by `updatedAt`. */
  readonly since?: number;
  readonly until?: number;
  /**
   * Whole words that all have to occur. What a sensitive rule matched is not found. A store that cannot search fails with
   * `store-misconfigured`.
   */
  readonly text?: string;
  /**
   * Pieces of lines that all have to occur, also inside words, regardless of case; otherwise like `text`. Each has at least
   * `MIN_FRAGMENT_LENGTH` characters; a shorter one fails with `store-misconfigured`.
   */
  readonly fragments?: readonly string[];
  /** Only results for which this holds. It is asked in order, without the text, about what else is wanted. */
  readonly where?: (result: ResultWithoutText) => boolean;
  /** At most this many; 1 to 1000. */
  readonly limit: number;
  /** From the previous page of the same query; what this store never wrote fails with `store-misconfigured`. */
  readonly cursor?: string;
}

export type ResultWithoutText = Omit<Result, 'detection'>;

/** Times of uploads, milliseconds since 1970, both ends included. */
export interface UploadPeriod {
  readonly since?: number;
  readonly until?: number;
}

export interface Deletion {
  readonly now: number;
  /** Also deletes what is still to be sent or recorded. */
  readonly evenIfPending?: boolean;
}

export type DeletionOutcome =
  | 'deleted'
  /** No such image is stored. */
  | 'unknown'
  /** Kept: something is still to be sent or recorded. */
  | 'pending'
  /** Kept: claimed, and the claim has not expired. */
  | 'busy';

export interface Page<T> {
  readonly items: readonly T[];
  /** Absent on the last page. */
  readonly cursor?: string;
}

/**
 * Stores one result per image (the newest sequencer wins), an outbox with it, and the history of matches.
 * Each method is atomic: it takes effect completely or not at all, even when its answer is lost.
 * All methods fail with `store-unavailable` (try again) or `store-misconfigured` (a person must act), with the cause.
 */
export interface ResultStore {
  /** Whether `list` understands `text` and `fragments`. */
  readonly canSearch: boolean;
  /** Whether `delete` works. */
  readonly canDelete: boolean;

  /**
   * Claims the right to scan this upload. Granted when the image is unknown, when the upload is newer than what is
   * stored (even during another claim), when this version is FAILED or its claim has expired, and on `redo` unless this
   * version is claimed. Keeps `pending` and `unrecorded`. For the same version it also keeps the outcome and `notified`
   * until the next commit; for another version it forgets them and counts attempts from 1.
   */
  claim(upload: Upload, claim: Claim): Promise<ClaimOutcome>;

  /**
   * Extends a claim until `leaseUntil`, for a scan that takes long; an earlier time changes nothing. An expired claim can
   * be renewed until another owner takes it. Fails with `claim-lost` and writes nothing when `owner` does not hold the
   * claim.
   */
  renew(imageId: string, owner: string, leaseUntil: number): Promise<void>;

  /**
   * Replaces the outcome and `notified`, adds to `pending` and `unrecorded` (ids that are already there are ignored),
   * and ends the claim. An expired claim can still be committed until another owner takes it. Fails with `claim-lost`
   * and writes nothing when `owner` does not hold the claim, so a commit cannot be repeated.
   */
  commit(imageId: string, owner: string, commit: Commit): Promise<Committed>;

  /**
   * Ends the claim: the image becomes FAILED, with the reason. Replaces `notified` and adds to `pending`. Does nothing
   * when `owner` does not hold the claim.
   */
  fail(imageId: string, owner: string, failure: Failure): Promise<void>;

  /**
   * Adds to the history, replacing records of the same id, so repeating is harmless. The result lists them as
   * `unrecorded` until they are cleared.
   */
  recordMatches(imageId: string, records: readonly MatchRecord[]): Promise<void>;

  /**
   * Leases the pending notifications that are free at `now`: each to one caller, who may send it until `heldUntil`; then
   * it is free again. Resolves to an empty list when none is free or pending. Changes nothing else.
   */
  takePending(imageId: string, lease: Lease): Promise<readonly Notification[]>;

  /**
   * Frees a notification that could not be sent, at once; `lease.heldUntil` is what it was taken with. It counts as
   * waiting since `lease.now`, so it comes last in `listPending`. Does nothing when it has another lease or is not
   * pending.
   */
  giveBackPending(imageId: string, notificationId: string, lease: Lease): Promise<void>;

  /**
   * Removes what was sent from `pending` and what was recorded from `unrecorded`, and changes nothing else. Unknown ids
   * and images are ignored, so repeating is harmless.
   */
  clear(imageId: string, ids: ClearedIds): Promise<void>;

  /** `undefined` for an image that was never claimed. */
  find(imageId: string): Promise<Result | undefined>;

  /**
   * Newest first. With `ruleId`, the images whose current result that rule matched. A result that changes while a caller
   * pages moves to the front, and the caller does not see it again.
   */
  list(query: ResultQuery): Promise<Page<Result>>;

  /** How many images were uploaded in a period; `undefined` where counting them would be reading them all. */
  count(period: UploadPeriod): Promise<number | undefined>;

  /** The history of a rule, newest upload first; empty if it never matched. */
  listMatches(
    ruleId: string,
    query: Pick<ResultQuery, 'since' | 'until' | 'limit' | 'cursor'>,
  ): Promise<Page<MatchRecord>>;

  /**
   * At most `limit` results with something pending or unrecorded since before `before`, longest waiting first
   * (`waitingSince`). A leased notification waits from the end of its lease.
   */
  listPending(before: number, limit: number): Promise<readonly Result[]>;

  /**
   * The image was deleted: unless a newer upload is known, its result becomes GONE and a claim on it ends. Text and
   * matches are removed; history, pending notifications and, for the same version, `notified` stay. An image that was
   * never claimed is stored as GONE, so an upload event older than the deletion is `stale`. Repeating is harmless.
   */
  markGone(upload: Upload, now: number): Promise<void>;

  /**
   * Removes all that is stored about an image: result, text, outbox and history. The next upload is new, and is announced
   * again. A store that cannot fails with `store-misconfigured`.
   */
  delete(imageId: string, deletion: Deletion): Promise<DeletionOutcome>;
}

/**
 * Notifies people or machines on one channel.
 * - Resolving means that the channel accepted the message; the same `id` may be sent again after a crash.
 * - Takes any characters and any length; the adapter escapes and shortens where its channel requires it.
 * - Fails with `notifier-unavailable` (try again), `notification-refused` (this message will never be accepted) or
 *   `notifier-misconfigured` (a person must act). Error messages quote nothing of the notification.
 */
export interface Notifier {
  notify(notification: Notification): Promise<void>;
}

/**
 * The rules in force.
 * - Called once per image, so a change takes effect with the next image.
 * - When the rules are removed or a change is invalid, the last valid rules stay in force, and the adapter reports the
 *   problem.
 * - Fails with `watchlist-invalid` or `watchlist-unavailable` (no rules) when there have never been valid rules.
 */
export interface WatchlistSource {
  current(): Promise<Watchlist>;
}

/**
 * Remembers what each engine read in which content, so that no content is read twice.
 * - `find` resolves to `undefined` for a content that was never kept for this engine. Keeping again replaces.
 * - `forget` removes what every engine read in a content; repeating is harmless.
 * - Fails with `store-unavailable` (try again) or `store-misconfigured` (a person must act).
 */
export interface DetectionMemory {
  find(contentHash: string, detector: string): Promise<TextDetection | undefined>;
  keep(contentHash: string, detector: string, detection: TextDetection): Promise<void>;
  forget(contentHash: string): Promise<void>;
}

/** Milliseconds since 1970. */
export type Clock = () => number;

export interface Ids {
  /** Never the same twice, in any process. */
  owner(): string;
  /** Equal for equal parts in any process, different for different parts, however they are split. */
  digest(...parts: readonly string[]): string;
}
