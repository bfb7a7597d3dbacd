import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '@glyphwatch/domain';

/**
 * A token bucket of size one: calls start at least one interval apart. A larger bucket would allow bursts, which is what
 * services throttle first.
 */
export class Pace {
  readonly #intervalMs: number;
  readonly #clock: Clock;
  readonly #wait: (milliseconds: number) => Promise<void>;
  #nextToken = 0;

  constructor(
    perSecond: number,
    clock: Clock = Date.now,
    wait: (milliseconds: number) => Promise<void> = sleep,
  ) {
    this.#intervalMs = 1000 / perSecond;
    this.#clock = clock;
    this.#wait = wait;
  }

  /**
   * Resolves when the next call may start, first come, first served; to false at once, instead of waiting longer than
   * `longestWaitMs`.
   */
  async next(longestWaitMs = Infinity): Promise<boolean> {
    const now = this.#clock();
    const start = Math.max(now, this.#nextToken);
    if (start - now > longestWaitMs) return false;
    this.#nextToken = start + this.#intervalMs;
    if (start > now) await this.#wait(start - now);
    return true;
  }
}
