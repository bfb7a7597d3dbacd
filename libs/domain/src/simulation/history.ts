import { InMemoryWatchlist } from '../in-memory/in-memory-watchlist-source.ts';
import { type Call, type Fault, faultsOf } from './fault.ts';
import { deliverUntilQuiet, replayAfterAll, sweepUntilQuiet } from './quiet.ts';
import type { Plan } from './process.ts';
import { violationsIn } from './violations.ts';
import { settle } from './virtual-time.ts';
import { LEASE_MS, type Running, type Sabotage, SEND_MS, World } from './world.ts';

const KEYS = ['a.png', 'b.png'];
const TEXTS = ['WAY OUT', 'EXIT OUT', 'NO WAY', '', undefined];
const JUMPS_MS = [1, 1, SEND_MS, LEASE_MS, LEASE_MS + SEND_MS];
const OTHER_RULES = { gate: 'OUT', door: 'EXIT', road: 'WAY' };
const MAX_EVENTS = 4;

interface Waiting {
  readonly call: Call;
  readonly proceed: (fault: Fault | undefined) => void;
}

/**
 * A random but reproducible history, decoded from numbers: uploads, overwrites, deletions, repeated and reordered
 * deliveries, sweeps, replays, rule changes, passing time. Every call of every process waits for its turn, and every
 * eighth has a fault.
 */
export class History {
  readonly world: World;
  /** Calls answered so far. */
  calls = 0;
  readonly #waiting: Waiting[] = [];
  /** Redos detect again on purpose. */
  readonly #hasRedos: boolean;

  constructor([first = 0]: readonly number[], sabotage?: Sabotage) {
    this.world = new World(sabotage);
    this.#hasRedos = first % 2 === 1;
  }

  async live(numbers: readonly number[]): Promise<void> {
    this.#happen(0);
    for (const number of numbers) {
      this.#step(number);
      await settle();
    }
    while (this.#waiting.length > 0) {
      this.#waiting.shift()?.proceed(undefined);
      await settle();
    }
    await deliverUntilQuiet(this.world);
    // An interrupted replay is repeated.
    if (this.world.hasRedos) await replayAfterAll(this.world);
    await sweepUntilQuiet(this.world);
  }

  #step(number: number): void {
    const choice = Math.floor(number / 16);
    const action = number % 16;
    if (action === 0) this.#happen(choice);
    else if (action <= 2) this.#deliver(choice);
    else if (action === 3) this.#start(this.world.sweep(this.#plan));
    else if (action === 4) this.world.now += JUMPS_MS[choice % JUMPS_MS.length] ?? 1;
    else if (action === 5) this.#changeRules(choice);
    else this.#answer(choice);
  }

  #happen(choice: number): void {
    if (this.world.events.length >= MAX_EVENTS) return;
    const key = KEYS[choice % KEYS.length] ?? '';
    this.world.happen(key, TEXTS[Math.floor(choice / 2) % TEXTS.length]);
  }

  #deliver(choice: number): void {
    const { events } = this.world;
    const event = events[choice % events.length];
    const isRedo = this.#hasRedos && choice % 5 === 0;
    const again = isRedo ? { again: 'when-rules-changed' as const } : {};
    if (event) this.#start(this.world.deliver(event, { plan: this.#plan, ...again }));
  }

  #changeRules(choice: number): void {
    if (!this.#hasRedos) return;
    if (choice % 2 === 0) this.world.rules = new InMemoryWatchlist(OTHER_RULES);
    else this.#start(this.world.replay(this.#plan));
  }

  #answer(choice: number): void {
    const [waiting] = this.#waiting.splice(choice % Math.max(1, this.#waiting.length), 1);
    if (!waiting) return;
    const luck = Math.floor(choice / 64);
    const faults = faultsOf(waiting.call).filter(({ kind }) => kind !== 'frozen');
    const fault = luck % 8 === 0 ? faults[Math.floor(luck / 8) % faults.length] : undefined;
    this.calls += 1;
    waiting.proceed(fault);
  }

  /** Starts a process without waiting for it; its failure is a violation. */
  #start(work: Promise<Running>): void {
    work.catch((error: unknown) => this.world.journal.violations.push(String(error)));
  }

  readonly #plan: Plan = (call) => new Promise((proceed) => this.#waiting.push({ call, proceed }));
}

/** What this history violates. */
export async function violationsOf(
  numbers: readonly number[],
  sabotage?: Sabotage,
): Promise<string[]> {
  const history = new History(numbers, sabotage);
  try {
    await history.live(numbers);
  } catch (error) {
    return [error instanceof Error ? error.message : 'the history did not end'];
  }
  return violationsIn(history.world);
}
