interface Happening {
  readonly at: number;
  readonly happen: () => void;
}

/** Time that passes only while everything waits. Of what happens at the same millisecond, what was planned first comes first. */
export class VirtualTime {
  now: number;
  /** What happens first comes last. */
  readonly #planned: Happening[] = [];

  constructor(now = Date.UTC(2026, 0, 5, 12)) {
    this.now = now;
  }

  readonly clock = (): number => this.now;

  /** Something happens then, or now if that is past. */
  at(time: number, happen: () => void): void {
    const at = Math.max(time, this.now);
    let index = this.#planned.length;
    // Most is planned for soon.
    while (index > 0 && (this.#planned[index - 1]?.at ?? 0) <= at) index -= 1;
    this.#planned.splice(index, 0, { at, happen });
  }

  readonly pause = (ms: number): Promise<void> =>
    new Promise((wake) => this.at(this.now + ms, wake));

  /** Lets time pass until `isOver`; `false` when nothing more would happen before that, or until `before`. */
  async passUntil(isOver: () => boolean, before = Infinity): Promise<boolean> {
    await settled();
    while (!isOver()) {
      if (!this.#passToNext(before)) return false;
      await settled();
    }
    return true;
  }

  /** Lets time pass until `work` ends. */
  async until<T>(work: Promise<T>): Promise<T> {
    let isOver = false;
    const end = (): void => void (isOver = true);
    work.then(end, end);
    if (!(await this.passUntil(() => isOver))) throw new Error('Nothing will ever happen again.');
    return work;
  }

  /** Lets everything happen that happens in this time. */
  async pass(ms: number): Promise<void> {
    const end = this.now + ms;
    await this.passUntil(() => false, end);
    this.now = end;
  }

  #passToNext(before: number): boolean {
    const next = this.#planned.at(-1);
    if (!next || next.at > before) return false;
    this.#planned.pop();
    this.now = next.at;
    next.happen();
    return true;
  }
}

/** Resolves when every promise that can continue has done so: Node calls this only once its queue of them is empty. */
function settled(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}
