import { sqsRecord } from '../testing/events.ts';
import type { Actor } from './journal.ts';
import type { Luck } from './luck.ts';
import { partsOf } from './parts.ts';
import type { Plan } from './process.ts';
import type { Message } from './queue.ts';
import type { World } from './world.ts';

/** What happens while something is done. */
export interface Fortune {
  readonly plan: Plan;
  readonly luck: Luck;
  /** How far the clock of a new process is off. */
  readonly clockMs: number;
}

export interface FunctionsOptions {
  /** How many scan at once, at most. */
  readonly concurrency: number;
  /** Messages of one invocation, at most. */
  readonly batch: number;
  readonly timeoutMs: number;
  /** Equal seeds give equal fortunes. */
  readonly fortune: (seed: number) => Fortune;
}

/** A process that is kept between invocations, frozen. */
interface Environment {
  readonly actor: Actor;
  readonly parts: ReturnType<typeof partsOf>;
}

interface Invocation<T> {
  readonly fortune: Fortune;
  /** Kept processes of this function. */
  readonly kept: Environment[];
  readonly work: (parts: Environment['parts'], deadline: number) => Promise<T>;
  /** `undefined` if it failed, died, or took too long. */
  readonly onEnd: (answer: T | undefined) => void;
  readonly timeoutMs?: number;
  /** Nobody is to be told. */
  readonly isSilent?: boolean;
}

/** How often a kept process is used again. */
const REUSED = 0.8;

/** Lambda, and a person's own machine: starts, freezes, thaws and kills processes. */
export class Functions {
  /** Invocations that have not ended. */
  running = 0;
  /** How many changes of the rules the last replay knew that ended as it should. */
  replayed = 1;
  /** By the call at which they are now. */
  readonly started: Actor[] = [];
  readonly #world: World;
  readonly #options: FunctionsOptions;
  readonly #kept = { scan: [] as Environment[], sweep: [] as Environment[] };
  readonly #replays: { aborted: boolean }[] = [];
  /** Replays that will be started. */
  readonly #queued: [seed: number, isTold: boolean][] = [];
  #scanning = 0;

  constructor(world: World, options: FunctionsOptions) {
    this.#world = world;
    this.#options = options;
  }

  /** Takes what the queue has. */
  poll(): void {
    const { concurrency, batch } = this.#options;
    while (this.#scanning < concurrency) {
      const messages = this.#world.queue.receive(batch);
      if (messages.length === 0) return;
      this.#scan(messages);
    }
  }

  sweep(seed: number): void {
    this.#invoke({
      fortune: this.#options.fortune(seed),
      kept: this.#kept.sweep,
      work: ({ sweeper }) => sweeper.sweep(new AbortController().signal),
      onEnd: () => undefined,
    });
  }

  /** A person applies the rules in force to what is stored. */
  replay(seed: number, isTold = true): void {
    const { rules, rulesSoFar, time } = this.#world;
    const known = rulesSoFar.length;
    const notify = isTold ? { notify: { id: `run ${time.now}`, name: 'replay' } } : {};
    // A person waits until what was stopped has ended.
    if (this.#replays.some(({ aborted }) => aborted)) return void this.#queued.push([seed, isTold]);
    const stop = { aborted: false };
    this.#replays.push(stop);
    this.#invoke({
      fortune: this.#options.fortune(seed),
      kept: [],
      work: ({ replay }) => replay.replay(rules, { ...notify, signal: stop }),
      onEnd: (report) => {
        if (report && !stop.aborted) this.replayed = Math.max(this.replayed, known);
        this.#replays.splice(this.#replays.indexOf(stop), 1);
        for (const next of this.#queued.splice(0)) this.replay(...next);
      },
      timeoutMs: Infinity,
      isSilent: !isTold,
    });
  }

  /** A person stops every replay that is running: its rules are no longer those in force. */
  stopReplays(): void {
    for (const stop of this.#replays) stop.aborted = true;
  }

  #scan(messages: readonly Message[]): void {
    const { queue } = this.#world;
    const seed = messages.reduce((sum, one) => sum + one.seed + one.receives, 0);
    const fortune = this.#options.fortune(seed);
    const handles = messages.map(({ handle }) => handle);
    const records = messages.map(({ body, id, receives, handle }) => ({
      ...sqsRecord(body, id, receives),
      receiptHandle: handle,
    }));
    this.#scanning += 1;
    this.#invoke({
      fortune,
      kept: this.#kept.scan,
      work: ({ pipeline }, deadline) => {
        const getRemainingTimeInMillis = () => deadline - this.#world.time.now;
        return pipeline.handle({ Records: records }, { getRemainingTimeInMillis });
      },
      onEnd: (answer) => {
        this.#scanning -= 1;
        const again = new Set(answer?.batchItemFailures.map((one) => one.itemIdentifier));
        for (const [index, message] of messages.entries()) {
          if (answer && !again.has(message.id)) queue.delete(message, handles[index], fortune.luck);
        }
        this.poll();
      },
    });
  }

  #invoke<T>({ fortune, kept, work, onEnd, timeoutMs, isSilent }: Invocation<T>): void {
    const { time } = this.#world;
    const last = fortune.luck.has(REUSED) ? kept.pop() : undefined;
    const used = last?.actor.process.isDead ? undefined : last;
    const environment = used ?? this.#start(fortune, isSilent);
    const { process } = environment.actor;
    const deadline = time.now + (timeoutMs ?? this.#options.timeoutMs);
    let isOver = false;
    const end = (answer?: T): void => {
      if (isOver) return;
      isOver = true;
      this.running -= 1;
      onEnd(answer);
    };
    const keep = (answer?: T): void => {
      if (isOver) return;
      process.freeze();
      kept.push(environment);
      end(answer);
    };
    this.running += 1;
    process.begin(fortune.plan, end);
    time.at(deadline, () => isOver || process.die());
    work(environment.parts, deadline).then(keep, () => keep());
  }

  #start({ plan, luck, clockMs }: Fortune, isSilent = false): Environment {
    const actor = this.#world.startProcess(clockMs, plan, isSilent);
    this.started.push(actor);
    return { actor, parts: partsOf(this.#world, actor.process, luck.fraction) };
  }
}
