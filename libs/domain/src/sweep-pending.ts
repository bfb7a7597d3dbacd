import type { Result } from './result.ts';
import {
  DEFAULT_SEND_MS,
  type Telling,
  type SendingParts,
  trySending,
  type UnsentImage,
} from './send-pending.ts';

export interface Sweep extends Pick<Telling, 'evenIfLeased'> {
  /** Only what has waited since before this moment, milliseconds since 1970; by default since before the sweep began. */
  readonly before?: number;
  /** Stops after the current image once `aborted`. */
  readonly signal?: { readonly aborted: boolean };
}

export interface SweepReport {
  /** Images with nothing left to tell or record, or left to another process. */
  readonly finished: number;
  readonly failures: readonly UnsentImage[];
}

const BATCH = 100;

/**
 * Finishes what crashes and broken channels left pending. One broken channel does not hold up the others: each image is
 * tried once, and what could not be told goes to the end of the queue for the next sweep.
 * Fails only when the store does.
 */
export class SweepPending {
  readonly #parts: SendingParts;

  constructor(parts: SendingParts) {
    this.#parts = parts;
  }

  async sweep(sweep: Sweep = {}): Promise<SweepReport> {
    const before = sweep.before ?? this.#defaultBefore(sweep);
    const failures: UnsentImage[] = [];
    const tried = new Set<string>();
    for (let batch = await this.#next(before, tried); batch.length > 0;) {
      for (const result of batch) {
        if (sweep.signal?.aborted) return { finished: tried.size - failures.length, failures };
        tried.add(result.imageId);
        failures.push(...(await trySending(this.#parts, result, sweep)));
      }
      batch = await this.#next(before, tried);
    }
    return { finished: tried.size - failures.length, failures };
  }

  #defaultBefore({ evenIfLeased = false }: Sweep): number {
    const { clock, sendMs = DEFAULT_SEND_MS } = this.#parts;
    // Leased messages wait from the end of their lease.
    return clock() + (evenIfLeased ? 2 * sendMs : 0);
  }

  /** What was tried and is still listed could not be finished; it must not hide what comes after it. */
  async #next(before: number, tried: ReadonlySet<string>): Promise<readonly Result[]> {
    const { store } = this.#parts;
    const isNew = ({ imageId }: Result): boolean => !tried.has(imageId);
    const listed = await store.listPending(before, BATCH);
    const batch = listed.filter(isNew);
    if (batch.length > 0 || listed.length < BATCH) return batch;
    return (await store.listPending(before, BATCH + tried.size)).filter(isNew);
  }
}
