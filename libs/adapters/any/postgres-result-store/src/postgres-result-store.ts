import {
  type Claim,
  type ClaimOutcome,
  clearedResult,
  type Commit,
  committedResult,
  Damages,
  decideClaim,
  decideDamaged,
  decideDeletion,
  type Deletion,
  type DeletionOutcome,
  failedResult,
  type Failure,
  GlyphwatchError,
  goneResult,
  type Hold,
  imageIdOf,
  type MatchRecord,
  type NewDelivery,
  type Page,
  type PurgedHistory,
  purgedResult,
  renewedResult,
  type Result,
  type ResultQuery,
  type ResultStore,
  rulesOf,
  type StoredResult,
  type Upload,
  type UploadPeriod,
} from '@glyphwatch/domain';
import type { Database } from './database.ts';
import { Holds } from './holds.ts';
import { listUnrecorded } from './list-unrecorded.ts';
import { ResultLists } from './list-results.ts';
import { MatchHistory } from './match-history.ts';
import { type FoundRow, ResultRows } from './result-rows.ts';
import type { Span } from './span.ts';

export interface PostgresResultStoreOptions {
  /** Called once for each damaged row, with a message for people. */
  readonly onProblem?: (problem: string) => void;
  /** Names this process in its claims, so that others see whether it lives (`Runs`). */
  readonly run?: string;
}

/** Every lost race means that another process won it, so this many in a row mean that something is broken. */
const MAX_RACES = 200;

const COUNT = 'select count(*) as images from @.results where uploaded_at between $1 and $2';

/**
 * Stores results in PostgreSQL with optimistic locking: each step reads a row, decides by the domain's result steps and writes
 * in one statement, on condition that the row still has the revision that was read.
 */
export class PostgresResultStore implements ResultStore {
  readonly canSearch = true;
  readonly #database: Database;
  readonly #rows: ResultRows;
  readonly #lists: ResultLists;
  readonly #history: MatchHistory;
  readonly #holds: Holds;

  constructor(database: Database, { onProblem = () => {}, run }: PostgresResultStoreOptions = {}) {
    const damages = new Damages(onProblem);
    this.#database = database;
    this.#rows = new ResultRows(database, { damages, run });
    this.#lists = new ResultLists(database, this.#rows);
    this.#history = new MatchHistory(database, damages);
    this.#holds = new Holds(database);
  }

  async claim(upload: Upload, claim: Claim): Promise<ClaimOutcome> {
    const decide = (before: StoredResult | undefined) => {
      const { outcome, next } = decideClaim(before?.result, upload, claim);
      return { outcome, next };
    };
    return (await this.#change(imageIdOf(upload.address), decide)).outcome;
  }

  async renew(imageId: string, owner: string, leaseUntil: number): Promise<void> {
    await this.#change(imageId, (before) => {
      const result = renewedResult(before, owner, leaseUntil);
      return { next: result && { result, owner } };
    });
  }

  async commit(imageId: string, owner: string, commit: Commit): Promise<Result> {
    const { result } = await this.#change(imageId, (before) => {
      const result = committedResult(before, owner, commit);
      return { result, next: { result }, deliveries: commit.deliveries };
    });
    return result;
  }

  async fail(imageId: string, owner: string, failure: Failure): Promise<boolean> {
    const { next } = await this.#change(imageId, (before) => ({
      ...ended(failedResult(before, owner, failure)),
      deliveries: failure.deliveries,
    }));
    return next !== undefined;
  }

  async recordMatches(_: string, records: readonly MatchRecord[]): Promise<void> {
    await this.#history.record(records);
  }

  async clear(imageId: string, recordIds: readonly string[]): Promise<void> {
    await this.#untilNobodyIsFaster(imageId, async (before) => {
      const next = before?.stored && clearedResult(before.stored.result, recordIds);
      return !next || (await this.#rows.writeUnrecorded(before, next)) || undefined;
    });
  }

  async find(imageId: string): Promise<Result | undefined> {
    return (await this.#rows.find(imageId))?.stored?.result;
  }

  list(query: ResultQuery): Promise<Page<Result>> {
    return this.#lists.list(query);
  }

  async count({ since = -Infinity, until = Infinity }: UploadPeriod): Promise<number> {
    const [counted] = await this.#database.read(COUNT, [since, until]);
    return Number(counted?.['images']);
  }

  listMatches(ruleId: string, query: Span): Promise<Page<MatchRecord>> {
    return this.#history.list(ruleId, query);
  }

  listUnrecorded(before: number, limit: number): Promise<readonly Result[]> {
    return listUnrecorded(this.#database, this.#rows, before, limit);
  }

  async markGone(upload: Upload, now: number): Promise<void> {
    await this.#change(imageIdOf(upload.address), (before) =>
      ended(goneResult(before?.result, upload, now)),
    );
  }

  /** Also what is damaged. */
  async delete(imageId: string, deletion: Deletion): Promise<DeletionOutcome> {
    let wasTried = false;
    return this.#untilNobodyIsFaster(imageId, async (before) => {
      // It took effect, but its answer was lost.
      if (!before) return wasTried ? 'deleted' : 'unknown';
      const { evenIfWaiting = false, purgeBefore } = deletion;
      const outcome = outcomeOf(before, deletion, {
        isTelling: await this.#rows.isTelling(imageId),
        isHeld: (await this.#heldBy(imageId, before)).length > 0,
      });
      if (outcome !== 'deleted') return outcome;
      if (purgeBefore !== undefined) {
        return (await this.#purge(before, deletion)) ? outcome : undefined;
      }
      if (await this.#rows.delete(before, evenIfWaiting)) return outcome;
      wasTried = true;
      return undefined;
    });
  }

  async purgeMatches(before: number, limit: number): Promise<PurgedHistory> {
    const purged = await this.#history.purge(before, limit);
    return { purged, isDone: purged < limit };
  }

  hold(hold: Hold): Promise<void> {
    return this.#holds.save(hold);
  }

  endHold(id: string): Promise<boolean> {
    return this.#holds.end(id);
  }

  holds(): Promise<readonly Hold[]> {
    return this.#holds.list();
  }

  async heldBy(imageId: string): Promise<readonly Hold[]> {
    return this.#heldBy(imageId, await this.#rows.find(imageId));
  }

  #heldBy(imageId: string, found: FoundRow | undefined): Promise<readonly Hold[]> {
    return this.#holds.on(imageId, found?.stored ? rulesOf(found.stored.result) : []);
  }

  /** The result last, so that repeating finishes. False: another process wrote, or something came to be told. */
  async #purge(
    before: FoundRow,
    { now, evenIfWaiting = false, leaveHistory = false }: Deletion,
  ): Promise<boolean> {
    if (!before.stored) return false;
    if (!leaveHistory && !(await this.#rows.forgetNews(before, evenIfWaiting))) return false;
    return this.#rows.write(before, { result: purgedResult(before.stored.result, now) });
  }

  /** Reads, decides and writes; nothing is written if there is no `next`. Resolves to the decision. */
  #change<
    Decision extends {
      readonly next: StoredResult | undefined;
      readonly deliveries?: readonly NewDelivery[];
    },
  >(imageId: string, decide: (before: StoredResult | undefined) => Decision): Promise<Decision> {
    return this.#untilNobodyIsFaster(imageId, async (before) => {
      const decision = decide(before?.stored);
      const { next, deliveries } = decision;
      return !next || (await this.#rows.write(before, next, deliveries)) ? decision : undefined;
    });
  }

  /** Tries `step` on what is stored until it resolves to something: then no other process wrote in between. */
  async #untilNobodyIsFaster<T>(
    imageId: string,
    step: (before: FoundRow | undefined) => Promise<T | undefined>,
  ): Promise<T> {
    for (let races = 0; races < MAX_RACES; races += 1) {
      const done = await step(await this.#rows.find(imageId));
      if (done !== undefined) return done;
    }
    throw tooManyRaces(imageId);
  }
}

function outcomeOf(
  { stored }: FoundRow,
  deletion: Deletion,
  now: { readonly isTelling: boolean; readonly isHeld: boolean },
): DeletionOutcome {
  return stored ? decideDeletion(stored.result, deletion, now) : decideDamaged(deletion, now);
}

/** Ends the claim. */
function ended(result: Result | undefined): { readonly next: StoredResult | undefined } {
  return { next: result && { result } };
}

function tooManyRaces(imageId: string): GlyphwatchError {
  return new GlyphwatchError(
    'store-unavailable',
    `Other processes keep changing what is stored about ${JSON.stringify(imageId)}. Try again later.`,
  );
}
