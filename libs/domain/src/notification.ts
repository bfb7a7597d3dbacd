import type { ImageAddress } from './image.ts';
import type { Status } from './status.ts';
import type { GroupField, Template } from './telling/rule-telling.ts';
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
  | 'polygonPages'
  | 'context'
  | 'joined'
  | 'ambiguous'
> &
  /** Absent where the text is masked. */
  Partial<Pick<Match, 'foldedPositions' | 'keyedHash'>>;

export interface NotificationRule {
  /** hash(rule id, rule version, image id, image version): equal on every channel and whenever sent again. */
  readonly notificationId: string;
  readonly ruleId: string;
  readonly ruleVersion: string;
  readonly description?: string;
  readonly kind: 'watch' | 'absent';
  readonly severity: Severity;
  readonly sensitive: boolean;
  readonly tags: readonly string[];
  /** How many places matched; `matches` has the first of them. */
  readonly count: number;
  readonly matches: readonly NotificationMatch[];
  /** The team's own words for it; known once it is told. */
  readonly template?: Template;
}

export const NOTIFICATION_KINDS = ['matched', 'scanned', 'failed'] as const;
/** `matched`: a rule matched · `scanned`: the image was read, no rule matched · `failed`: it could not be read */
export type NotificationKind = (typeof NOTIFICATION_KINDS)[number];

/** The words of a channel's `notifyOn` setting. */
export const NOTIFY_ON = ['matches', 'always', 'failures'] as const;
export type NotifyOn = (typeof NOTIFY_ON)[number];

const RECEIVED: Readonly<Record<NotifyOn, readonly NotificationKind[]>> = {
  matches: ['matched'],
  // Every image that was read.
  always: ['matched', 'scanned'],
  failures: ['failed'],
};

/** The kinds of notification that a channel with this `notifyOn` receives. */
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

/** The kind of notification about an image with this status. */
export function kindOf(status: Exclude<Status, 'PROCESSING'>): NotificationKind {
  return KINDS[status];
}

/** One message to one channel about one image version, however many rules matched. */
export interface Notification {
  /** Equal whenever the message is sent again; unique for channel, upload and rules. */
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
  /** When people hear next of the same, if nothing worse comes, milliseconds since 1970; known once it is told. */
  readonly nextAt?: number;
  /** What counts as the same for `nextAt`. */
  readonly groupBy?: readonly GroupField[];
  /** Which reminder it is, from 1. */
  readonly reminder?: number;
}

export const LANGUAGES = ['en', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];

/** In which words, and by which clocks, people are told. */
export interface Locale {
  readonly language: Language;
  /** IANA name: `Europe/Berlin`. */
  readonly zone: string;
}

export interface PictureLink {
  readonly url: string;
  /** Milliseconds since 1970; absent for a link that does not expire. */
  readonly validUntil?: number;
}

/** Where readers open the picture; `undefined` for no link. */
export type LinkTo = (
  notification: Notification,
) => PictureLink | undefined | Promise<PictureLink | undefined>;
