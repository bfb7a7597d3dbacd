import type { ImageAddress } from '../image.ts';
import type { Notification, NotificationKind } from '../notification.ts';
import type { Severity } from '../watchlist.ts';

/**
 * `waiting`: to be told · `told`: the channel took it · `refused`: given up, a dead letter that can be sent again ·
 * `withdrawn`: a person decided that it is not told
 */
export const DELIVERY_STATES = ['waiting', 'told', 'refused', 'withdrawn'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** A backfill, replay, redrive or large scan: people get one summary of it, not a message for each image. */
export interface RunMark {
  readonly id: string;
  /** For people: `replay`, `scan of photos/`. */
  readonly name: string;
}

/** What decides when a delivery is told, and what a digest counts. It has no more text than its notification. */
export interface DeliverySummary {
  /** The id of its notification. */
  readonly id: string;
  readonly channel: string;
  readonly kind: NotificationKind;
  readonly imageId: string;
  readonly address: ImageAddress;
  readonly uploadedAt: number;
  readonly severity?: Severity;
  /** Its rules, most severe first. */
  readonly ruleIds: readonly string[];
  /** What its first rule found first; absent for a sensitive rule. */
  readonly text?: string;
  /** Equal for equal found texts, also of sensitive rules. */
  readonly textKey?: string;
  readonly run?: RunMark;
  /** Which reminder of an earlier delivery this is, from 1. */
  readonly reminder?: {
    readonly of: string;
    readonly number: number;
    /** Due so long after it was added, milliseconds, whatever it was postponed for; earlier releases did not write it. */
    readonly afterMs?: number;
  };
}

/** A notification on its way to one channel. */
export interface Delivery extends DeliverySummary {
  readonly state: DeliveryState;
  readonly addedAt: number;
  /** Not told before, milliseconds since 1970. */
  readonly due: number;
  /** What it waits for, for people: `quiet hours until 07:00`. */
  readonly why?: string;
  /** How often telling it alone failed; a set counts its attempts in the turn. */
  readonly attempts: number;
  /** Why telling it failed last. */
  readonly error?: string;
  /** Whom a message that failed for others reached, as the channel names them. */
  readonly reached?: readonly string[];
  /** When it left `waiting`. */
  readonly endedAt?: number;
  /** The id under which it was told, together with others. */
  readonly message?: string;
  /** Who withdrew it or sent it again. */
  readonly by?: string;
}

/** A delivery to be added. */
export interface NewDelivery extends DeliverySummary {
  readonly notification: Notification;
  /** Not told for this long, milliseconds; 0 for at once. A process that tells it itself holds it that way. */
  readonly waitMs: number;
  readonly why?: string;
}

/** Of several deliveries of one channel, told under one id. Once formed it stays as it is until it was told. */
export interface FrozenSet {
  /** Of the message; equal for equal deliveries. */
  readonly id: string;
  readonly deliveryIds: readonly string[];
  /** The group whose window it starts; one of its own for a digest of several groups. */
  readonly group: string;
  /** The first window of the group, milliseconds. */
  readonly everyMs: number;
  readonly severity?: Severity;
  readonly urgent: boolean;
  /** When it was formed first. */
  readonly since: number;
}

/** When a group was told last, how often in a row, and the worst that this message told. */
export interface Said {
  readonly at: number;
  readonly times: number;
  readonly severity?: Severity;
}

/** What one channel was told, and who may tell it now. One for each channel; the revision makes changes exclusive. */
export interface Turn {
  /** 0 before the first change; the store counts. */
  readonly revision: number;
  /** Who changed it last: an answer may get lost, and its process has to know that it holds the turn. */
  readonly holder?: string;
  /** Nobody else tells before, milliseconds since 1970 by the clock of the deliveries. */
  readonly heldUntil: number;
  /** Being told, or left by a process that died. */
  readonly set?: FrozenSet;
  /** Was told; its deliveries may still be marked as waiting. */
  readonly done?: FrozenSet;
  /** How often telling `set` failed. */
  readonly attempts: number;
  readonly error?: string;
  /** Hashes of the recipients who got the message of `set`, which failed for others. */
  readonly reached?: readonly string[];
  /** `set` was refused, and is told once more as mere counts. */
  readonly brief?: boolean;
  readonly said: Readonly<Record<string, Said>>;
  /** Messages of the last hour. */
  readonly spoken: readonly { readonly at: number; readonly urgent: boolean }[];
  /** Hash of the policy that last decided; when it changes, all that waits is decided again. */
  readonly policy?: string;
}

export const NO_TURN: Turn = { revision: 0, heldUntil: 0, attempts: 0, said: {}, spoken: [] };

/** A person's wish not to hear of something for a while. It ends with one summary. */
export interface Silence {
  readonly id: string;
  readonly of: 'rule' | 'folder' | 'channel';
  /** A folder with its bucket (`photos/signs`), or of that name in every bucket (`signs`). */
  readonly value: string;
  readonly from: number;
  readonly until: number;
  readonly by: string;
  readonly why: string;
  readonly evenIfCritical?: boolean;
}

export const MAX_SILENCE_MS = 30 * 24 * 3_600_000;

/** The delivery of a notification. */
export function deliveryOf(
  notification: Notification,
  about: Pick<NewDelivery, 'waitMs'> & Partial<Pick<NewDelivery, 'why' | 'run'>>,
): NewDelivery {
  const { id, channel, kind, imageId, address, uploadedAt, severity, rules } = notification;
  const [worst] = rules;
  const found = worst?.matches[0];
  const text = worst?.sensitive ? undefined : found?.text;
  const textKey = text ?? found?.keyedHash;
  return {
    ...{ id, channel, kind, imageId, address, uploadedAt },
    ...(severity === undefined ? {} : { severity }),
    ruleIds: rules.map(({ ruleId }) => ruleId),
    ...(text === undefined ? {} : { text }),
    ...(textKey === undefined ? {} : { textKey }),
    notification,
    ...about,
  };
}
