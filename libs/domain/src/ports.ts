import type { ImageAddress, Upload } from './image.ts';
import type { Notification } from './notification.ts';
import type { MatchRecord, Result, ScanOutcome } from './result.ts';
import type { Status } from './status.ts';
import type { TextDetection } from './text-detection.ts';
import type { Watchlist } from './watchlist.ts';

/**
 * An image that can be read. Engines that fetch by address never call `read`.
 * - `read` may be called again and gives the same bytes, or fails with `image-gone` once they changed or went.
 * - Fails with `image-gone` (not there), `image-unreadable` (there, but not ours to read),
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
 * - Fails with `image-unsupported` (not an image this engine reads: message says why), with any code of
 *   `ImageSource.read`, with `detector-unavailable` (try again) or `detector-misconfigured` (a person must act).
 */
export interface TextDetector {
  /** Names engine and model; a remembered detection is only used by a detector of equal identity. */
  readonly identity: string;
  detectText(image: ImageSource): Promise<TextDetection>;
}

export interface Claim {
  /** Unique for each attempt; only its holder may commit. */
  readonly owner: string;
  readonly now: number;
  readonly leaseUntil: number;
  /** Scan again although this version has a final status. */
  readonly redo?: boolean;
}

/** What a finished scan adds to what is kept. */
export interface Announcements {
  readonly notifications: readonly Notification[];
  readonly records: readonly MatchRecord[];
  /** Replaces `Result.notified`. */
  readonly notified: readonly string[];
}

export interface Commit extends Announcements {
  readonly outcome: ScanOutcome;
  readonly now: number;
  /** Takes what is pending in the same step, as `takePending` would. */
  readonly heldUntil?: number;
}

export interface Committed {
  /** What is kept from now on. */
  readonly result: Result;
  /** The messages that are now whoever committed to tell, until `heldUntil`; none unless it was given. */
  readonly taken: readonly Notification[];
}

export interface Failure extends Omit<Announcements, 'records'> {
  readonly reason: string;
  readonly now: number;
}

/** What has been done of what waited, by id. */
export interface ClearedIds {
  readonly told?: readonly string[];
  readonly recorded?: readonly string[];
}

export interface Lease {
  readonly now: number;
  readonly heldUntil: number;
}

export type ClaimOutcome =
  /** The claim is ours. `previous` is what was kept before, its pending notifications still to be told. */
  | { readonly kind: 'claimed'; readonly previous?: Result }
  /** This version already has a final status; its pending notifications may still have to be told. */
  | { readonly kind: 'done'; readonly result: Result }
  /** A newer upload of this image is already known. */
  | { readonly kind: 'stale'; readonly result: Result }
  /** Somebody else holds a claim on this very version that has not run out. */
  | { readonly kind: 'busy'; readonly leaseUntil: number };

export interface ResultQuery {
  readonly status?: Status;
  readonly ruleId?: string;
  /** Milliseconds since 1970, inclusive. Compared with `uploadedAt` when `ruleId` is given, else `updatedAt`. */
  readonly since?: number;
  readonly until?: number;
  /** Whole words that must all occur in the text; a store that cannot search fails with `store-misconfigured`. */
  readonly text?: string;
  /** At most this many, newest first. 1…1000. */
  readonly limit: number;
  /** As returned by the page before. */
  readonly cursor?: string;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Absent on the last page. */
  readonly cursor?: string;
}

/**
 * Keeps one result per image, newest sequencer wins, and the history of matches.
 * Each method is one atomic step: it took effect wholly or not at all, also when its answer got lost.
 * All fail with `store-unavailable` (try again) or `store-misconfigured` (a person must act), cause kept.
 */
export interface ResultStore {
  /** Whether `list` understands `text`. */
  readonly canSearch: boolean;

  /**
   * Takes the right to scan this upload. Granted when the image is unknown, when the upload is newer than what is kept
   * (even over somebody's running claim), when this version is FAILED or its claim has run out, or on `redo` unless
   * somebody's claim on it runs. Granting keeps `pending` and `unrecorded`. For the same version it also keeps what was
   * concluded and `notified`, until the next commit; for another one it forgets them and counts attempts from 1.
   */
  claim(upload: Upload, claim: Claim): Promise<ClaimOutcome>;

  /**
   * Replaces the outcome and `notified`, and adds to `pending` and `unrecorded` (never a second one of equal id), in
   * one step. A claim that ran out is good for a commit until somebody takes it over. Fails with `claim-lost` when `owner` no longer holds the claim; then nothing was written.
   * Repeating a commit that took effect fails with `claim-lost` too: the claim ended with it.
   */
  commit(imageId: string, owner: string, commit: Commit): Promise<Committed>;

  /**
   * Gives the claim back as FAILED with the reason, and adds to `pending`. Nothing happens when `owner` no longer holds it.
   */
  fail(imageId: string, owner: string, failure: Failure): Promise<void>;

  /**
   * Adds to the history; the result keeps them `unrecorded` until they are cleared. A record of equal id is replaced,
   * never doubled, so repeating is harmless.
   */
  recordMatches(imageId: string, records: readonly MatchRecord[]): Promise<void>;

  /**
   * Takes the right to tell what is pending of an image: each message goes to one caller, who has it until
   * `heldUntil`; then it is free again. Resolves to the messages that were free at `now`; to none when others have
   * them or nothing is pending. Changes nothing else.
   */
  takePending(imageId: string, hold: Lease): Promise<readonly Notification[]>;

  /**
   * Frees a message that could not be told, at once; `hold.heldUntil` is what it was taken with. It is then the last
   * in `listPending`. Nothing happens when somebody else has it or it is not pending.
   */
  giveBackPending(imageId: string, notificationId: string, hold: Lease): Promise<void>;

  /** Takes what is done off `pending` and `unrecorded` and changes nothing else; repeating is harmless. */
  clear(imageId: string, done: ClearedIds): Promise<void>;

  /** `undefined` for an image never claimed. */
  find(imageId: string): Promise<Result | undefined>;

  /**
   * Newest first. With `ruleId`, the images whose newest result that rule matched. What changes while somebody turns
   * pages moves to the front and is not seen again by them.
   */
  list(query: ResultQuery): Promise<Page<Result>>;

  /** History of a rule, newest upload first; empty for a rule that never matched. */
  listMatches(
    ruleId: string,
    query: Pick<ResultQuery, 'since' | 'until' | 'limit' | 'cursor'>,
  ): Promise<Page<MatchRecord>>;

  /**
   * Results with something to tell or to record that has waited since before `before`, longest waiting first
   * (`waitingSince`). A message that somebody has waits from when it is free again.
   */
  listPending(before: number, limit: number): Promise<readonly Result[]>;

  /**
   * The image was deleted: its result becomes GONE unless a newer upload is known. Text and matches of the result go,
   * history and pending notifications stay. An image never claimed is remembered as GONE, so that an upload event
   * older than the deletion stays `stale`. Repeating is harmless.
   */
  markGone(upload: Upload, now: number): Promise<void>;
}

/**
 * Tells people or machines on one channel.
 * - Resolving means that the channel took the message; the same `id` may be sent again after a crash.
 * - Takes any characters and any length; where a channel is narrower, the adapter escapes and shortens.
 * - Fails with `notifier-unavailable` (try again), `notification-refused` (this message will never be taken)
 *   or `notifier-misconfigured` (a person must act).
 */
export interface Notifier {
  notify(notification: Notification): Promise<void>;
}

/**
 * Gives the rules in force.
 * - Asked once per image; a change takes effect with the next one.
 * - After a broken change the last good list stays in force and the problem is reported by the adapter.
 * - Fails with `watchlist-invalid` or `watchlist-unavailable` when there never was a good one.
 */
export interface WatchlistSource {
  current(): Promise<Watchlist>;
}

/**
 * Remembers what an engine read in a content, so that no content is read twice.
 * - `find` resolves to `undefined` for a content never kept. Keeping again replaces.
 * - Fails with `store-unavailable`.
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
