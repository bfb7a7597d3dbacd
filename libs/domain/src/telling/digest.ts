import type { RunMark } from './delivery.ts';
import type { Notification, NotificationKind } from '../notification.ts';
import type { Severity } from '../watchlist.ts';
import type { GroupField, Template } from './rule-telling.ts';

/** Several notifications as one message to one channel. Counts all of them; shows the worst and the rarest. */
export interface Digest {
  /** Equal whenever the same notifications are told again. */
  readonly id: string;
  readonly channel: string;
  readonly kind: 'digest';
  /** How many notifications it stands for. */
  readonly count: number;
  /** Highest of all. */
  readonly severity?: Severity;
  /** When the first and the last of them was added, milliseconds since 1970. */
  readonly since: number;
  readonly until: number;
  /** What they waited for, for people. */
  readonly why?: string;
  /** When people hear next of the same, if nothing worse comes, milliseconds since 1970. */
  readonly nextAt?: number;
  /** What counts as the same for `nextAt`; absent if it is about everything. */
  readonly groupBy?: readonly GroupField[];
  /** Set if all belong to one run. */
  readonly run?: RunMark;
  /** All that occurs among its notifications, for subscribers who want only some of them. */
  readonly facets: DigestFacets;
  /** Most severe first, then most frequent. */
  readonly groups: readonly DigestGroup[];
  /** Groups beyond `groups`, and how many notifications they stand for. */
  readonly others?: { readonly groups: number; readonly count: number };
  /** To look at first: the worst, then those whose text is rarest. None if the message has to be short. */
  readonly examples: readonly Notification[];
}

export interface DigestFacets {
  readonly kinds: readonly NotificationKind[];
  readonly severities: readonly Severity[];
  /** Every rule that matched, also beside a more severe one. */
  readonly ruleIds: readonly string[];
  readonly buckets: readonly string[];
}

/** Of one rule, or of all images without a match that were read or failed. */
export interface DigestGroup {
  /** Absent for images without a match. */
  readonly ruleId?: string;
  readonly kind: NotificationKind;
  readonly severity?: Severity;
  readonly count: number;
  /** Most frequent first, at most five. */
  readonly folders: readonly Counted[];
  /** The rarest found texts first, at most three; none of a sensitive rule. */
  readonly texts: readonly (Counted & { readonly imageId: string })[];
  /** The team's own words for its rule; known once it is told. */
  readonly template?: Template;
}

export interface Counted {
  readonly name: string;
  readonly count: number;
}

/** What a notifier sends: a notification, or a digest of several. */
export type Message = Notification | Digest;

export function isDigest(message: Message): message is Digest {
  return message.kind === 'digest';
}
