import { allOf } from '../errors.ts';
import type { Notification } from '../notification.ts';
import type { Watchlist } from '../watchlist.ts';
import { deliveryOf, type NewDelivery, type RunMark } from './delivery.ts';
import { EachTeller } from './each.ts';
import {
  DEFAULT_TELL_MS,
  HOUR_MS,
  type NotifiedChannel,
  type TellingParts,
  type Untold,
} from './parts.ts';
import type { RuleWishes } from './policy.ts';
import { Speaker, type Speech } from './speaker.ts';

/** Deliveries that are about to be added, and since when this process holds those that it tells itself. */
export interface Planned {
  readonly deliveries: readonly NewDelivery[];
  readonly at: number;
  readonly wishes: RuleWishes;
}

export interface TellingSweep {
  /** Stops after the current message once `aborted`. */
  readonly signal?: { readonly aborted: boolean };
}

/**
 * Tells people and machines what waits in the outbox.
 *
 *     add, with the result → look → decide → take the turn → notify → settle the turn → mark the deliveries
 *
 * The process may die at any arrow:
 *
 *     before the turn is taken    the sweeper decides anew
 *     before it is settled        when its lease ends, the same set is told under the same id: perhaps a second time
 *     after                       the turn says what was told; whoever looks next marks the deliveries
 *
 * A channel that wants each notification has no turn: each delivery is held by whoever added it, or took it when that lease
 * had ended. Failures of a channel are returned, those of the store are thrown.
 */
export class Telling {
  readonly #parts: TellingParts;
  readonly #tellMs: number;
  readonly #speakers: ReadonlyMap<string, Speaker>;
  readonly #tellers: ReadonlyMap<string, EachTeller>;
  #wishes: RuleWishes = { version: '', ofRule: () => undefined };

  constructor(parts: TellingParts) {
    const { channels, tellMs = DEFAULT_TELL_MS } = parts;
    const ofKind = (tell: string): readonly NotifiedChannel[] =>
      channels.filter(({ telling }) => telling.tell === tell);
    this.#parts = parts;
    this.#tellMs = tellMs;
    this.#speakers = new Map(ofKind('grouped').map((one) => [one.name, new Speaker(parts, one)]));
    this.#tellers = new Map(ofKind('each').map((one) => [one.name, new EachTeller(parts, one)]));
  }

  /** The deliveries of notifications, for whoever adds them and tells them then. */
  plan(
    notifications: readonly Notification[],
    rules: Partial<Pick<Watchlist, 'telling' | 'tellingVersion'>>,
    run?: RunMark,
  ): Planned {
    const wishes = this.#wishesOf(rules);
    const deliveries = notifications.map((notification) => {
      const speaker = this.#speakers.get(notification.channel);
      if (!speaker) return this.#deliveryOf(notification, { waitMs: this.#tellMs });
      if (run) return this.#deliveryOf(notification, { waitMs: HOUR_MS, run, why: run.name });
      const delivery = this.#deliveryOf(notification, { waitMs: 0 });
      return { ...delivery, ...speaker.waitOf(delivery, wishes) };
    });
    return { deliveries, at: this.#parts.clock(), wishes };
  }

  /** A turn remembers groups for days, so their texts are hashed. */
  #deliveryOf(...[notification, about]: Parameters<typeof deliveryOf>): NewDelivery {
    const { textKey, ...delivery } = deliveryOf(notification, about);
    if (textKey === undefined) return delivery;
    return { ...delivery, textKey: this.#parts.ids.digest(textKey) };
  }

  /** Tells what was just added, as far as it is to be told now. */
  async tell(planned: Planned): Promise<readonly Untold[]> {
    const { at, wishes } = planned;
    const byChannel = [...Map.groupBy(planned.deliveries, ({ channel }) => channel)];
    const told = byChannel.map(([channel, added]): Promise<readonly Untold[]> => {
      const speaker = this.#speakers.get(channel);
      const own = added.flatMap(({ id, waitMs }) => (waitMs > 0 ? [] : [id]));
      if (speaker) return own.length > 0 ? speaker.speak(wishes, { own }) : NOTHING;
      const heldUntil = at + this.#tellMs;
      const held = added.map((one) => ({ ...one, attempts: 0, addedAt: at, heldUntil }));
      return this.#tellers.get(channel)?.tell(held, wishes.ofRule) ?? NOTHING;
    });
    return (await allOf(told)).flat();
  }

  /**
   * Tells what is due, whoever added it, and what need no longer wait since settings changed or a silence was ended. Channels
   * that are no longer in the settings are left out.
   */
  async sweep({ signal }: TellingSweep = {}): Promise<readonly Untold[]> {
    const busy = await this.#parts.deliveries.channels();
    const wishes = await this.#wishesOfRules();
    const channels = [...busy, ...(await this.#underNewPolicy(busy, wishes))];
    return channels.length === 0 ? [] : this.#speakOn(channels, wishes, { signal });
  }

  /** Nothing is due, but a silence was ended, or settings or rules changed, so that what waits may be told earlier. */
  async #underNewPolicy(busy: readonly string[], wishes: RuleWishes): Promise<readonly string[]> {
    const idle = [...this.#speakers].filter(([channel]) => !busy.includes(channel));
    const found = idle.map(async ([channel, speaker]) =>
      (await speaker.isUnderNewPolicy(wishes)) ? [channel] : [],
    );
    return (await allOf(found)).flat();
  }

  /**
   * A run has ended, or the last process that would look: tells what is due, and what only waits for a window or for the
   * end of a run, as summaries. Quiet hours, silences and the limit of an hour hold.
   */
  async finish(): Promise<readonly Untold[]> {
    const channels = [...this.#speakers.keys(), ...this.#tellers.keys()];
    return this.#speakOn(channels, await this.#wishesOfRules(), { isEnding: true });
  }

  async #speakOn(
    channels: readonly string[],
    wishes: RuleWishes,
    speech: Speech,
  ): Promise<readonly Untold[]> {
    const told = channels.map((channel) => {
      const speaker = this.#speakers.get(channel);
      if (speech.signal?.aborted) return NOTHING;
      if (speaker) return speaker.speak(wishes, speech);
      return this.#tellers.get(channel)?.sweep(wishes.ofRule, speech) ?? NOTHING;
    });
    return (await allOf(told)).flat();
  }

  async #wishesOfRules(): Promise<RuleWishes> {
    try {
      return this.#wishesOf(await this.#parts.watchlists.current());
    } catch {
      return this.#wishes;
    }
  }

  /** Rules that cannot be had wish what they did before: what waits is told all the same. */
  #wishesOf({
    telling,
    tellingVersion: version = '',
  }: Partial<Pick<Watchlist, 'telling' | 'tellingVersion'>>): RuleWishes {
    if (telling) this.#wishes = { version, ofRule: telling };
    return this.#wishes;
  }
}

const NOTHING: Promise<readonly Untold[]> = Promise.resolve([]);
