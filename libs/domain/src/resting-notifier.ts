import { hasErrorCode } from './errors.ts';
import type { Clock, Notifier } from './ports.ts';
import type { Message } from './telling/digest.ts';

const FAILURES_IN_A_ROW = 3;
const FIRST_REST_MS = 60_000;
const LONGEST_REST_MS = 3_600_000;

export interface RestingOptions {
  readonly clock: Clock;
  /** Called once when a rest begins, with its length in milliseconds. */
  readonly onRest?: (restMs: number) => void;
}

/**
 * Leaves a channel alone that does not answer, because every attempt may take as long as its time-out. After three
 * `notifier-unavailable` in a row, notifications are refused with the last of these failures for a minute; after each
 * further failure for twice as long, an hour at most. One success ends it. What is refused stays pending.
 */
export class RestingNotifier implements Notifier {
  readonly #notifier: Notifier;
  readonly #options: RestingOptions;
  #failures = 0;
  #failure: unknown;
  #restsUntil = -Infinity;

  constructor(notifier: Notifier, options: RestingOptions) {
    this.#notifier = notifier;
    this.#options = options;
  }

  async notify(message: Message, reached?: readonly string[]): Promise<void> {
    if (this.#isResting()) throw this.#failure;
    try {
      await this.#notifier.notify(message, reached);
      this.#failures = 0;
    } catch (error) {
      if (hasErrorCode(error, 'notifier-unavailable')) this.#noteFailure(error);
      throw error;
    }
  }

  /** A clock that was set back does not prolong a rest for days. */
  #isResting(): boolean {
    const leftMs = this.#restsUntil - this.#options.clock();
    return leftMs > 0 && leftMs <= LONGEST_REST_MS;
  }

  #noteFailure(error: unknown): void {
    this.#failures += 1;
    this.#failure = error;
    // Attempts that were under way when the rest began do not prolong it.
    if (this.#failures < FAILURES_IN_A_ROW || this.#isResting()) return;
    const doublings = this.#failures - FAILURES_IN_A_ROW;
    const restMs = Math.min(FIRST_REST_MS * 2 ** doublings, LONGEST_REST_MS);
    this.#restsUntil = this.#options.clock() + restMs;
    this.#options.onRest?.(restMs);
  }
}
