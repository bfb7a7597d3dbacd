import type { Target } from '../scan/scan-run.ts';

/** More wait at the sender, which tries again. */
const MOST_WAITING = 1_000;

/** Hands images from many requests to one run, and each outcome back to its request. */
export class ArrivingImages implements AsyncIterable<Target> {
  readonly #answers = new Map<Target, (isDone: boolean) => void>();
  readonly #queue: Target[] = [];
  #wake: () => void = () => undefined;
  #hasEnded = false;

  get isFull(): boolean {
    return this.#queue.length >= MOST_WAITING;
  }

  /** Resolves to whether the sender need not try again: the result is stored, or the file is passed over. */
  async add(target: Target): Promise<boolean> {
    if (this.#hasEnded) return false;
    this.#queue.push(target);
    this.#wake();
    if ('passedOver' in target) return true;
    return new Promise((answer) => this.#answers.set(target, answer));
  }

  settle(target: Target, isDone: boolean): void {
    this.#answers.get(target)?.(isDone);
    this.#answers.delete(target);
  }

  /** Nothing more is taken or handed out; what is in progress goes on. */
  end(): void {
    this.#hasEnded = true;
    for (const target of this.#queue.splice(0)) this.settle(target, false);
    this.#wake();
  }

  /** What is in progress is given up, too. */
  abandon(): void {
    this.end();
    for (const target of this.#answers.keys()) this.settle(target, false);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Target> {
    for (;;) {
      const next = this.#queue.shift();
      if (next) yield next;
      else if (this.#hasEnded) return;
      else await new Promise<void>((wake) => (this.#wake = wake));
    }
  }
}
