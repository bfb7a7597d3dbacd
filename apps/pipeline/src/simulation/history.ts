import { messageAbout } from './events.ts';
import type { Change } from './bucket.ts';
import { type Call, type Fault, faultsOf, nameOf, outageOf, type Port } from './fault.ts';
import { type Fortune, Functions } from './functions.ts';
import { Luck } from './luck.ts';
import type { Fate } from './process.ts';
import { DAY_MS, drain, HOUR_MS, MINUTE_MS, SECOND_MS } from './quiet.ts';
import { violationsIn } from './reference.ts';
import { backfill, type Scene, stepOf } from './steps.ts';
import { World, type WorldOptions } from './world.ts';

/** Of a call, milliseconds: at least, and as much again at most. */
const LATENCY_MS: Readonly<Record<Port, number>> = {
  ...{
    watchlists: 5,
    store: 10,
    deliveries: 10,
    detector: 1000,
    notifier: 250,
    bucket: 20,
    queue: 10,
  },
};
/** Of a process that stands still, and of an answer that takes long. */
const LONGEST_WAIT_MS = 10 * MINUTE_MS;
const MOST_COPIES = 5;
/** That a copy of an event takes on its way. */
const DELAYS_MS = [SECOND_MS, SECOND_MS, MINUTE_MS, HOUR_MS, 3 * DAY_MS] as const;

/** What kind of world it is. */
interface Weather {
  readonly isVersioned: boolean;
  readonly sequencers: 'long' | 'short';
  /** How often something happens to a call. */
  readonly harshness: number;
  readonly concurrency: number;
  readonly batch: number;
  /** How far clocks are off, at most. */
  readonly clocksMs: number;
}

/**
 * A random but reproducible history, decoded from numbers: what happens in the bucket, what people do, and what goes wrong.
 * What a step does depends on its own number alone, so that a history without some of its numbers is much like the whole.
 */
export class History implements Scene {
  readonly world: World;
  readonly functions: Functions;
  readonly weather: Weather;
  /** What happened, for people. */
  readonly told: string[] = [];
  readonly excused = new Set<string>();
  readonly outages = new Set<Port>();
  hasRereads = false;
  hasOutages = false;
  hasRemovals = false;
  /** Copies of events that have not reached the queue. */
  onTheirWay = 0;
  #isOver = false;
  readonly #numbers: readonly number[];
  /** Of the step that is being made. */
  #luck: Luck;

  constructor(
    [first = 0, ...numbers]: readonly number[],
    options: Pick<WorldOptions, 'sabotage' | 'tables'> = {},
  ) {
    this.#luck = new Luck(first);
    this.weather = weatherOf(this.#luck);
    this.#numbers = numbers;
    const { isVersioned, sequencers, concurrency, batch } = this.weather;
    this.world = new World({
      ...{ ...options, isVersioned, sequencers },
      onChange: (change) => this.#spread(change),
      onVisible: () => this.functions.poll(),
    });
    this.functions = new Functions(this.world, {
      ...{ concurrency, batch, timeoutMs: MINUTE_MS },
      fortune: (seed) => this.#fortune(seed),
    });
  }

  get deliveries(): number {
    return this.world.queue.deliveries;
  }

  /** Calls of ports so far. */
  calls = 0;

  /** How often each kind of fault met each call so far. */
  readonly faults = new Map<string, Map<Fault['kind'], number>>();

  /** Lives through it until everything has ended, and returns what it violates. */
  async live(): Promise<string[]> {
    const { time } = this.world;
    for (const number of this.#numbers) {
      this.#luck = new Luck(number);
      const step = stepOf(this.#luck);
      await time.pass(this.#luck.span(this.#luck.has(0.03) ? DAY_MS : 2 * MINUTE_MS));
      this.#note(step(this, this.#luck));
    }
    return this.#end();
  }

  #note(what: string): void {
    this.told.push(`${new Date(this.world.time.now).toISOString()} ${what}`);
  }

  /** Nothing goes wrong any more: everything ends, also what was excused, once it is listed. */
  async #end(): Promise<string[]> {
    this.#isOver = true;
    this.outages.clear();
    const broken = (await drain(this)) ?? (await this.#check());
    if (broken.length > 0) return broken;
    const before = this.world.journal.told.length;
    const isCalm = this.#isCalm && this.excused.size === 0;
    backfill(this, this.#luck, false);
    for (const key of this.excused) if (this.world.bucket.current(key)) this.excused.delete(key);
    const brokenAfter = (await drain(this)) ?? (await this.#check());
    const isTold = isCalm && this.world.journal.told.length > before;
    return isTold ? [...brokenAfter, 'a backfill told again what was known'] : brokenAfter;
  }

  #check(): Promise<string[]> {
    return violationsIn(this.world, { excused: this.excused, isCalm: this.#isCalm });
  }

  get #isCalm(): boolean {
    const { harshness, clocksMs } = this.weather;
    return (
      harshness === 0 && clocksMs === 0 && !this.hasRereads && !this.hasOutages && !this.hasRemovals
    );
  }

  /** EventBridge delivers an event at least once, in any order. */
  #spread(change: Change): void {
    const { time, queue } = this.world;
    const body = messageAbout(change);
    const copies = this.#luck.has(0.5) ? 1 : 1 + this.#luck.below(MOST_COPIES);
    for (let copy = 0; copy < copies; copy += 1) {
      const seed = this.#luck.below(2 ** 31);
      const delay = this.#luck.span(this.#luck.pick(DELAYS_MS));
      this.onTheirWay += 1;
      time.at(time.now + delay, () => {
        this.onTheirWay -= 1;
        queue.send(body, seed);
      });
    }
  }

  #fortune(seed: number): Fortune {
    const luck = new Luck(seed);
    const { clocksMs } = this.weather;
    const clockMs = clocksMs === 0 ? 0 : luck.below(2 * clocksMs) - clocksMs;
    return { luck, clockMs, plan: (call) => this.#fateOf(call, luck) };
  }

  #fateOf(call: Call, luck: Luck): Fate {
    const { port } = call;
    this.calls += 1;
    const latencyMs = LATENCY_MS[port] + luck.below(LATENCY_MS[port]);
    if (this.#isOver) return { latencyMs };
    if (this.outages.has(port)) return { latencyMs, fault: outageOf(port) };
    if (!luck.has(this.weather.harshness)) return { latencyMs };
    const faults = faultsOf(call, luck.span(LONGEST_WAIT_MS));
    const fault = faults[luck.below(faults.length)];
    if (fault) this.#suffer(`${port}.${call.method}`, fault);
    return { latencyMs, fault };
  }

  #suffer(call: string, fault: Fault): void {
    this.#note(`${call} is ${nameOf(fault)}`);
    const met = this.faults.get(call) ?? new Map<Fault['kind'], number>();
    met.set(fault.kind, (met.get(fault.kind) ?? 0) + 1);
    this.faults.set(call, met);
  }
}

function weatherOf(luck: Luck): Weather {
  return {
    isVersioned: luck.has(0.6),
    sequencers: luck.pick(['long', 'short']),
    harshness: luck.pick([0, 0.01, 0.05, 0.2]),
    concurrency: 1 + luck.below(4),
    batch: luck.pick([1, 3, 10]),
    clocksMs: luck.pick([0, 2 * SECOND_MS, 5 * MINUTE_MS]),
  };
}
