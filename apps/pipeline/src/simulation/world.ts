import {
  type Clock,
  type Deliveries,
  type Ids,
  type Message,
  type Notifier,
  type ResultStore,
  type TextDetection,
  type TextDetector,
  type Watchlist,
} from '@glyphwatch/domain';
import {
  InMemoryDeliveries,
  InMemoryResultStore,
  InMemoryWatchlist,
  intercept,
  override,
  readText,
} from '@glyphwatch/domain/in-memory';
import { VirtualTime } from '@glyphwatch/domain/simulation';
import { Bucket, type Change, type SequencerForm } from './bucket.ts';
import { failure } from './fault.ts';
import { type Actor, Journal, watchedOutbox, watchedStore } from './journal.ts';
import { type Plan, Process } from './process.ts';
import { Queue } from './queue.ts';

/** By rule id. */
export type Rules = Readonly<Record<string, string>>;

export const RULES: readonly [Rules, ...Rules[]] = [
  { gate: 'OUT', door: 'EXIT' },
  { gate: 'OUT', door: 'EXIT', road: 'WAY' },
  { gate: 'WAY', door: 'NO' },
];

export const VISIBILITY_MS = 360_000;
export const LEASE_MS = 120_000;
export const MAX_RECEIVE_COUNT = 6;

export interface WorldOptions {
  readonly isVersioned?: boolean;
  readonly sequencers?: SequencerForm;
  readonly onChange?: (change: Change) => void;
  readonly onVisible?: () => void;
  readonly sabotage?: Sabotage | undefined;
  /** In memory unless given; calls of others take real time, in which virtual time stands still. */
  readonly tables?: ((clock: Clock) => Tables) | undefined;
}

/** What the function writes to. */
export interface Tables {
  readonly store: ResultStore;
  readonly deliveries: Deliveries;
}

/** Breaks promises of the store or the outbox. */
export interface Sabotage {
  readonly store?: (store: ResultStore) => ResultStore;
  readonly deliveries?: (deliveries: Deliveries) => Deliveries;
}

/** Everything outside the function: bucket, queue, tables, channels, rules and time. */
export class World {
  readonly time = new VirtualTime(Date.UTC(2026, 0, 5, 12));
  readonly journal = new Journal();
  readonly outbox: Deliveries;
  readonly store: ResultStore;
  readonly bucket: Bucket;
  readonly queue: Queue;
  readonly ids = new SharedIds();
  /** How often each content of a key was detected, and uploaded. */
  readonly detections = new Map<string, number>();
  readonly uploads = new Map<string, number>();
  /** Which of `RULES` are in force, first and last. */
  readonly rulesSoFar: Watchlist[] = [watchlistOf(RULES[0])];
  hasDeletions = false;
  reader = 'reader/1';
  /** What a log must never have. */
  readonly #canary = / OUT|EXIT /;
  #acting: Actor | undefined;

  constructor(options: WorldOptions = {}) {
    const { isVersioned = true, sequencers = 'long' } = options;
    const { onChange = () => undefined, onVisible = () => undefined } = options;
    const actor = (): Actor => this.#acting ?? this.#person;
    const { store = same, deliveries = same } = options.sabotage ?? {};
    const tables = options.tables
      ? this.#inRealTime(options.tables(this.time.clock))
      : this.#inMemory();
    this.outbox = deliveries(watchedOutbox(tables.deliveries, this.journal, actor));
    this.store = store(
      watchedStore(tables.store, this.journal, actor, (version) =>
        this.rulesSoFar.findLastIndex((rules) => rules.version === version),
      ),
    );
    this.bucket = new Bucket({
      ...{ isVersioned, sequencers, clock: this.time.clock },
      onChange: (change) => {
        const { key, object, kind } = change;
        if (kind === 'created') countOne(this.uploads, `${key} ${object.text}`);
        else this.hasDeletions = true;
        onChange(change);
      },
    });
    this.queue = new Queue({
      ...{ time: this.time, visibilityMs: VISIBILITY_MS, maxReceiveCount: MAX_RECEIVE_COUNT },
      onVisible,
    });
  }

  get rules(): Watchlist {
    return this.rulesSoFar.at(-1) ?? watchlistOf(RULES[0]);
  }

  changeRules(rules: Rules): void {
    this.rulesSoFar.push(watchlistOf(rules));
  }

  /** A new process. */
  startProcess(clockMs: number, plan: Plan, isSilent = false): Actor {
    const process = new Process({
      ...{ time: this.time, clockMs, plan },
      onMishap: () => this.journal.suffer(actor),
      perform: (effect) => this.#perform(actor, effect),
    });
    const actor: Actor = { process, isSilent, mishaps: 0, unrecorded: new Set() };
    return actor;
  }

  readonly detector = (): TextDetector => ({
    identity: this.reader,
    detectText: async ({ address }): Promise<TextDetection> => {
      const text = this.bucket.textAt(address);
      countOne(this.detections, `${address.key} ${text}`);
      return detectionOf(text);
    },
  });

  /** Of a channel with these recipients. */
  notifierTo(recipients: readonly string[]): Notifier {
    return {
      notify: async (message: Message, reached: readonly string[] = [], ...how: unknown[]) => {
        const left = recipients.filter((one) => !reached.includes(one));
        const told = how.length > 0 ? left.slice(0, 1) : left;
        const isPartial = told.length < left.length;
        const by = this.#acting ?? this.#person;
        for (const one of told) this.journal.tell(message, one, by, isPartial);
        if (isPartial) throw failure('notifier-unavailable', told);
      },
    };
  }

  readonly logged = (line: string): void => {
    if (this.#canary.test(line)) this.journal.violations.push(`the log has text: ${line}`);
  };

  readonly #person: Actor = {
    process: new Process({
      ...{ time: this.time, clockMs: 0, plan: () => ({ latencyMs: 0 }) },
      onMishap: () => undefined,
      perform: (effect) => effect(),
    }),
    mishaps: 0,
    unrecorded: new Set(),
  };

  #inMemory(): Tables {
    const deliveries = new InMemoryDeliveries(this.time.clock);
    return { deliveries, store: new InMemoryResultStore(deliveries) };
  }

  #inRealTime({ store, deliveries }: Tables): Tables {
    const { time } = this;
    const now = async () => time.now;
    return {
      store: intercept(store, (_, effect) => time.during(effect())),
      deliveries: override(
        intercept(deliveries, (_, effect) => time.during(effect())),
        { now },
      ),
    };
  }

  /** Until the next one, everything that takes effect is its doing: nothing else happens before. */
  #perform<T>(actor: Actor, effect: () => T): T {
    this.#acting = actor;
    return effect();
  }
}

/** Predictable, short, and equal in every process of one world. */
class SharedIds implements Ids {
  readonly #digests = new Map<string, string>();
  #owners = 0;

  owner(): string {
    this.#owners += 1;
    return `o${this.#owners}`;
  }

  digest(...parts: readonly string[]): string {
    const whole = parts.join('\u0000');
    const known = this.#digests.get(whole);
    if (known !== undefined) return known;
    const digest = `d${this.#digests.size}`;
    this.#digests.set(whole, digest);
    return digest;
  }
}

function same<T>(port: T): T {
  return port;
}

function countOne(counts: Map<string, number>, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1);
}

const detections = new Map<string, TextDetection>();
const watchlists = new Map<Rules, Watchlist>();

/** Equal for equal text, as of the same engine. */
function detectionOf(text: string): TextDetection {
  const detection = detections.get(text) ?? readText(text);
  detections.set(text, detection);
  return detection;
}

function watchlistOf(rules: Rules): Watchlist {
  const watchlist = watchlists.get(rules) ?? new InMemoryWatchlist(rules);
  watchlists.set(rules, watchlist);
  return watchlist;
}
