import { GlyphwatchError, hasErrorCode, messageForUsers, reachedBy } from '../errors.ts';
import type { Deliveries, Look } from '../ports.ts';
import {
  decide,
  type Decision,
  isAhead,
  nextAt,
  type Postponed,
  spoke,
  waitOf,
  withoutAhead,
} from './decide.ts';
import type { Delivery, FrozenSet, NewDelivery, Turn } from './delivery.ts';
import type { Message } from './digest.ts';
import { briefly, digestOf, examplesOf } from './digest-of.ts';
import { inOwnWords } from './in-own-words.ts';
import { insist } from './insist.ts';
import {
  backoffMs,
  BEGIN_WITHIN,
  DEFAULT_TELL_MS,
  GIVE_UP_MS,
  type NotifiedChannel,
  type TellingParts,
  type Untold,
} from './parts.ts';
import { groupOf, type Policy, type RuleWishes } from './policy.ts';
import type { GroupField } from './rule-telling.ts';
import { remindersOf } from './reminders.ts';
import { whileHeld } from './while-held.ts';

/** A set waits for its channel only so long, because others wait behind it. */
const LONGEST_BACKOFF_MS = 5 * 60_000;
/** What a process saw of a turn decides for so long whether a new delivery need be looked at. */
const REMEMBERED_MS = 60_000;
/** Looks that lose every race mean that others are telling. */
const MAX_LOOKS = 1000;
/** To change a turn, where answers get lost. */
const MAX_TRIES = 3;

/** A turn that this process holds. */
interface Held {
  turn: Turn;
  readonly set: FrozenSet;
  /** By the clock of this process. */
  readonly beginBefore: number;
  readonly policy: Policy;
}

export interface Speech {
  /** What the caller just added: an index may be late. */
  readonly own?: readonly string[];
  /** Stops after the current message once `aborted`. */
  readonly signal?: { readonly aborted: boolean } | undefined;
  /** Nobody may come back soon: windows and the ends of runs are not waited for. */
  readonly isEnding?: boolean;
}

interface Step {
  /** There is nothing more to tell now, or somebody else tells it. */
  readonly isOver: boolean;
  readonly failure?: Untold;
}

/** Tells one channel in few messages. Of all processes, one at a time: the one whose turn it is. */
export class Speaker {
  readonly #parts: TellingParts;
  readonly #channel: NotifiedChannel;
  readonly #tellMs: number;
  #seen: { readonly look: Look; readonly at: number } | undefined;
  #speaking: Promise<readonly Untold[]> | undefined;
  /** Of a set that this process has tried: until when it is left alone, by the clock of the deliveries. */
  #rest: { readonly until: number; readonly failure: Untold } | undefined;
  /** What was added and has not been looked at. */
  #added: string[] = [];
  /** The revision of the turn whose told deliveries this process has marked. */
  #marked = 0;

  constructor(parts: TellingParts, channel: NotifiedChannel) {
    this.#parts = parts;
    this.#channel = channel;
    this.#tellMs = parts.tellMs ?? DEFAULT_TELL_MS;
  }

  /** What a new delivery certainly waits for, as far as this process knows without looking. */
  waitOf(
    delivery: NewDelivery,
    wishes: RuleWishes,
  ): { readonly waitMs: number; readonly why: string } | undefined {
    if (!this.#seen) return undefined;
    const { look, at } = this.#seen;
    const age = this.#parts.clock() - at;
    if (age < 0 || age > REMEMBERED_MS) return undefined;
    const now = look.now + age;
    const wait = waitOf(delivery, look.turn, this.#policy(look, wishes), now);
    return wait && { waitMs: wait.until - now, why: wait.why };
  }

  /** Whether settings, rules or silences have changed since it was last decided what waits, or the clock was set back. */
  async isUnderNewPolicy(wishes: RuleWishes): Promise<boolean> {
    const look = await this.#look({});
    return look.turn.revision > 0 && this.#isNewPolicy(look, wishes);
  }

  /**
   * Tells what is to be told now. Those who come meanwhile join: what they added is looked at before this ends. Resolves to
   * the failure of the channel, if it has one.
   */
  async speak(
    wishes: RuleWishes,
    { own = [], signal, isEnding = false }: Speech = {},
  ): Promise<readonly Untold[]> {
    // Looking would cost as much as there is to tell, and change nothing.
    if (!isEnding && this.#rest && this.#isResting(this.#rest)) return [this.#rest.failure];
    this.#added.push(...own);
    // Those who started it hear of its failure.
    while (isEnding && this.#speaking) await this.#speaking.catch(() => undefined);
    this.#speaking ??= this.#speakOn(wishes, isEnding, signal);
    return this.#speaking;
  }

  async #speakOn(
    wishes: RuleWishes,
    isEnding: boolean,
    signal: Speech['signal'],
  ): Promise<readonly Untold[]> {
    const own: string[] = [];
    try {
      for (let looks = 0; looks < MAX_LOOKS; looks += 1) {
        own.push(...this.#added.splice(0));
        const { isOver, failure } = await this.#step(own, wishes, isEnding);
        if (failure) return [failure];
        if (signal?.aborted || (isOver && this.#added.length === 0)) break;
      }
      return [];
    } finally {
      // At once, so that nobody joins what has ended.
      this.#speaking = undefined;
    }
  }

  async #step(own: readonly string[], wishes: RuleWishes, isEnding: boolean): Promise<Step> {
    const first = await this.#look({ own });
    const isTriedAgain = isEnding && first.turn.error !== undefined && !this.#rest;
    if (this.#isHeld(first) && !isTriedAgain) {
      return { isOver: true, ...restOf(first.turn, this.#channel.name) };
    }
    const isNewPolicy = this.#isNewPolicy(first, wishes);
    const seen = await this.#lookFurther(first, own, isNewPolicy || isEnding);
    const { turn, now } = seen;
    if (turn.revision !== first.turn.revision) return { isOver: false };
    if (turn.done && turn.revision !== this.#marked) await this.#markTold(turn.done);
    const told = new Set(turn.done?.deliveryIds);
    const rows = seen.due.filter(({ id }) => !told.has(id));
    const { done: _, ...open } = turn;
    const policy = { ...this.#policy(seen, wishes), isEnding };
    if (turn.set) return this.#hold({ ...open, set: turn.set }, rows, policy);
    const { next, later } = decide(turn, rows, policy, now);
    await this.#postpone(later);
    if (next) {
      const set = this.#freeze(next, now);
      return this.#hold({ ...open, set, ...alreadyReached(next.rows) }, rows, policy);
    }
    // All that waits was decided under this policy.
    if (isNewPolicy || turn.done) {
      const decided = { ...open, ...withoutAhead(open, now), policy: this.#hashOf(first, wishes) };
      await this.#parts.deliveries.change(this.#channel.name, decided);
    }
    return { isOver: true };
  }

  /**
   * Also at what is not due, where that matters: under other settings it may wait for less, a run is told as a whole, and a
   * set that somebody left is told as it was formed.
   */
  async #lookFurther(first: Look, own: readonly string[], isNewPolicy: boolean): Promise<Look> {
    const { turn, due } = first;
    if (!isNewPolicy && !turn.set && !due.some(({ run }) => run)) return first;
    return this.#look({ own: [...own, ...(turn.set?.deliveryIds ?? [])], evenIfNotDue: true });
  }

  async #look(about: Parameters<Deliveries['look']>[1]): Promise<Look> {
    const { deliveries, clock } = this.#parts;
    const at = clock();
    const look = await deliveries.look(this.#channel.name, about);
    this.#seen = { look: { ...look, due: [] }, at };
    return look;
  }

  /** By the clock of the deliveries, without asking: since the last look, this process's own clock tells how long ago that was. */
  #now(): number {
    if (!this.#seen) throw new Error('nothing was looked at');
    const { look, at } = this.#seen;
    return look.now + this.#parts.clock() - at;
  }

  /** A hold that lasts longer than any was written before the clock was set back. */
  #isHeld({ turn: { heldUntil }, now }: Look): boolean {
    return heldUntil > now && heldUntil - now <= Math.max(2 * this.#tellMs, 2 * LONGEST_BACKOFF_MS);
  }

  /** A rest that lasts longer than any began before the clock was set back. */
  #isResting({ until }: { readonly until: number }): boolean {
    const left = until - this.#now();
    return left > 0 && left <= LONGEST_BACKOFF_MS;
  }

  #policy({ silences }: Look, { ofRule }: RuleWishes): Policy {
    return { channel: this.#channel.telling, ofRule, silences };
  }

  #isNewPolicy(look: Look, wishes: RuleWishes): boolean {
    return look.turn.policy !== this.#hashOf(look, wishes) || isAhead(look.turn, look.now);
  }

  /** Equal while nothing changes that could let something wait for less. */
  #hashOf({ silences }: Look, { version }: RuleWishes): string {
    const { telling } = this.#channel;
    return this.#parts.ids.digest(
      JSON.stringify([telling, version, silences.map(({ id, until }) => [id, until])]),
    );
  }

  async #postpone(later: readonly Postponed[]): Promise<void> {
    const moved = later.filter(({ row, until }) => row.due !== until);
    if (moved.length === 0) return;
    const changes = moved.map(({ row, until, why }) => ({ id: row.id, due: row.due, until, why }));
    await this.#parts.deliveries.postpone(this.#channel.name, changes);
  }

  #freeze({ rows, ...about }: NonNullable<Decision['next']>, now: number): FrozenSet {
    const deliveryIds = rows.map(({ id }) => id);
    const [only, ...more] = deliveryIds;
    const isAlone = only !== undefined && more.length === 0;
    const id = isAlone ? only : this.#parts.ids.digest(this.#channel.name, ...deliveryIds);
    return { ...about, id, deliveryIds, since: now };
  }

  /** Takes the turn and tells its set, unless somebody was quicker. */
  async #hold(
    // An error is that of a turn that rests; one that is held has none.
    { error: _, ...turn }: Turn & { readonly set: FrozenSet },
    rows: readonly Delivery[],
    policy: Policy,
  ): Promise<Step> {
    const { clock, ids } = this.#parts;
    const { set } = turn;
    const beginBefore = clock() + this.#tellMs * BEGIN_WITHIN;
    const heldUntil = this.#now() + this.#tellMs;
    const ours = await this.#change({ ...turn, heldUntil, holder: ids.owner() });
    if (!ours) return { isOver: false };
    const rowOf = new Map(rows.map((row) => [row.id, row]));
    const ofSet = set.deliveryIds.flatMap((id) => rowOf.get(id) ?? []);
    const failure = await this.#tell({ turn: ours, set, beginBefore, policy }, ofSet);
    return { isOver: false, ...(failure ? { failure } : {}) };
  }

  /**
   * The turn as changed; `undefined` if somebody else holds it. An answer that got lost may have been that of an earlier
   * change by the same holder.
   */
  async #change(turn: Turn): Promise<Turn | undefined> {
    const { deliveries } = this.#parts;
    const { name } = this.#channel;
    let { revision } = turn;
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      if (await deliveries.change(name, { ...turn, revision })) {
        return { ...turn, revision: revision + 1 };
      }
      const { turn: stored } = await deliveries.look(name);
      if (stored.holder !== turn.holder) return undefined;
      ({ revision } = stored);
    }
    return undefined;
  }

  /** Tells a set whose turn this process holds. Rows that were withdrawn are not told. */
  async #tell(held: Held, rows: readonly Delivery[]): Promise<Untold | undefined> {
    const { clock, pause } = this.#parts;
    const { notifier } = this.#channel;
    if (rows.length === 0) return this.#release(held);
    const message = await this.#compose(held, rows);
    const reminders = await this.#remindersOf(rows);
    // A process that stood still since has lost its turn, or will.
    if (clock() >= held.beginBefore) return undefined;
    try {
      await whileHeld(() => notifier.notify(message, held.turn.reached), {
        ...{ pause, leaseMs: this.#tellMs },
        renew: () => this.#renew(held),
      });
    } catch (error) {
      return this.#failed(held, rows, error);
    }
    return this.#settle(held, rows, reminders);
  }

  async #renew(held: Held): Promise<boolean> {
    const heldUntil = (await this.#parts.deliveries.now()) + this.#tellMs;
    const renewed = await this.#change({ ...held.turn, heldUntil });
    if (renewed) held.turn = renewed;
    return renewed !== undefined;
  }

  /** One write says what was told; then the deliveries are marked, by this process or by whoever looks next. */
  async #settle(
    { turn, set }: Held,
    rows: readonly Delivery[],
    reminders: readonly NewDelivery[],
    error?: string,
  ): Promise<undefined> {
    const { deliveries } = this.#parts;
    const done = { ...set, deliveryIds: rows.map(({ id }) => id) };
    if (reminders.length > 0) await this.#insist(() => deliveries.add(reminders));
    const spoken = spoke(turn, set, this.#now());
    const settled = await this.#insist(() => this.#change({ ...released(turn), ...spoken, done }));
    await this.#markTold(done, error);
    if (settled) this.#marked = settled.revision;
  }

  async #release({ turn }: Held): Promise<undefined> {
    await this.#insist(() => this.#change(released(turn)));
  }

  /** `error`: not everybody got it. */
  #markTold({ id, deliveryIds }: FrozenSet, error?: string): Promise<void> {
    this.#rest = undefined;
    const how = { state: 'told', message: id, ...(error === undefined ? {} : { error }) } as const;
    return this.#insist(() => this.#parts.deliveries.end(this.#channel.name, deliveryIds, how));
  }

  async #failed(
    held: Held,
    rows: readonly Delivery[],
    failure: unknown,
  ): Promise<Untold | undefined> {
    const { turn, set } = held;
    const { name } = this.#channel;
    const { random, deliveries } = this.#parts;
    const error = messageForUsers(failure);
    const isRefused = hasErrorCode(failure, 'notification-refused');
    const untold = { channel: name, error: failure };
    const reached = [...new Set([...(turn.reached ?? []), ...reachedBy(failure)])];
    if (reached.length > 0 && !hasErrorCode(failure, 'notifier-unavailable')) {
      // Those who are left will not get it however often it is tried, and must not hold up what the others are to hear.
      await this.#settle(held, rows, await this.#remindersOf(rows), error);
      return untold;
    }
    if (isRefused && !turn.brief) {
      await this.#insist(() => this.#change({ ...turn, brief: true, heldUntil: 0 }));
      return undefined;
    }
    const now = await this.#insist(() => deliveries.now());
    if (isRefused || now - set.since > GIVE_UP_MS) {
      await this.#giveUp(rows, error, reached);
      await this.#release(held);
      return untold;
    }
    const heldUntil = now + backoffMs(turn.attempts, LONGEST_BACKOFF_MS, random);
    this.#rest = { until: heldUntil, failure: untold };
    const resting = {
      ...turn,
      ...{ heldUntil, error, attempts: turn.attempts + 1 },
      ...(reached.length > 0 ? { reached } : {}),
    };
    await this.#insist(() => this.#change(resting));
    return untold;
  }

  /** Whoever sends them again spares those who were reached. */
  async #giveUp(
    rows: readonly Delivery[],
    error: string,
    reached: readonly string[],
  ): Promise<void> {
    const { deliveries } = this.#parts;
    const { name } = this.#channel;
    if (reached.length > 0) {
      const noted = rows.map(({ id, due }) => ({ id, due, until: due, reached }));
      await this.#insist(() => deliveries.postpone(name, noted));
    }
    const ids = rows.map(({ id }) => id);
    await this.#insist(() => deliveries.end(name, ids, { state: 'refused', error }));
  }

  #insist<T>(work: () => Promise<T>): Promise<T> {
    return insist(this.#parts, work);
  }

  async #compose({ turn, set, policy }: Held, rows: readonly Delivery[]): Promise<Message> {
    const { deliveries } = this.#parts;
    const { name } = this.#channel;
    const after = spoke(turn, set, this.#now());
    const next = nextAt(after, set.group, set.everyMs);
    const [only, ...more] = rows;
    const when =
      next === undefined || set.everyMs === 0
        ? {}
        : { nextAt: next, ...groupedBy(only, set, policy) };
    const isAlone = only !== undefined && more.length === 0;
    const shown = isAlone ? [only.id] : turn.brief ? [] : examplesOf(rows);
    const notifications = await deliveries.notifications(name, shown);
    const examples = shown.flatMap((id) => notifications.get(id) ?? []);
    const [single] = examples;
    if (!isAlone || !single) {
      return inOwnWords({ ...digestOf(name, set, rows), examples, ...when }, policy.ofRule);
    }
    const told = turn.brief ? briefly(single) : single;
    return inOwnWords({ ...told, id: set.id, ...when }, policy.ofRule);
  }

  /** Of the worst, which comes first. */
  async #remindersOf([worst]: readonly Delivery[]): Promise<readonly NewDelivery[]> {
    const { deliveries, ids } = this.#parts;
    const { name, telling } = this.#channel;
    if (!worst || !(telling.remind || telling.escalate)) return [];
    const notification = (await deliveries.notifications(name, [worst.id])).get(worst.id);
    return notification ? remindersOf(worst, notification, telling, ids) : [];
  }
}

/** Whom all of the rows reached before they were given up. */
function alreadyReached([first, ...more]: readonly Delivery[]): Pick<Turn, 'reached'> {
  const reached = (first?.reached ?? []).filter((one) =>
    more.every((row) => row.reached?.includes(one)),
  );
  return reached.length > 0 ? { reached } : {};
}

/** Not in a digest of several groups. */
function groupedBy(
  row: Delivery | undefined,
  { group }: FrozenSet,
  policy: Policy,
): { readonly groupBy?: readonly GroupField[] } {
  const [ruleId] = row?.ruleIds ?? [];
  if (!row || ruleId === undefined || groupOf(row, policy) !== group) return {};
  return { groupBy: policy.ofRule(ruleId)?.groupBy ?? ['ruleId'] };
}

/** Without a set: whoever looks next forms one. */
function released({ set: _s, error: _e, brief: _b, reached: _r, ...turn }: Turn): Turn {
  return { ...turn, attempts: 0, heldUntil: 0 };
}

/** A channel that rests after a failure is still a channel that could not be told. */
function restOf({ set, attempts, error }: Turn, channel: string): Pick<Step, 'failure'> {
  if (!set || attempts === 0 || error === undefined) return {};
  return { failure: { channel, error: new GlyphwatchError('notifier-unavailable', error) } };
}
