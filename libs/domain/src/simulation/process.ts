import type { Deliveries, Notifier, ResultStore, TextDetector, WatchlistSource } from '../index.ts';
import { intercept } from '../in-memory/intercept.ts';
import type { Call, Fault, Port } from './fault.ts';

/** Decides the fault of a call when it begins. */
export type Plan = (call: Call) => Promise<Fault | undefined> | Fault | undefined;

export const NO_FAULTS: Plan = () => undefined;

export type End = 'done' | 'failed' | 'dead' | 'frozen';

export interface Ports {
  readonly store: ResultStore;
  readonly deliveries: Deliveries;
  readonly detector: TextDetector;
  readonly watchlists: WatchlistSource;
  readonly notifier: Notifier;
}

/** A process whose every call to the outside can fail, suspend it or kill it. */
export class Process {
  readonly calls: Call[] = [];
  readonly #plan: Plan;
  readonly #gone = new Promise<never>(() => {});
  #isDead = false;
  /** What the whole process waits for. */
  #frozen = Promise.resolve();
  #stop: (end: 'dead' | 'frozen') => void = () => {};
  #thaw: () => void = () => {};

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  /** The ports as this process sees them. */
  reach(ports: Ports): Ports {
    const between = (port: Port) => (method: string, proceed: () => Promise<unknown>) =>
      this.#pass(port, method, proceed);
    return {
      store: intercept(ports.store, between('store')),
      deliveries: intercept(ports.deliveries, between('deliveries')),
      detector: intercept(ports.detector, between('detector')),
      watchlists: intercept(ports.watchlists, between('watchlists')),
      notifier: intercept(ports.notifier, between('notifier')),
    };
  }

  /** Runs until done, failed, dead or suspended; `isDone` judges the answer. */
  async run<T>(work: () => Promise<T>, isDone: (answer: T) => boolean = () => true): Promise<End> {
    this.#work = work().then(
      (answer) => (isDone(answer) ? 'done' : 'failed'),
      () => 'failed',
    );
    return this.#wait();
  }

  /** Continues where it was suspended. */
  async thaw(): Promise<End> {
    const ended = this.#wait();
    this.#thaw();
    return ended;
  }

  #work: Promise<End> = Promise.resolve('done');

  #wait(): Promise<End> {
    return Promise.race([this.#work, new Promise<End>((resolve) => (this.#stop = resolve))]);
  }

  async #pass(port: Port, method: string, proceed: () => Promise<unknown>): Promise<unknown> {
    await this.#frozen;
    if (this.#isDead) return this.#gone;
    const call = { index: this.calls.length, port, method };
    this.calls.push(call);
    const fault = await this.#plan(call);
    await this.#frozen;
    if (this.#isDead) return this.#gone;
    if (!fault) return proceed();
    if (fault.kind === 'refused') throw fault.error;
    if (fault.kind === 'lost') {
      await proceed();
      throw fault.error;
    }
    if (fault.kind === 'repeated') {
      await proceed();
      return proceed();
    }
    return this.#interrupt(fault, proceed);
  }

  async #interrupt(
    { kind, when }: Extract<Fault, { when: unknown }>,
    proceed: () => Promise<unknown>,
  ): Promise<unknown> {
    if (when === 'before') {
      await this.#halt(kind);
      return proceed();
    }
    // The process sees the answer only once it continues.
    const answer = await Promise.allSettled([proceed()]);
    await this.#halt(kind);
    if (answer[0].status === 'rejected') throw answer[0].reason;
    return answer[0].value;
  }

  #halt(kind: 'dead' | 'frozen'): Promise<void> {
    this.#isDead ||= kind === 'dead';
    if (kind === 'frozen') this.#frozen = new Promise((resolve) => (this.#thaw = resolve));
    this.#stop(kind);
    return kind === 'dead' ? this.#gone : this.#frozen;
  }
}
