import type { Result } from './result.ts';
import {
  DEFAULT_SEND_MS,
  type Sending,
  type SendingParts,
  trySending,
  type UnsentImage,
} from './send-pending.ts';

export interface Sweep extends Pick<Sending, 'evenIfLeased'> {
  /** Only what has been waiting since before this time, milliseconds since 1970; default: the start of the sweep. */
  readonly before?: number;
  /** Stops after the current image once `aborted`. */
  readonly signal?: { readonly aborted: boolean };
}

export interface SweepReport {
  /** Images with nothing left to send or record, or left to another process. */
  readonly finished: number;
  readonly failures: readonly UnsentImage[];
}

const BATCH = 100;

/**
 * Sends and records what crashes and broken channels left pending. A broken channel does not hold up the others: each
 * image is tried once, and what could not be sent goes to the end of the queue for the next sweep.
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
    // A leased notification waits from the end of its lease.
    return clock() + (evenIfLeased ? 2 * sendMs : 0);
  }

  /** Images that were tried and are still listed must not hide those after them. */
  async #next(before: number, tried: ReadonlySet<string>): Promise<readonly Result[]> {
    const { store } = this.#parts;
    const isNew = ({ imageId }: Result): boolean => !tried.has(imageId);
    const listed = await store.listPending(before, BATCH);
    const batch = listed.filter(isNew);
    if (batch.length > 0 || listed.length < BATCH) return batch;
    return (await store.listPending(before, BATCH + tried.size)).filter(isNew);
  }
}
