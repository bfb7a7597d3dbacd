import {
  type Claim,
  type ClaimOutcome,
  type ClearedIds,
  clearedResult,
  type Commit,
  type Committed,
  committedResult,
  decideClaim,
  decideDeletion,
  type Deletion,
  type DeletionOutcome,
  failedResult,
  type Failure,
  givenBackPending,
  GlyphwatchError,
  goneResult,
  imageIdOf,
  type Lease,
  type MatchRecord,
  type Notification,
  type Page,
  renewedResult,
  type Result,
  type ResultQuery,
  type ResultStore,
  type StoredResult,
  takenPending,
  type Upload,
  type UploadPeriod,
} from '@glyphwatch/domain';
import { Damages } from './damages.ts';
import type { Database } from './database.ts';
import { listPending } from './list-pending.ts';
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
  readonly canDelete = true;
  readonly #database: Database;
  readonly #rows: ResultRows;
  readonly #lists: ResultLists;
  readonly #history: MatchHistory;

  constructor(database: Database, { onProblem = () => {}, run }: PostgresResultStoreOptions = {}) {
    const damages = new Damages(onProblem);
    this.#database = database;
    this.#rows = new ResultRows(database, { damages, run });
    this.#lists = new ResultLists(database, this.#rows);
    this.#history = new MatchHistory(database, damages);
  }

  async claim(upload: Upload, claim: Claim): Promise<ClaimOutcome> {
    const { outcome } = await this.#change(imageIdOf(upload.address), (before) => {
      const { outcome, claimed } = decideClaim(before?.result, upload, claim);
      return { outcome, next: claimed && { result: claimed, owner: claim.owner } };
    });
    return outcome;
  }

  async renew(imageId: string, owner: string, leaseUntil: number): Promise<void> {
    await this.#change(imageId, (before) => {
      const result = renewedResult(before, owner, leaseUntil);
      return { next: result && { result, owner } };
    });
  }

  async commit(imageId: string, owner: string, commit: Commit): Promise<Committed> {
    const { committed } = await this.#change(imageId, (before) => {
      const committed = committedResult(before, owner, commit);
      return { committed, next: { result: committed.result } };
    });
    return committed;
  }

  async fail(imageId: string, owner: string, failure: Failure): Promise<void> {
    await this.#change(imageId, (before) => ended(failedResult(before, owner, failure)));
  }

  async recordMatches(_: string, records: readonly MatchRecord[]): Promise<void> {
    await this.#history.record(records);
  }

  async takePending(imageId: string, lease: Lease): Promise<readonly Notification[]> {
    return this.#untilNobodyIsFaster(imageId, async (before) => {
      if (!before?.stored) return [];
      const { result, taken } = takenPending(before.stored.result, lease);
      const isDone = taken.length === 0 || (await this.#rows.writeOutbox(before, result));
      return isDone ? taken : undefined;
    });
  }

  async giveBackPending(imageId: string, notificationId: string, lease: Lease): Promise<void> {
    await this.#changeOutbox(imageId, (before) => givenBackPending(before, notificationId, lease));
  }

  async clear(imageId: string, done: ClearedIds): Promise<void> {
    await this.#changeOutbox(imageId, (before) => clearedResult(before, done));
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

  listPending(before: number, limit: number): Promise<readonly Result[]> {
    return listPending(this.#database, this.#rows, before, limit);
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
      const { stored } = before;
      const outcome = stored ? decideDeletion(stored.result, deletion) : 'deleted';
      if (outcome !== 'deleted' || (await this.#rows.delete(before))) return outcome;
      wasTried = true;
      return undefined;
    });
  }

  /** Reads, decides and writes; nothing is written if there is no `next`. Resolves to the decision. */
  #change<Decision extends { readonly next: StoredResult | undefined }>(
    imageId: string,
    decide: (before: StoredResult | undefined) => Decision,
  ): Promise<Decision> {
    return this.#untilNobodyIsFaster(imageId, async (before) => {
      const decision = decide(before?.stored);
      const { next } = decision;
      return !next || (await this.#rows.write(before, next)) ? decision : undefined;
    });
  }

  /** Changes only pending notifications and unrecorded matches; a claim stays with its owner. */
  async #changeOutbox(
    imageId: string,
    change: (result: Result) => Result | undefined,
  ): Promise<void> {
    await this.#untilNobodyIsFaster(imageId, async (before) => {
      const next = before?.stored && change(before.stored.result);
      return !next || (await this.#rows.writeOutbox(before, next)) || undefined;
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
