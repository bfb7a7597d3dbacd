import { hasErrorCode } from './errors.ts';
import type { Result } from './result.ts';
import { DEFAULT_TELL_MS, tellPending, type Telling, type TellingParts } from './tell-pending.ts';

export interface Sweep extends Telling {
  /** Leave alone what waits only since this moment, milliseconds since 1970; by default since the sweep began. */
  readonly before?: number;
  /** Stops after the image in hand once `aborted`. */
  readonly signal?: { readonly aborted: boolean };
}

export interface SweepReport {
  /** Images whose messages were told and matches recorded, or are in other hands. */
  readonly finished: number;
  readonly failures: readonly SweepFailure[];
}

export interface SweepFailure {
  readonly imageId: string;
  readonly error: unknown;
}

const AT_ONCE = 100;

/**
 * Finishes what crashes and broken channels left pending. One broken channel does not keep the others waiting: each
 * image is tried once, and what could not be told goes to the end of the queue for the next sweep.
 * Fails only when the store does.
 */
export class SweepPending {
  readonly #parts: TellingParts;

  constructor(parts: TellingParts) {
    this.#parts = parts;
  }

  async sweep(sweep: Sweep = {}): Promise<SweepReport> {
    const before = sweep.before ?? this.#defaultBefore(sweep);
    const failures: SweepFailure[] = [];
    const tried = new Set<string>();
    for (let news = await this.#next(before, tried); news.length > 0;) {
      for (const result of news) {
        if (sweep.signal?.aborted) return { finished: tried.size - failures.length, failures };
        tried.add(result.imageId);
        const error = await this.#finish(result, sweep);
        if (error !== undefined) failures.push({ imageId: result.imageId, error });
      }
      news = await this.#next(before, tried);
    }
    return { finished: tried.size - failures.length, failures };
  }

  #defaultBefore({ evenIfHeld = false }: Telling): number {
    const { clock, tellMs = DEFAULT_TELL_MS } = this.#parts;
    // What the dead hold waits from when it would have been free.
    return clock() + (evenIfHeld ? 2 * tellMs : 0);
  }

  /** What was tried and is listed again could not be finished; it must not hide what is behind it. */
  async #next(before: number, tried: ReadonlySet<string>): Promise<readonly Result[]> {
    const waiting = await this.#parts.store.listPending(before, AT_ONCE);
    const news = waiting.filter(({ imageId }) => !tried.has(imageId));
    if (news.length > 0 || waiting.length < AT_ONCE) return news;
    const more = await this.#parts.store.listPending(before, AT_ONCE + tried.size);
    return more.filter(({ imageId }) => !tried.has(imageId));
  }

  /** Gives what failed, unless it would fail for every image. */
  async #finish(result: Result, telling: Telling): Promise<unknown> {
    try {
      await tellPending(this.#parts, result, telling);
      return undefined;
    } catch (error) {
      if (hasErrorCode(error, 'store-unavailable', 'store-misconfigured')) throw error;
      return error;
    }
  }
}
