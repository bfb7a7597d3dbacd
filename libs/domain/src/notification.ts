import type { ImageAddress } from './image.ts';
import type { Status } from './status.ts';
import type { Match, Severity } from './watchlist.ts';

/** What a person sees of a match. `text` and `context` are masked when the rule is sensitive. */
export type NotificationMatch = Pick<
  Match,
  | 'value'
  | 'text'
  | 'via'
  | 'confidence'
  | 'lines'
  | 'page'
  | 'polygons'
  | 'context'
  | 'joined'
  | 'ambiguous'
> &
  /** Absent where the text is masked. */
  Partial<Pick<Match, 'foldedPositions'>>;

export interface NotificationRule {
  /** hash(rule id, rule version, image id, image version): equal in every repeat and on every channel. */
  readonly notificationId: string;
  readonly ruleId: string;
  readonly ruleVersion: string;
  readonly description?: string;
  readonly kind: 'watch' | 'absent';
  readonly severity: Severity;
  readonly sensitive: boolean;
  readonly tags: readonly string[];
  /** How many places matched; `matches` holds the first of them. */
  readonly count: number;
  readonly matches: readonly NotificationMatch[];
}

export const NOTIFICATION_KINDS = ['matched', 'scanned', 'failed'] as const;
/** `matched` a rule was satisfied · `scanned` an image was read, none was · `failed` it could not be read */
export type NotificationKind = (typeof NOTIFICATION_KINDS)[number];

/** What a `notifyOn` setting may say of a channel. */
export const NOTIFY_ON = ['matches', 'always', 'failures'] as const;
export type NotifyOn = (typeof NOTIFY_ON)[number];

const RECEIVED: Readonly<Record<NotifyOn, readonly NotificationKind[]>> = {
  matches: ['matched'],
  // Every image that was read, whether a rule matched or not.
  always: ['matched', 'scanned'],
  failures: ['failed'],
};

/** The kinds of notification that a channel gets whose `notifyOn` says these words. */
export function receivedKinds(words: readonly NotifyOn[]): ReadonlySet<NotificationKind> {
  return new Set(words.flatMap((word) => RECEIVED[word]));
}

const KINDS: Readonly<Record<Exclude<Status, 'PROCESSING'>, NotificationKind>> = {
  MATCHED: 'matched',
  NO_MATCH: 'scanned',
  NO_TEXT: 'scanned',
  UNSUPPORTED: 'failed',
  GONE: 'failed',
  FAILED: 'failed',
};

/** The kind of notification that tells of an image with this status. */
export function kindOf(status: Exclude<Status, 'PROCESSING'>): NotificationKind {
  return KINDS[status];
}

/** A message that people still have to be told. */
export interface PendingNotification extends Notification {
  /** It is somebody's to tell until then, milliseconds since 1970; absent while nobody has taken it. */
  readonly heldUntil?: number;
}

/** What one channel is told about one image version: one message, however many rules. */
export interface Notification {
  /** Equal whenever the same message is sent again. Unique for channel, image version and rules. */
  readonly id: string;
  readonly channel: string;
  readonly kind: NotificationKind;
  readonly imageId: string;
  readonly address: ImageAddress;
  readonly version: string;
  readonly uploadedAt: number;
  readonly status: Status;
  readonly reason?: string;
  /** Pages that the file has, and how many were read where some were not; absent for images of one page. */
  readonly pageCount?: number;
  readonly pagesRead?: number;
  /** Highest of its rules; absent when no rule matched. */
  readonly severity?: Severity;
  /** Most severe first, then in the order of the rule file. */
  readonly rules: readonly NotificationRule[];
  /** The whole text, one line per line, masked where a sensitive rule matched; only for `scanned`. */
  readonly text?: string;
}

export interface PictureLink {
  readonly url: string;
  /** Milliseconds since 1970; absent for a link that does not expire. */
  readonly validUntil?: number;
}

/** Where a reader opens the picture; `undefined` for a notification without a link. */
export type LinkTo = (
  notification: Notification,
) => PictureLink | undefined | Promise<PictureLink | undefined>;
