import { messageAbout } from './events.ts';
import type { Call, Fault } from './fault.ts';
import { nameOf } from './fault.ts';
import { type Fortune, Functions } from './functions.ts';
import { Luck } from './luck.ts';
import { drain } from './quiet.ts';
import { violationsIn } from './reference.ts';
import { type Sabotage, World } from './world.ts';

/** The call at which a process is stopped, and how. */
export interface Stop {
  readonly index: number;
  readonly fault: Fault;
}

/** Longer than every lease, and than the queue waits. */
export const FROZEN_MS = 600_000;

const LATENCY_MS = 10;

/** A world in which every call takes equally long, and what is invoked first, second … is stopped as planned. */
export class Scenario {
  readonly world: World;
  readonly functions: Functions;
  onTheirWay = 0;
  /** What each invocation called, in order. */
  readonly calls: Call[][] = [];
  /** What the queue would have got so far. */
  readonly messages: string[] = [];
  readonly #stops: (Stop | undefined)[];

  constructor(stops: readonly (Stop | undefined)[], sabotage?: Sabotage) {
    this.#stops = [...stops];
    this.world = new World({
      onChange: (change) => this.messages.push(messageAbout(change)),
      onVisible: () => this.functions.poll(),
      sabotage,
    });
    this.functions = new Functions(this.world, {
      ...{ concurrency: 2, batch: 1, timeoutMs: Infinity },
      fortune: () => this.#fortune(),
    });
  }

  /** The queue gets what happened so far, each event `gapMs` after the one before. */
  deliver(
    gapMs = 0,
    order: (messages: readonly string[]) => readonly string[] = (all) => all,
  ): void {
    const { time, queue } = this.world;
    for (const [index, body] of order(this.messages.splice(0)).entries()) {
      this.onTheirWay += 1;
      time.at(time.now + index * gapMs, () => {
        this.onTheirWay -= 1;
        queue.send(body, index);
      });
    }
  }

  /** What is invoked next is stopped. */
  stopNext(stop: Stop): void {
    this.#stops[this.calls.length] = stop;
  }

  /** Fails with the stops when something is violated after all has ended. */
  async expectAllWell(): Promise<void> {
    const violations = await this.violations();
    if (violations.length === 0) return;
    const where = this.#stops.flatMap((stop, index) =>
      stop ? [`call ${stop.index} of process ${index + 1} is ${nameOf(stop.fault)}`] : [],
    );
    throw new Error(`${where.join(', ')}: ${violations.join('; ')}`);
  }

  async violations(): Promise<readonly string[]> {
    const isCalm = this.#stops.length === 0;
    return (await drain(this)) ?? violationsIn(this.world, { excused: new Set<string>(), isCalm });
  }

  #fortune(): Fortune {
    const stop = this.#stops[this.calls.length];
    const calls: Call[] = [];
    this.calls.push(calls);
    return {
      luck: new Luck(1),
      clockMs: 0,
      plan: (call) => {
        calls.push(call);
        const fault = call.index === stop?.index ? stop.fault : undefined;
        return { latencyMs: LATENCY_MS, fault };
      },
    };
  }
}

export function stopsAt(calls: readonly Call[], faults: (call: Call) => Fault[]): Stop[] {
  return calls.flatMap((call) => faults(call).map((fault) => ({ index: call.index, fault })));
}
