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
  goneResult,
  imageIdOf,
  type Lease,
  type MatchRecord,
  type Notification,
  type Page,
  type Result,
  type ResultQuery,
  type ResultStore,
  renewedResult,
  takenPending,
  type Upload,
  type UploadPeriod,
} from '@glyphwatch/domain';
import type { Database } from './database.ts';
import { listResults } from './list-results.ts';
import {
  deleteResult,
  PURGE_INDEXES,
  findStored,
  RESULT_COLUMNS,
  resultOf,
  saveResult,
  saveOutbox,
} from './result-rows.ts';
import { inSpan, pageOf, type Span, spanOf } from './span.ts';

const RECORD = `
  INSERT INTO matches (id, rule_id, uploaded_at, record) VALUES (?, ?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET
    rule_id = excluded.rule_id, uploaded_at = excluded.uploaded_at, record = excluded.record`;
const LIST_MATCHES = `
  SELECT record FROM matches
  WHERE rule_id = :ruleId AND ${inSpan('uploaded_at', 'id')}`;
const COUNT = `
  SELECT count(*) AS images FROM results
  WHERE (:since IS NULL OR uploaded_at >= :since) AND (:until IS NULL OR uploaded_at <= :until)`;
const LIST_PENDING = `
  SELECT ${RESULT_COLUMNS} FROM results
  WHERE waiting_since < ? ORDER BY waiting_since, image_id LIMIT ?`;

/** Keeps results in one SQLite file that several processes may use at once. */
export class SqliteResultStore implements ResultStore {
  readonly canSearch = true;
  readonly canDelete = true;
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async claim(upload: Upload, claim: Claim): Promise<ClaimOutcome> {
    return this.#database.write((prepare) => {
      const previous = findStored(prepare, imageIdOf(upload.address))?.result;
      const { outcome, claimed } = decideClaim(previous, upload, claim);
      if (claimed) saveResult(prepare, claimed, claim.owner);
      return outcome;
    });
  }

  async renew(imageId: string, owner: string, leaseUntil: number): Promise<void> {
    this.#database.write((prepare) => {
      const renewed = renewedResult(findStored(prepare, imageId), owner, leaseUntil);
      if (renewed) saveResult(prepare, renewed, owner);
    });
  }

  async commit(imageId: string, owner: string, commit: Commit): Promise<Committed> {
    return this.#database.write((prepare) => {
      const committed = committedResult(findStored(prepare, imageId), owner, commit);
      saveResult(prepare, committed.result);
      return committed;
    });
  }

  async fail(imageId: string, owner: string, failure: Failure): Promise<void> {
    this.#database.write((prepare) => {
      const failed = failedResult(findStored(prepare, imageId), owner, failure);
      if (failed) saveResult(prepare, failed);
    });
  }

  async recordMatches(_: string, records: readonly MatchRecord[]): Promise<void> {
    this.#database.write((prepare) => {
      for (const record of records) {
        prepare(RECORD).run(record.id, record.ruleId, record.uploadedAt, JSON.stringify(record));
      }
    });
  }

  async takePending(imageId: string, lease: Lease): Promise<readonly Notification[]> {
    return this.#database.write((prepare) => {
      const stored = findStored(prepare, imageId);
      if (!stored) return [];
      const { result, taken } = takenPending(stored.result, lease);
      if (taken.length > 0) saveOutbox(prepare, result);
      return taken;
    });
  }

  async giveBackPending(imageId: string, notificationId: string, lease: Lease): Promise<void> {
    this.#change(imageId, (result) => givenBackPending(result, notificationId, lease));
  }

  async clear(imageId: string, done: ClearedIds): Promise<void> {
    this.#change(imageId, (result) => clearedResult(result, done));
  }

  async find(imageId: string): Promise<Result | undefined> {
    return this.#database.read((prepare) => findStored(prepare, imageId)?.result);
  }

  async list(query: ResultQuery): Promise<Page<Result>> {
    return this.#database.read((prepare) => listResults(prepare, query, this.#database.path));
  }

  async count({ since, until }: UploadPeriod): Promise<number> {
    return this.#database.read((prepare) => {
      const counted = prepare(COUNT).get({ since: since ?? null, until: until ?? null });
      return Number(counted?.['images']);
    });
  }

  async listMatches(ruleId: string, query: Span): Promise<Page<MatchRecord>> {
    return this.#database.read((prepare) => {
      const rows = prepare(LIST_MATCHES).all({ ruleId, ...spanOf(query) });
      const records = rows.map(({ record }): MatchRecord => JSON.parse(String(record)));
      return pageOf(records, query.limit, ({ uploadedAt, id }) => ({ time: uploadedAt, id }));
    });
  }

  async listPending(before: number, limit: number): Promise<readonly Result[]> {
    return this.#database.read((prepare) => prepare(LIST_PENDING).all(before, limit).map(resultOf));
  }

  async markGone(upload: Upload, now: number): Promise<void> {
    this.#database.write((prepare) => {
      const previous = findStored(prepare, imageIdOf(upload.address))?.result;
      const gone = goneResult(previous, upload, now);
      if (gone) saveResult(prepare, gone);
    });
  }

  async delete(imageId: string, deletion: Deletion): Promise<DeletionOutcome> {
    const outcome = this.#database.write((prepare) => {
      const decided = decideDeletion(findStored(prepare, imageId)?.result, deletion);
      if (decided === 'deleted') deleteResult(prepare, imageId);
      return decided;
    });
    if (outcome === 'deleted') for (const sql of PURGE_INDEXES) this.#database.atClose(sql);
    return outcome;
  }

  /** Changes only pending notifications and unrecorded matches. */
  #change(imageId: string, change: (result: Result) => Result | undefined): void {
    this.#database.write((prepare) => {
      const stored = findStored(prepare, imageId);
      const changed = stored && change(stored.result);
      if (changed) saveOutbox(prepare, changed);
    });
  }
}
