import { deleteRemembered } from './delete-remembered.ts';
import type { Clock, DetectionMemory, ResultStore } from './ports.ts';

/** How long things are kept, milliseconds; what has no age is kept for ever. */
export interface Keep {
  /** Texts and matches of results, since a result last changed. */
  readonly results?: number;
  /** The history, since the upload. */
  readonly matches?: number;
}

export interface RetentionParts {
  readonly store: Pick<ResultStore, 'list' | 'delete' | 'heldBy' | 'purgeMatches'>;
  readonly detections?: Pick<DetectionMemory, 'forget'> | undefined;
  readonly clock: Clock;
  readonly keep: Keep;
}

export interface Purged {
  readonly results: number;
  readonly matches: number;
  /** Of images that could not be purged. */
  readonly failures: readonly unknown[];
}

type Signal = { readonly aborted: boolean };

const RESULTS_A_TURN = 100;
const MATCHES_A_TURN = 1000;
/** What is held or waits is looked at again, but not with every turn. */
const REST_MS = 3_600_000;

/** Purges what is older than its age, piece by piece; results leave a tombstone, so that no image is read again. */
export class Retention {
  readonly #parts: RetentionParts;
  #cursor: string | undefined;
  #resultsRestUntil = 0;
  #matchesRestUntil = 0;

  constructor(parts: RetentionParts) {
    this.#parts = parts;
  }

  /** A bounded piece, where the last turn of this process ended; nothing for an hour after all was looked at. */
  async turn(signal?: Signal): Promise<Purged> {
    const { results, failures } = await this.#purgeResults(signal);
    const matches = signal?.aborted ? 0 : await this.#purgeMatches();
    return { results, matches, failures };
  }

  /** Turns until all was looked at. */
  async finish(signal?: Signal): Promise<Purged> {
    let [results, matches] = [0, 0];
    const failures: unknown[] = [];
    while (!signal?.aborted && (this.#resultsSince() ?? this.#matchesSince()) !== undefined) {
      const turn = await this.turn(signal);
      results += turn.results;
      matches += turn.matches;
      failures.push(...turn.failures);
    }
    return { results, matches, failures };
  }

  /** What changed before is to be purged; `undefined`: nothing, or not yet. */
  #resultsSince(): number | undefined {
    const { clock, keep } = this.#parts;
    const now = clock();
    if (keep.results === undefined || this.#resultsRestUntil > now) return undefined;
    return now - keep.results;
  }

  #matchesSince(): number | undefined {
    const { clock, keep } = this.#parts;
    const now = clock();
    if (keep.matches === undefined || this.#matchesRestUntil > now) return undefined;
    return now - keep.matches;
  }

  async #purgeResults(signal: Signal | undefined): Promise<Omit<Purged, 'matches'>> {
    const { store, detections, clock } = this.#parts;
    const failures: unknown[] = [];
    let results = 0;
    const purgeBefore = this.#resultsSince();
    if (purgeBefore === undefined) return { results, failures };
    const { items, cursor } = await store.list({
      ...{ purgeable: true, until: purgeBefore - 1, limit: RESULTS_A_TURN },
      ...(this.#cursor === undefined ? {} : { cursor: this.#cursor }),
    });
    for (const one of items) {
      if (signal?.aborted) return { results, failures };
      try {
        const deletion = { now: clock(), purgeBefore, leaveHistory: true };
        const outcome = await deleteRemembered(one, deletion, store, detections);
        if (outcome === 'deleted') results += 1;
      } catch (error) {
        // One damaged result must not keep the others.
        failures.push(error);
      }
    }
    this.#cursor = cursor;
    if (cursor === undefined) this.#resultsRestUntil = clock() + REST_MS;
    return { results, failures };
  }

  async #purgeMatches(): Promise<number> {
    const { store, clock } = this.#parts;
    const before = this.#matchesSince();
    if (before === undefined) return 0;
    const { purged, isDone } = await store.purgeMatches(before, MATCHES_A_TURN);
    if (isDone) this.#matchesRestUntil = clock() + REST_MS;
    return purged;
  }
}
