interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** Time that passes only while everything waits. */
export class VirtualTime {
  now: number;
  /** Those that wake first come last. */
  readonly #sleepers: Sleeper[] = [];

  constructor(now = Date.UTC(2026, 0, 5, 12)) {
    this.now = now;
  }

  readonly clock = (): number => this.now;

  readonly pause = (ms: number): Promise<void> =>
    new Promise((wake) => {
      const at = this.now + ms;
      const index = this.#sleepers.findLastIndex((one) => one.at > at);
      this.#sleepers.splice(index + 1, 0, { at, wake });
    });

  /** Lets time pass until `work` ends. */
  async until<T>(work: Promise<T>): Promise<T> {
    const state = { isOver: false };
    const end = (): void => void (state.isOver = true);
    work.then(end, end);
    for (;;) {
      await settle();
      if (state.isOver) return work;
      if (!this.#wakeNext(Infinity)) throw new Error('Nothing will ever happen again.');
    }
  }

  /** Lets everything happen that happens in this time. */
  async pass(ms: number): Promise<void> {
    const end = this.now + ms;
    do await settle();
    while (this.#wakeNext(end));
    this.now = end;
  }

  #wakeNext(before: number): boolean {
    const next = this.#sleepers.at(-1);
    if (!next || next.at > before) return false;
    this.#sleepers.pop();
    this.now = Math.max(this.now, next.at);
    next.wake();
    return true;
  }
}

/** Lets every promise that can continue do so. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
