import type { Clock } from '@glyphwatch/domain';

/** Of what a server asks for; nobody would wait for more without looking. */
const LONGEST_MS = 3_600_000;

/** A wait that a server asked for and that is too long for one call: until it has passed, calls fail with what it said. */
export class Pause {
  readonly #clock: Clock;
  #until = 0;
  #failure: Error | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  begin(milliseconds: number, failure: Error): void {
    this.#until = this.#clock() + Math.min(milliseconds, LONGEST_MS);
    this.#failure = failure;
  }

  /** Throws as long as it lasts. A clock that was set back does not prolong it. */
  check(): void {
    const leftMs = this.#until - this.#clock();
    if (this.#failure && leftMs > 0 && leftMs <= LONGEST_MS) throw this.#failure;
    this.#failure = undefined;
  }

  isReasonOf(error: Error): boolean {
    return error === this.#failure;
  }
}
