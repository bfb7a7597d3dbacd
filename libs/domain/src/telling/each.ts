import { allOf, hasErrorCode, messageForUsers, reachedBy } from '../errors.ts';
import type { Notification } from '../notification.ts';
import type { Postponement } from '../ports.ts';
import type { Delivery } from './delivery.ts';
import { briefly } from './digest-of.ts';
import { inOwnWords } from './in-own-words.ts';
import { insist } from './insist.ts';
import {
  backoffMs,
  BEGIN_WITHIN,
  DEFAULT_TELL_MS,
  GIVE_UP_ATTEMPTS,
  GIVE_UP_MS,
  HOUR_MS,
  type NotifiedChannel,
  type TellingParts,
  type Untold,
} from './parts.ts';
import type { Policy } from './policy.ts';
import type { Speech } from './speaker.ts';
import { whileHeld } from './while-held.ts';

/** One delivery that this process may tell until `heldUntil`, by its own clock. */
export interface HeldDelivery extends Pick<Delivery, 'id' | 'attempts' | 'addedAt' | 'reached'> {
  readonly notification: Notification;
  readonly heldUntil: number;
}

/** How long a delivery is held, by the clock of this process, and the times that this process saw or set for it. */
interface Hold {
  until: number;
  readonly dues: Set<number>;
}

const BATCH = 100;
/** Why a delivery waits: a process holds it, or the channel is given time. */
export const HELD = 'being told';
const FAILED = 'tried again later';

/** Tells a channel every notification. Each delivery is held alone, by whoever added it or took it when that lease ended. */
export class EachTeller {
  readonly #parts: TellingParts;
  readonly #channel: NotifiedChannel;
  readonly #tellMs: number;
  /** What this process has tried and will not try again before it is due. */
  readonly #failedHere = new Set<string>();

  constructor(parts: TellingParts, channel: NotifiedChannel) {
    this.#parts = parts;
    this.#channel = channel;
    this.#tellMs = parts.tellMs ?? DEFAULT_TELL_MS;
  }

  /** Resolves to what failed. */
  async tell(held: readonly HeldDelivery[], ofRule: Policy['ofRule']): Promise<readonly Untold[]> {
    return (await allOf(held.map((one) => this.#tellOne(one, ofRule)))).flat();
  }

  /**
   * Takes and tells what is due, until a whole batch fails: then the channel is down. `isEnding`: also what failed in an earlier
   * process and would be tried again later.
   */
  async sweep(
    ofRule: Policy['ofRule'],
    { signal, isEnding = false }: Pick<Speech, 'signal' | 'isEnding'> = {},
  ): Promise<readonly Untold[]> {
    const failures: Untold[] = [];
    for (let taken = 1; taken > 0;) {
      taken = 0;
      const due = await this.#due(isEnding);
      for (let start = 0; start < due.length; start += BATCH) {
        const batch = await this.#take(due.slice(start, start + BATCH));
        const failed = await this.tell(batch, ofRule);
        failures.push(...failed);
        taken += batch.length;
        const isDown = batch.length > 0 && failed.length === batch.length;
        if (signal?.aborted || isDown) return failures;
      }
    }
    return failures;
  }

  async #due(isEnding: boolean): Promise<readonly Delivery[]> {
    const { deliveries } = this.#parts;
    const { due, now } = await deliveries.look(this.#channel.name, { evenIfNotDue: isEnding });
    if (!isEnding) return due;
    const isLeft = ({ id, why }: Delivery) => why === FAILED && !this.#failedHere.has(id);
    return due.filter((row) => row.due <= now || isLeft(row));
  }

  /** Those of the rows that nobody else has taken. */
  async #take(rows: readonly Delivery[]): Promise<HeldDelivery[]> {
    const { deliveries, clock } = this.#parts;
    const { name } = this.#channel;
    const heldUntil = clock() + this.#tellMs;
    const until = (await deliveries.now()) + this.#tellMs;
    const changes = rows.map(({ id, due }) => ({ id, due, until, why: HELD }));
    const taken = new Set(await deliveries.postpone(name, changes));
    const ours = rows.filter(({ id }) => taken.has(id));
    const notifications = await deliveries.notifications(name, [...taken]);
    return ours.flatMap((row) => {
      const notification = notifications.get(row.id);
      return notification ? [{ ...row, notification, heldUntil }] : [];
    });
  }

  async #tellOne(held: HeldDelivery, ofRule: Policy['ofRule']): Promise<readonly Untold[]> {
    const { clock, pause } = this.#parts;
    const { name } = this.#channel;
    // A process that stood still since may soon not be the only one.
    if (clock() >= held.heldUntil - this.#tellMs * (1 - BEGIN_WITHIN)) return [];
    const hold: Hold = { until: held.heldUntil, dues: new Set() };
    const renew = () => this.#renew(held, hold);
    try {
      const lease = { pause, leaseMs: this.#tellMs, renew };
      await whileHeld(() => this.#notify(held, hold, ofRule), lease);
    } catch (error) {
      await insist(this.#parts, () => this.#failed(held, hold, error));
      return [{ channel: name, error }];
    }
    await this.#markTold(held.id);
    return [];
  }

  /** `error`: not everybody got it. */
  async #markTold(id: string, error?: string): Promise<void> {
    const { deliveries } = this.#parts;
    const how = { state: 'told', message: id, ...(error === undefined ? {} : { error }) } as const;
    await insist(this.#parts, () => deliveries.end(this.#channel.name, [id], how));
    this.#failedHere.delete(id);
  }

  /** What is refused is told once more, as mere counts. */
  async #notify(
    { notification, reached }: HeldDelivery,
    hold: Pick<Hold, 'until'>,
    ofRule: Policy['ofRule'],
  ): Promise<void> {
    const { notifier } = this.#channel;
    try {
      await notifier.notify(inOwnWords(notification, ofRule), reached);
    } catch (error) {
      const isHeld = this.#parts.clock() < hold.until;
      if (!isHeld || !hasErrorCode(error, 'notification-refused')) throw error;
      await notifier.notify(briefly(notification), [...(reached ?? []), ...reachedBy(error)]);
    }
  }

  async #renew(held: HeldDelivery, hold: Hold): Promise<boolean> {
    const heldUntil = this.#parts.clock() + this.#tellMs;
    const until = (await this.#parts.deliveries.now()) + this.#tellMs;
    const isRenewed = await this.#postpone(held, hold, { until, why: HELD });
    if (isRenewed) hold.until = heldUntil;
    return isRenewed;
  }

  async #failed(held: HeldDelivery, hold: Hold, failure: unknown): Promise<void> {
    const { deliveries, random, clock } = this.#parts;
    const { name } = this.#channel;
    if (clock() >= hold.until) return;
    const { id, attempts, addedAt } = held;
    const error = messageForUsers(failure);
    const reached = [...new Set([...(held.reached ?? []), ...reachedBy(failure)])];
    // Those who are left will not get it however often it is tried.
    const isForNobodyLeft = reached.length > 0 && !hasErrorCode(failure, 'notifier-unavailable');
    if (isForNobodyLeft) return this.#markTold(id, error);
    // What somebody has sent again is old, but was not tried for long.
    const isOver = attempts >= GIVE_UP_ATTEMPTS && clock() - addedAt > GIVE_UP_MS;
    if (isOver || hasErrorCode(failure, 'notification-refused')) {
      await deliveries.end(name, [id], { state: 'refused', error });
      return;
    }
    this.#failedHere.add(id);
    const until = (await deliveries.now()) + backoffMs(attempts, HOUR_MS, random);
    const told = reached.length > 0 ? { reached } : {};
    await this.#postpone(held, hold, { until, why: FAILED, error, ...told });
  }

  /**
   * Only while the delivery is held. What was tried before may have ended that without an answer, and somebody else may have
   * taken the delivery since: then its time is none of ours.
   */
  async #postpone(
    { id }: HeldDelivery,
    hold: Hold,
    change: Omit<Postponement, 'id' | 'due'>,
  ): Promise<boolean> {
    const { deliveries, clock } = this.#parts;
    const { name } = this.#channel;
    const query = { channel: name, ids: [id], state: 'waiting', limit: 1 } as const;
    const { items } = await deliveries.list(query);
    const [row] = items;
    const isOurs = row && (hold.dues.size === 0 || hold.dues.has(row.due));
    if (!isOurs || clock() >= hold.until) return false;
    hold.dues.add(row.due).add(change.until);
    return (await deliveries.postpone(name, [{ id, due: row.due, ...change }])).length > 0;
  }
}
