import type { Clock, Deliveries, DeletionOutcome, DetectionMemory, ResultStore } from './ports.ts';
import { versionsInUse } from './versions-in-use.ts';

/** How long things are kept, milliseconds; what has no age is kept for ever. */
export interface Keep {
  /** Texts and matches of results, since a result last changed. */
  readonly results?: number;
  /** The history, since the upload. */
  readonly matches?: number;
  /** The log of what was told, refused or withdrawn, since then. */
  readonly deliveries?: number;
}

export interface RetentionParts {
  readonly store: Pick<
    ResultStore,
    'list' | 'find' | 'delete' | 'holds' | 'listMatches' | 'purgeMatches'
  >;
  readonly deliveries: Pick<Deliveries, 'now' | 'purge'>;
  readonly detections?: Pick<DetectionMemory, 'forgetOthers'> | undefined;
  readonly clock: Clock;
  readonly keep: Keep;
}

export interface Purged {
  readonly results: number;
  readonly matches: number;
  readonly deliveries: number;
  /** Results that are old enough and were kept: held by somebody, or with something still to be told or recorded. */
  readonly held: number;
  readonly waiting: number;
  /** Of images that could not be purged. */
  readonly failures: readonly unknown[];
}

/** How many images had each outcome. */
export type Outcomes = Record<DeletionOutcome, number>;

export function noOutcomes(): Outcomes {
  return { deleted: 0, unknown: 0, held: 0, waiting: 0, busy: 0 };
}

type Signal = { readonly aborted: boolean };

const NOTHING: Purged = {
  ...{ results: 0, matches: 0, deliveries: 0 },
  ...{ held: 0, waiting: 0, failures: [] },
};
const RESULTS_A_TURN = 100;
const MATCHES_A_TURN = 1000;
const DELIVERIES_A_TURN = 1000;
/** What is held or waits is looked at again, but not with every turn. */
const REST_MS = 3_600_000;

/** Purges what is older than its age, piece by piece; results leave a tombstone, so that no image is read again. */
export class Retention {
  readonly #parts: RetentionParts;
  #cursor: string | undefined;
  #resultsRestUntil = 0;
  #matchesRestUntil = 0;
  #deliveriesRestUntil = 0;

  constructor(parts: RetentionParts) {
    this.#parts = parts;
  }

  /** A bounded piece, where the last turn of this process ended; nothing for an hour after all was looked at. */
  async turn(signal?: Signal): Promise<Purged> {
    const purged = await this.#purgeResults(signal);
    const matches = signal?.aborted ? 0 : await this.#purgeMatches();
    const deliveries = signal?.aborted ? 0 : await this.#purgeDeliveries();
    return { ...purged, matches, deliveries };
  }

  /** Turns until all was looked at; `onTurn` is told what was purged and kept so far. */
  async finish(signal?: Signal, onTurn?: (soFar: Purged) => void): Promise<Purged> {
    let all = NOTHING;
    while (!signal?.aborted && this.#isLeft()) {
      all = sumOf(all, await this.turn(signal));
      onTurn?.(all);
    }
    return all;
  }

  #isLeft(): boolean {
    const since = this.#resultsSince() ?? this.#matchesSince();
    return since !== undefined || this.#isLogLeft();
  }

  #isLogLeft(): boolean {
    const { clock, keep } = this.#parts;
    return keep.deliveries !== undefined && this.#deliveriesRestUntil <= clock();
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

  async #purgeResults(signal: Signal | undefined): Promise<Purged> {
    const { store, clock } = this.#parts;
    const failures: unknown[] = [];
    const outcomes = noOutcomes();
    const purged = (): Purged => {
      const { deleted: results, held, waiting } = outcomes;
      return { ...NOTHING, results, held, waiting, failures };
    };
    const purgeBefore = this.#resultsSince();
    if (purgeBefore === undefined) return NOTHING;
    const { items, cursor } = await store.list({
      ...{ purgeable: true, until: purgeBefore - 1, limit: RESULTS_A_TURN },
      ...(this.#cursor === undefined ? {} : { cursor: this.#cursor }),
    });
    for (const { imageId } of items) {
      if (signal?.aborted) return purged();
      try {
        const deletion = { now: clock(), purgeBefore, leaveHistory: true };
        outcomes[await store.delete(imageId, deletion)] += 1;
      } catch (error) {
        // One damaged result must not keep the others.
        failures.push(error);
      }
    }
    this.#cursor = cursor;
    if (cursor === undefined) await this.#endPass();
    return purged();
  }

  /** Also when nothing was purged: what is remembered of a file that has changed or is gone has no result to be found by. */
  async #endPass(): Promise<void> {
    const { store, detections, clock } = this.#parts;
    await detections?.forgetOthers(await versionsInUse(store));
    this.#resultsRestUntil = clock() + REST_MS;
  }

  async #purgeMatches(): Promise<number> {
    const { store, clock } = this.#parts;
    const before = this.#matchesSince();
    if (before === undefined) return 0;
    const { purged, isDone } = await store.purgeMatches(before, MATCHES_A_TURN);
    if (isDone) this.#matchesRestUntil = clock() + REST_MS;
    return purged;
  }

  /** By the clock of the deliveries. */
  async #purgeDeliveries(): Promise<number> {
    const { deliveries, clock, keep } = this.#parts;
    if (keep.deliveries === undefined || !this.#isLogLeft()) return 0;
    const before = (await deliveries.now()) - keep.deliveries;
    const purged = await deliveries.purge(before, DELIVERIES_A_TURN);
    if (purged < DELIVERIES_A_TURN) this.#deliveriesRestUntil = clock() + REST_MS;
    return purged;
  }
}

function sumOf(one: Purged, other: Purged): Purged {
  return {
    results: one.results + other.results,
    matches: one.matches + other.matches,
    deliveries: one.deliveries + other.deliveries,
    held: one.held + other.held,
    waiting: one.waiting + other.waiting,
    failures: [...one.failures, ...other.failures],
  };
}
