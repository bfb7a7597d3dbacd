import {
  type ChannelTelling,
  type Deliveries,
  GlyphwatchError,
  hasErrorCode,
  isDigest,
  type Message,
  type Notification,
  type Severity,
  Telling,
  type Turn,
} from '../index.ts';
import { CountingIds } from '../in-memory/counting-ids.ts';
import { InMemoryDeliveries } from '../in-memory/in-memory-deliveries.ts';
import { intercept } from '../in-memory/intercept.ts';
import { override } from '../in-memory/sabotaged-stores.ts';
import { VirtualTime } from './virtual-time.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
const CHANNEL = 'mail';
const FUNCTIONS = 3;
const STORE_MS = 10;
const CHANNEL_MS = 250;

/** How likely it is that something happens to a call of a port. */
export interface Harshness {
  readonly dies: number;
  readonly standsStill: number;
  readonly answerIsLost: number;
  /** How late rows come into the index. */
  readonly indexMs: number;
  /** How far the clock of a process is off, at most. */
  readonly clockMs: number;
}

export interface Night {
  readonly hits: number;
  readonly rules: number;
  readonly critical: number;
  readonly lastsMs: number;
  readonly channel?: Partial<ChannelTelling>;
  readonly harshness?: Harshness;
  readonly seed: number;
}

/** What came of it. Times in milliseconds from a match to the message that tells it. */
export interface Account {
  readonly messages: number;
  readonly mostInAnHour: number;
  readonly firstDelay: number;
  /** Of each critical match. */
  readonly criticalDelays: readonly number[];
  readonly worstDelay: number;
  /** Matches that no message told. */
  readonly lost: number;
  /** Messages beyond the first with their id. */
  readonly repeated: number;
  /** Of these, because of what happened to one with this id. */
  readonly repeatedAfter: Readonly<Record<Mishap | 'nothing', number>>;
  /** Matches in two messages with different ids. */
  readonly toldTwice: number;
}

export type Mishap = 'death' | 'standstill' | 'lost answer';

/** A message that the channel took. */
interface Told {
  readonly id: string;
  readonly at: number;
  readonly worker: Worker;
  readonly matches: readonly string[];
  isRecorded: boolean;
  /** What happened to its process after it held the set and before it recorded it. */
  mishap?: Mishap;
}

const GENTLE: Harshness = { dies: 0, standsStill: 0, answerIsLost: 0, indexMs: 0, clockMs: 0 };

/** Lives through a night from 22:00 on, and the next day until nothing waits. */
export async function liveThrough(night: Night): Promise<Account> {
  const world = new NightWorld(night);
  await world.live();
  return world.account();
}

class NightWorld {
  readonly time = new VirtualTime(Date.UTC(2026, 0, 5, 22));
  readonly outbox = new InMemoryDeliveries(this.time.clock);
  readonly random: () => number;
  readonly told: Told[] = [];
  readonly sets = new Map<string, readonly string[]>();
  readonly channel: ChannelTelling;
  harshness: Harshness;
  workers = 0;
  readonly #night: Night;
  readonly #addedAt = new Map<string, number>();
  readonly #critical = new Set<string>();
  readonly #functions: Worker[] = [];
  readonly #failures: unknown[] = [];

  constructor(night: Night) {
    this.#night = night;
    this.harshness = night.harshness ?? GENTLE;
    this.random = randomFrom(night.seed);
    const telling = { tell: 'grouped', everyMs: 15 * MINUTE_MS, atMost: 10 } as const;
    this.channel = { ...telling, ...night.channel };
  }

  async live(): Promise<void> {
    const { lastsMs } = this.#night;
    const start = this.time.now;
    const hits = this.#hits().map((hit) => ({ at: start + hit.at, act: () => this.#hit(hit) }));
    const sweeps = Array.from({ length: (lastsMs + 12 * HOUR_MS) / MINUTE_MS }, (_, minute) => ({
      at: start + minute * MINUTE_MS,
      act: () => this.#sweep(),
    }));
    for (const { at, act } of [...hits, ...sweeps].sort((a, b) => a.at - b.at)) {
      await this.time.pass(at - this.time.now);
      this.#start(act);
    }
    this.harshness = GENTLE;
    for (let minute = 0; minute < 180; minute += 1) {
      await this.time.pass(MINUTE_MS);
      this.#start(() => this.#sweep());
    }
    await this.time.pass(MINUTE_MS);
    if (this.#failures.length > 0) throw new AggregateError(this.#failures);
  }

  /** Answers are lost on purpose; no other failure may be overlooked. */
  #start(act: () => Promise<void>): void {
    act().catch((error: unknown) => {
      if (!hasErrorCode(error, 'store-unavailable', 'notifier-unavailable'))
        this.#failures.push(error);
    });
  }

  account(): Account {
    const firstTold = new Map<string, number>();
    const idsOf = new Map<string, Set<string>>();
    for (const { id, at, matches } of this.told) {
      for (const match of matches) {
        if (!firstTold.has(match)) firstTold.set(match, at);
        idsOf.set(match, (idsOf.get(match) ?? new Set()).add(id));
      }
    }
    const delays = new Map(
      [...this.#addedAt].map(([match, at]) => [match, (firstTold.get(match) ?? Infinity) - at]),
    );
    const repeatedAfter = { death: 0, standstill: 0, 'lost answer': 0, nothing: 0 };
    let repeated = 0;
    for (const times of Map.groupBy(this.told, ({ id }) => id).values()) {
      repeated += times.length - 1;
      const mishaps = times.flatMap(({ mishap }) => mishap ?? []);
      for (let again = 0; again < times.length - 1; again += 1) {
        repeatedAfter[mishaps[again] ?? 'nothing'] += 1;
      }
    }
    const known = [...delays.values()].filter((delay) => delay < Infinity);
    return {
      messages: this.told.length,
      mostInAnHour: Math.max(...this.told.map(({ at }) => this.#inTheHourFrom(at))),
      firstDelay: delays.get('m0') ?? Infinity,
      criticalDelays: [...this.#critical].map((id) => delays.get(id) ?? Infinity),
      worstDelay: Math.max(...known),
      lost: delays.size - known.length,
      ...{ repeated, repeatedAfter },
      toldTwice: [...idsOf.values()].filter(({ size }) => size > 1).length,
    };
  }

  #inTheHourFrom(start: number): number {
    return this.told.filter(({ at }) => at >= start && at < start + HOUR_MS).length;
  }

  #hits(): { readonly at: number; readonly id: string; readonly severity: Severity }[] {
    const { hits, critical, lastsMs } = this.#night;
    const ordinary = Array.from({ length: hits }, (_, index) => ({
      ...{ id: `m${index}`, severity: 'medium' as const },
      at: (lastsMs * index) / hits,
    }));
    const worst = Array.from({ length: critical }, (_, index) => ({
      ...{ id: `c${index}`, severity: 'critical' as const },
      at: (lastsMs * (index + 0.53)) / critical,
    }));
    return [...ordinary, ...worst];
  }

  async #hit({
    id,
    severity,
  }: {
    readonly id: string;
    readonly severity: Severity;
  }): Promise<void> {
    const rule = Math.floor(this.random() * this.#night.rules);
    const { telling } = this.#someFunction();
    const planned = telling.plan([notificationOf(id, severity, rule)], {});
    // With the result: before this, the queue delivers the image again.
    await this.outbox.add(planned.deliveries);
    this.#addedAt.set(id, this.time.now);
    if (severity === 'critical') this.#critical.add(id);
    await telling.tell(planned);
  }

  async #sweep(): Promise<void> {
    await this.#someFunction().telling.sweep();
  }

  #someFunction(): Worker {
    const index = Math.floor(this.random() * FUNCTIONS);
    const known = this.#functions[index];
    if (known && !known.isDead && !known.isStill) return known;
    const fresh = new Worker(this);
    this.#functions[index] = fresh;
    return fresh;
  }
}

/** A process: a clock that is off, and calls at which it may die. */
class Worker {
  readonly telling: Telling;
  isDead = false;
  readonly #world: NightWorld;
  readonly #clockMs: number;
  readonly #storeClockMs: number;
  #stillUntil = 0;
  /** In its last call, before that took effect. */
  #stoodStill = false;

  constructor(world: NightWorld) {
    const { clockMs } = world.harshness;
    const { time, random } = world;
    this.#world = world;
    this.#clockMs = Math.round((2 * random() - 1) * clockMs);
    this.#storeClockMs = Math.round((2 * random() - 1) * Math.min(clockMs, 2 * SECOND_MS));
    world.workers += 1;
    const between = (method: string, proceed: () => Promise<unknown>): Promise<unknown> =>
      this.#pass(method, proceed);
    const notifier = { notify: async (message: Message): Promise<void> => this.#tell(message) };
    const channel = { name: CHANNEL, isDefault: true, receives: new Set(['matched'] as const) };
    this.telling = new Telling({
      deliveries: intercept(this.#outbox(), between),
      channels: [{ ...channel, telling: world.channel, notifier: intercept(notifier, between) }],
      clock: () => time.now + this.#clockMs,
      ids: new CountingIds(`worker ${world.workers}`),
      pause: time.pause,
      random,
      watchlists: { current: () => Promise.reject(new Error('the rules have no wishes')) },
    });
  }

  get isStill(): boolean {
    return this.#stillUntil > this.#world.time.now;
  }

  /** Sees late what others added, and has a clock that is two seconds off at most. */
  #outbox(): Deliveries {
    const { outbox, time, harshness } = this.#world;
    return override<Deliveries>(outbox, {
      now: async () => time.now + this.#storeClockMs,
      look: async (channel, about) => {
        const look = await outbox.look(channel, about);
        const own = new Set(about?.own);
        const isSeen = ({ id, addedAt }: { readonly id: string; readonly addedAt: number }) =>
          own.has(id) || addedAt <= time.now - harshness.indexMs;
        return { ...look, due: look.due.filter(isSeen), now: look.now + this.#storeClockMs };
      },
      change: async (channel, turn) => {
        const isChanged = await outbox.change(channel, turn);
        if (isChanged) this.#changed(turn);
        return isChanged;
      },
    });
  }

  #changed({ set, done }: Turn): void {
    const { sets, told } = this.#world;
    if (set) sets.set(set.id, set.deliveryIds);
    const last = told.findLast(({ id, worker }) => id === done?.id && worker === this);
    if (last) last.isRecorded = true;
  }

  #tell(message: Message): void {
    const { told, sets, time } = this.#world;
    const matches = isDigest(message) ? (sets.get(message.id) ?? []) : [message.id];
    const one = { id: message.id, at: time.now, worker: this, matches, isRecorded: false };
    told.push(this.#stoodStill ? { ...one, mishap: 'standstill' } : one);
  }

  async #pass(method: string, proceed: () => Promise<unknown>): Promise<unknown> {
    const { time, random, harshness } = this.#world;
    await this.#wait();
    await time.pause(method === 'notify' ? CHANNEL_MS : STORE_MS);
    const luck = random();
    const { dies, standsStill, answerIsLost } = harshness;
    if (luck < dies / 2) return this.#die();
    this.#stoodStill = luck < dies / 2 + standsStill / 2;
    if (this.#stoodStill) await this.#standStill();
    const answer = await proceed();
    if (luck > 1 - dies / 2) return this.#die();
    if (luck > 1 - dies / 2 - standsStill / 2) await this.#standStill();
    if (luck <= 1 - dies / 2 - standsStill / 2 - answerIsLost) return answer;
    if (luck <= 1 - dies / 2 - standsStill / 2) return this.#loseAnswer(method);
    return answer;
  }

  /** For good if it is dead. */
  async #wait(): Promise<void> {
    const { time } = this.#world;
    if (this.isDead) await new Promise(() => {});
    if (this.isStill) await time.pause(this.#stillUntil - time.now);
  }

  #die(): Promise<never> {
    this.isDead = true;
    this.#suffer('death');
    return new Promise(() => {});
  }

  async #standStill(): Promise<void> {
    const { time, random } = this.#world;
    this.#stillUntil = time.now + (1 + 9 * random()) * MINUTE_MS;
    this.#suffer('standstill');
    await this.#wait();
  }

  #loseAnswer(method: string): never {
    if (method !== 'notify') {
      throw new GlyphwatchError('store-unavailable', 'The answer was lost.');
    }
    this.#suffer('lost answer');
    throw new GlyphwatchError('notifier-unavailable', 'The answer was lost.');
  }

  #suffer(mishap: Mishap): void {
    for (const told of this.#world.told) {
      if (told.worker === this && !told.isRecorded) told.mishap ??= mishap;
    }
  }
}

function notificationOf(id: string, severity: Severity, rule: number): Notification {
  const address = { bucket: 'b', key: `line${rule % 7}/${id}.png` };
  const about = { imageId: `b/${address.key}`, address, version: id, uploadedAt: 0 };
  return {
    ...{ ...about, id, channel: CHANNEL, kind: 'matched', status: 'MATCHED', severity },
    rules: [
      {
        ...{
          notificationId: id,
          ruleId: `rule ${rule}`,
          ruleVersion: 'r1',
          kind: 'watch',
          severity,
        },
        ...{ sensitive: false, tags: [], count: 1, matches: [] },
      },
    ],
  };
}

/** Mulberry32. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
