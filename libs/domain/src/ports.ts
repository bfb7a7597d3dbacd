import type { Hold } from './hold.ts';
import type { ImageAddress, Upload } from './image.ts';
import type { Delivery, DeliveryState, NewDelivery, Silence, Turn } from './telling/delivery.ts';
import type { Message } from './telling/digest.ts';
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

/** An image that is at an address, without its place in the order of uploads. */
export type CurrentImage = Omit<Upload, 'sequencer'>;

/**
 * Looks what is at an address now, whatever events have said.
 * - The version in the address is ignored. `undefined`: nothing is there, or what was there is deleted.
 * - `version` is that of an upload event about the same content; the address names the version where the store keeps versions.
 * - Fails with `image-unreadable` (no permission, so nothing is known) or `source-unavailable` (try again).
 */
export interface CurrentImages {
  find(address: ImageAddress): Promise<CurrentImage | undefined>;
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
  /** Take the claim of this version from its owner, who is known to be dead. */
  readonly takeOver?: boolean;
}

/** What a scan adds to the outbox and to the history. */
export interface Announcements {
  readonly deliveries: readonly NewDelivery[];
  readonly records: readonly MatchRecord[];
  /** Replaces `Result.notified`. */
  readonly notified: readonly string[];
}

export interface Commit extends Announcements {
  readonly outcome: ScanOutcome;
  readonly now: number;
}

export interface Failure extends Omit<Announcements, 'records'> {
  readonly reason: string;
  readonly now: number;
}

export type ClaimOutcome =
  /** The caller holds the claim. `previous` is what was stored before. */
  | { readonly kind: 'claimed'; readonly previous?: Result }
  /** This version already has a final status. */
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
  /** Only results with a text that a purge would remove (`isPurgeable`); a store finds them without reading the others. */
  readonly purgeable?: true;
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
  /** Also deletes what is still to be told or recorded. */
  readonly evenIfWaiting?: boolean;
  /**
   * Only a result that last changed before this; any other is `busy`. It leaves what keeps this version from being read and
   * told again: `NO_MATCH`, `purged`, with `readBy` and `notified`.
   */
  readonly purgeBefore?: number;
  /** With `purgeBefore`: leaves the history and the deliveries, which have ages of their own. */
  readonly leaveHistory?: boolean;
}

export type DeletionOutcome =
  | 'deleted'
  /** No such image is stored. */
  | 'unknown'
  /** Kept: `heldBy` names the holds. */
  | 'held'
  /** Kept: something is still to be told or recorded. */
  | 'waiting'
  /** Kept: claimed, and the claim has not expired; or it has changed since `purgeBefore`. */
  | 'busy';

export interface Page<T> {
  readonly items: readonly T[];
  /** Absent on the last page. */
  readonly cursor?: string;
}

export interface PurgedHistory {
  readonly purged: number;
  /** Nothing that is old enough was left out, but for what is held. */
  readonly isDone: boolean;
}

/**
 * Stores one result per image (the newest sequencer wins) and the history of matches.
 * Each method is atomic: it takes effect completely or not at all, even when its answer is lost.
 * What is damaged, or was edited elsewhere, stops nothing: it is told about once, by its id, and then counts as missing, but can
 * be deleted. The next claim of the image replaces it.
 * All methods fail with `store-unavailable` (try again) or `store-misconfigured` (a person must act), with the cause.
 */
export interface ResultStore {
  /** Whether `list` understands `text` and `fragments`. */
  readonly canSearch: boolean;

  /**
   * Claims the right to scan this upload. Granted when the image is unknown, when another version is newer than what is
   * stored (even while that is claimed), when this version is FAILED, was GONE before this upload, or its claim has expired,
   * and on `redo` unless this version is claimed. While it is claimed, only `takeOver` is granted: a higher sequencer may mean
   * that two processes found one new file at once. A version that has another final status is `done`, however new the upload:
   * its result takes the newer sequencer, and is as new as that from then on. Another version with the stored sequencer is
   * `stale`. Keeps `unrecorded`. For the same version it also
   * keeps the outcome and `notified` until the next commit; for another version it forgets them and counts attempts from 1.
   */
  claim(upload: Upload, claim: Claim): Promise<ClaimOutcome>;

  /**
   * Extends a claim until `leaseUntil`, for a scan that takes long; an earlier time changes nothing. An expired claim can
   * be renewed until another owner takes it. Fails with `claim-lost` and writes nothing when `owner` does not hold the
   * claim.
   */
  renew(imageId: string, owner: string, leaseUntil: number): Promise<void>;

  /**
   * Replaces the outcome and `notified`, adds to `unrecorded` (ids that are already there are ignored), adds to the
   * `Deliveries` of the same store, all in one step, and ends the claim. Resolves to the result as stored. An expired claim
   * can still be committed until another owner takes it. Fails with `claim-lost` and writes nothing when `owner` does not
   * hold the claim, so a commit cannot be repeated.
   */
  commit(imageId: string, owner: string, commit: Commit): Promise<Result>;

  /**
   * Ends the claim: the image becomes FAILED, with the reason. Replaces `notified` and adds to the `Deliveries`, in one
   * step. Resolves to `false`, and does nothing, when `owner` does not hold the claim.
   */
  fail(imageId: string, owner: string, failure: Failure): Promise<boolean>;

  /**
   * Adds to the history, replacing records of the same id, so repeating is harmless. The result lists them as
   * `unrecorded` until they are cleared.
   */
  recordMatches(imageId: string, records: readonly MatchRecord[]): Promise<void>;

  /**
   * Removes from `unrecorded` what was recorded, and changes nothing else. Unknown ids and images are ignored, so repeating
   * is harmless.
   */
  clear(imageId: string, recordIds: readonly string[]): Promise<void>;

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

  /** At most `limit` results with something unrecorded that last changed before `before`, longest waiting first. */
  listUnrecorded(before: number, limit: number): Promise<readonly Result[]>;

  /**
   * The image was deleted: unless a newer upload is known, its result becomes GONE and a claim on it ends. Text and
   * matches are removed; history, deliveries and, for the same version, `notified` stay. An image that was
   * never claimed is stored as GONE, so an upload event older than the deletion is `stale`. Repeating is harmless.
   */
  markGone(upload: Upload, now: number): Promise<void>;

  /**
   * Removes all that is stored about an image: result, text, deliveries and history. The next upload is new, and is
   * announced again. A store may take several steps, the last of which removes the result or its text; repeating finishes
   * what a crash left. What a hold names stays.
   */
  delete(imageId: string, deletion: Deletion): Promise<DeletionOutcome>;

  /**
   * Removes from the history what was uploaded before `before`, at most `limit` matches, also of images that are gone. Matches of
   * a rule or an image that is held stay. Once `isDone`, the next call begins anew.
   */
  purgeMatches(before: number, limit: number): Promise<PurgedHistory>;

  /** Adds a hold, or replaces the one with its id. It stops deletions that begin afterwards. */
  hold(hold: Hold): Promise<void>;

  /** Ends a hold. Resolves to `false` if there is none with this id. */
  endHold(id: string): Promise<boolean>;

  /** All holds, oldest first. */
  holds(): Promise<readonly Hold[]>;

  /** Those on an image: by its id, or by a rule in its result, its history or what is unrecorded. */
  heldBy(imageId: string): Promise<readonly Hold[]>;
}

/** What a channel is told now, as far as the deliveries know. */
export interface Look {
  /** As `Deliveries.now`. */
  readonly now: number;
  readonly turn: Turn;
  /** Waiting, those that are due longest first. */
  readonly due: readonly Delivery[];
  /** Those that have not ended. */
  readonly silences: readonly Silence[];
}

/** A delivery as it was seen, and what becomes of it. */
export interface Postponement {
  readonly id: string;
  /** It changes only if this still is its time. */
  readonly due: number;
  readonly until: number;
  readonly why?: string;
  /** Telling it failed: counts an attempt. */
  readonly error?: string;
  /** Whom it reached all the same. */
  readonly reached?: readonly string[];
}

export interface DeliveryQuery {
  readonly state?: DeliveryState;
  readonly channel?: string;
  readonly imageId?: string;
  readonly ruleId?: string;
  readonly runId?: string;
  /** Reminders of this delivery. */
  readonly reminderOf?: string;
  readonly ids?: readonly string[];
  /** Added in this period, milliseconds since 1970, inclusive. */
  readonly since?: number;
  readonly until?: number;
}

export interface DeliveryPageQuery extends DeliveryQuery {
  /** 1 to 1000. */
  readonly limit: number;
  readonly cursor?: string;
}

/**
 * The outbox: each notification on its way to a channel, until it was told or a person withdrew it, and the log of what was
 * told. Rows are added by `ResultStore.commit` and `fail`, or by `add`. The last millisecond `due` of a row, and the
 * revision of a turn, make its changes exclusive: of two processes that saw the same, one wins.
 * Each method is atomic for each row and for a turn, even when its answer is lost; all but `change`, which says who
 * won, can be repeated.
 * All fail with `store-unavailable` (try again) or `store-misconfigured` (a person must act), with the cause.
 */
export interface Deliveries {
  /** Milliseconds since 1970, by one clock for every process that uses the store, give or take two seconds. */
  now(): Promise<number>;

  /** Adds rows as `waiting`. An id that is known in any state stays as it is. */
  add(deliveries: readonly NewDelivery[]): Promise<void>;

  /** Channels with rows that are due, or with a set that was formed and not told. */
  channels(): Promise<readonly string[]>;

  /**
   * What a channel is told now; at most 10,000 rows. Includes rows of `own` that are due, even where an index is late. With
   * `evenIfNotDue`, all rows that wait. A channel that nobody ever told has `NO_TURN`.
   */
  look(
    channel: string,
    look?: { readonly own?: readonly string[]; readonly evenIfNotDue?: boolean },
  ): Promise<Look>;

  /**
   * Replaces the turn of a channel by `turn` with the next revision, if `turn.revision` still is its revision; else it changes
   * nothing and resolves to `false`. `false` may also mean that the change took effect and its answer was lost.
   */
  change(channel: string, turn: Turn): Promise<boolean>;

  /** Moves rows to a later or earlier time. Resolves to the ids of those that still waited as seen. */
  postpone(channel: string, rows: readonly Postponement[]): Promise<readonly string[]>;

  /**
   * Rows that wait become `told` or `refused`, since now; others stay as they are. With `message`, the id under which they
   * were told. An earlier error is forgotten.
   */
  end(
    channel: string,
    ids: readonly string[],
    how: {
      readonly state: 'told' | 'refused';
      readonly message?: string;
      readonly error?: string;
    },
  ): Promise<void>;

  /** Rows that wait become `withdrawn`, those of a set that is being told, too. Resolves to how many. */
  withdraw(query: DeliveryQuery, by: string, why: string): Promise<number>;

  /** Rows that were refused wait again, due now and with no attempts, but not for those whom they reached. Resolves to how many. */
  retry(query: DeliveryQuery, by: string): Promise<number>;

  /** Notifications of rows, by delivery id; unknown ids are left out. */
  notifications(
    channel: string,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, Notification>>;

  /** The log, last added first. */
  list(query: DeliveryPageQuery): Promise<Page<Delivery>>;

  /** Adds a silence, or replaces the one with its id. */
  silence(silence: Silence): Promise<void>;

  /** Ends a silence now. Resolves to `false` if none with this id is in force. */
  endSilence(id: string): Promise<boolean>;

  /** Those in force. */
  silences(): Promise<readonly Silence[]>;

  /**
   * Removes at most `limit` rows that ended before `before`, but for those whose rule or image is held. Resolves to how many: fewer
   * than `limit` when none is left.
   */
  purge(before: number, limit: number): Promise<number>;

  /** Removes all rows about an image, whatever their state. Resolves to how many. */
  forget(imageId: string): Promise<number>;
}

/**
 * Notifies people or machines on one channel.
 * - Resolving means that the channel accepted the message; the same `id` may be sent again after a crash.
 * - Takes any characters and any length; the adapter escapes and shortens where its channel requires it.
 * - A channel of several recipients fails with the hashes of those whom it `reached`, and leaves out whom an earlier try reached.
 * - Fails with `notifier-unavailable` (try again), `notification-refused` (this message will never be accepted) or
 *   `notifier-misconfigured` (a person must act). Error messages quote nothing of the notification.
 */
export interface Notifier {
  notify(message: Message, reached?: readonly string[]): Promise<void>;
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
 * - `forget` removes what every engine read in a content, `forgetOthers` what it read in any but these; repeating is harmless.
 * - Fails with `store-unavailable` (try again) or `store-misconfigured` (a person must act).
 */
export interface DetectionMemory {
  find(contentHash: string, detector: string): Promise<TextDetection | undefined>;
  keep(contentHash: string, detector: string, detection: TextDetection): Promise<void>;
  forget(contentHash: string): Promise<void>;
  forgetOthers(contentHashes: ReadonlySet<string>): Promise<void>;
}

/** Milliseconds since 1970. */
export type Clock = () => number;

export interface Ids {
  /** Never the same twice, in any process. */
  owner(): string;
  /** Equal for equal parts in any process, different for different parts, however they are split. */
  digest(...parts: readonly string[]): string;
}
