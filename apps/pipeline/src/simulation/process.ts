import { intercept } from '@glyphwatch/domain/in-memory';
import type { VirtualTime } from '@glyphwatch/domain/simulation';
import type { Call, Fault, Port } from './fault.ts';

/** What happens to a call, decided when it begins. */
export interface Fate {
  /** Until it takes effect, milliseconds. */
  readonly latencyMs: number;
  readonly fault?: Fault | undefined;
}

export type Plan = (call: Call) => Fate;

export interface ProcessOptions {
  readonly time: VirtualTime;
  /** How far its clock is off. */
  readonly clockMs: number;
  readonly plan: Plan;
  /** Something happened that may make it tell twice. */
  readonly onMishap: () => void;
  /** One of its calls takes effect now; what happens at once is its doing. */
  readonly perform: <T>(effect: () => T) => T;
}

type Effect = (changed?: readonly unknown[]) => Promise<unknown>;

interface Waiting {
  readonly effect: Effect;
  readonly args: readonly unknown[];
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** A failure of another port makes nobody tell twice: of a store whose history cannot be cleared, say. */
const TELLING: ReadonlySet<Port> = new Set(['deliveries', 'notifier']);

/** What really takes long. Of the others, only the answer does: clients give up before a request arrives minutes later. */
const LONG: ReadonlySet<Port> = new Set(['detector', 'notifier']);

/** A process with a clock of its own. Its every call to the outside can fail, suspend it or kill it. */
export class Process {
  isDead = false;
  /** Since it was invoked. */
  calls: Call[] = [];
  #plan: Plan;
  #onDeath: () => void = () => undefined;
  readonly #options: ProcessOptions;
  /** What waits until it is thawed; absent while it runs. */
  #frozen: (() => void)[] | undefined;

  constructor(options: ProcessOptions) {
    this.#options = options;
    this.#plan = options.plan;
  }

  /** It is invoked. */
  begin(plan: Plan, onDeath: () => void): void {
    this.calls = [];
    this.#plan = plan;
    this.#onDeath = onDeath;
    this.thaw();
  }

  /** The port as this process sees it. */
  reach<P extends object>(name: Port, port: P): P {
    return intercept(port, (method, effect, args) => this.#call(name, method, effect, args));
  }

  readonly clock = (): number => this.#options.time.now + this.#options.clockMs;

  readonly pause = (ms: number): Promise<void> => new Promise((wake) => this.#in(ms, wake));

  readonly startTimer = (ms: number, end: () => void): (() => void) => {
    let isStopped = false;
    this.#in(ms, () => isStopped || end());
    return () => void (isStopped = true);
  };

  die(): void {
    if (this.isDead) return;
    this.isDead = true;
    this.#options.onMishap();
    this.#onDeath();
  }

  /** Stands still for so long, or until it is thawed. */
  freeze(ms = Infinity): void {
    if (this.isDead || this.#frozen) return;
    const frozen: (() => void)[] = [];
    this.#frozen = frozen;
    this.#options.onMishap();
    const { time } = this.#options;
    if (ms === Infinity) return;
    time.at(time.now + ms, () => {
      if (this.#frozen === frozen) this.thaw();
    });
  }

  thaw(): void {
    const waiting = this.#frozen ?? [];
    this.#frozen = undefined;
    for (const proceed of waiting) this.#whenAwake(proceed);
  }

  get isStill(): boolean {
    return this.isDead || this.#frozen !== undefined;
  }

  #whenAwake(proceed: () => void): void {
    if (this.isDead) return;
    if (this.#frozen) this.#frozen.push(proceed);
    else proceed();
  }

  #in(ms: number, proceed: () => void): void {
    const { time } = this.#options;
    time.at(time.now + ms, () => this.#whenAwake(proceed));
  }

  #call(port: Port, method: string, effect: Effect, args: readonly unknown[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#whenAwake(() => {
        const call = { index: this.calls.length, port, method };
        this.calls.push(call);
        const { latencyMs, fault } = this.#plan(call);
        const { time } = this.#options;
        const ms = fault?.kind === 'slow' && LONG.has(port) ? fault.ms : latencyMs;
        // What was sent takes effect even if the process does not live to see it.
        time.at(time.now + ms, () => this.#take(call, fault, { effect, args, resolve, reject }));
      });
    });
  }

  #take({ port, method }: Call, fault: Fault | undefined, waiting: Waiting): void {
    if (!fault) return this.#apply(waiting);
    const isMishap = TELLING.has(port);
    switch (fault.kind) {
      case 'slow':
        this.#apply(waiting, LONG.has(port) ? 0 : fault.ms);
        if (port === 'deliveries') this.#options.onMishap();
        return;
      case 'refused':
        if (isMishap) this.#options.onMishap();
        return this.#whenAwake(() => waiting.reject(fault.error));
      case 'lost':
        this.#applyBut(waiting, () => waiting.reject(fault.error));
        if (isMishap) this.#options.onMishap();
        return;
      case 'partial':
        return this.#applyPart(method, waiting, fault.error);
      case 'repeated':
        if (isMishap) this.#options.onMishap();
        return this.#applyBut(waiting, () => this.#apply(waiting));
      case 'dead':
        if (fault.when === 'after') this.#applyBut(waiting, () => undefined);
        return this.die();
      case 'frozen':
        if (fault.when === 'after') this.#apply(waiting);
        this.freeze(fault.ms);
        if (fault.when === 'before') this.#whenAwake(() => this.#apply(waiting));
    }
  }

  /** The answer comes so much later. */
  #apply({ effect, args, resolve, reject }: Waiting, ms = 0): void {
    const then = (proceed: () => void): void =>
      ms === 0 ? this.#whenAwake(proceed) : this.#in(ms, proceed);
    this.#options
      .perform(() => effect(args))
      .then(
        (answer) => then(() => resolve(answer)),
        (error: unknown) => then(() => reject(error)),
      );
  }

  /** Its answer is lost. */
  #applyBut({ effect, args }: Waiting, instead: () => void): void {
    const next = (): void => this.#whenAwake(instead);
    this.#options.perform(() => effect(args)).then(next, next);
  }

  #applyPart(method: string, { effect, args, reject }: Waiting, error: Error): void {
    const fail = (cause: unknown): void => this.#whenAwake(() => reject(cause));
    if (method === 'notify') {
      // The recipients of simulated channels fail one by one.
      this.#options.perform(() => effect([...args, 'only one more'])).then(() => fail(error), fail);
    } else {
      this.#options.perform(() => effect(withHalfTheRows(args))).then(() => fail(error), fail);
    }
    this.#options.onMishap();
  }
}

/** The same arguments; a call that has no rows is made as it is. */
function withHalfTheRows(args: readonly unknown[]): readonly unknown[] {
  return args.map((one) => (Array.isArray(one) ? one.slice(0, Math.ceil(one.length / 2)) : one));
}
