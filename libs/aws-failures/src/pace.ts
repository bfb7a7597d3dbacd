import type { Clock } from '@glyphwatch/domain';

/**
 * A token bucket that holds one token: calls start at least one interval apart, whoever makes them. A larger bucket
 * would let through a burst, and it is bursts that services throttle first.
 */
export class Pace {
  readonly #intervalMs: number;
  readonly #clock: Clock;
  readonly #wait: (milliseconds: number) => Promise<void>;
  #nextToken = 0;

  constructor(perSecond: number, clock: Clock, wait: (milliseconds: number) => Promise<void>) {
    this.#intervalMs = 1000 / perSecond;
    this.#clock = clock;
    this.#wait = wait;
  }

  /** Resolves when the next call may start. Callers are served in the order they came. */
  async next(): Promise<void> {
    const now = this.#clock();
    const start = Math.max(now, this.#nextToken);
    this.#nextToken = start + this.#intervalMs;
    if (start > now) await this.#wait(start - now);
  }
}
