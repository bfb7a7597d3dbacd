import {
  asRecord,
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
  goneResult,
  type Hold,
  imageIdOf,
  type MatchRecord,
  type Page,
  type PurgedHistory,
  type Result,
  type ResultQuery,
  type ResultStore,
  purgedResult,
  renewedResult,
  type Upload,
  type UploadPeriod,
} from '@glyphwatch/domain';
import type { Database } from './database.ts';
import { addDeliveries, isTelling } from './delivery-rows.ts';
import { deleteHold, heldBy, listHolds, purgeMatches, saveHold } from './hold-rows.ts';
import { isRecorded, takeOver } from './judgement-rows.ts';
import { listResults, upTo } from './list-results.ts';
import {
  deleteResult,
  forgetNews,
  findStored,
  hasRow,
  RESULT_COLUMNS,
  resultOf,
  type Row,
  saveResult,
  saveUnrecorded,
} from './result-rows.ts';
import { inSpan, pageOf, type Span, spanOf } from './span.ts';

const RECORD = `
  INSERT INTO matches (id, rule_id, uploaded_at, record) VALUES (?, ?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET
    rule_id = excluded.rule_id, uploaded_at = excluded.uploaded_at, record = excluded.record`;
const LIST_MATCHES = `
  SELECT id, record FROM matches
  WHERE rule_id = :ruleId AND ${inSpan('uploaded_at', 'id')}`;
const COUNT_ALL = 'SELECT count(*) AS images FROM results';
const COUNT = `
  SELECT count(*) AS images FROM results
  WHERE (:since IS NULL OR uploaded_at >= :since) AND (:until IS NULL OR uploaded_at <= :until)`;
const LIST_UNRECORDED = `
  SELECT ${RESULT_COLUMNS} FROM results
  WHERE waiting_since < ? ORDER BY waiting_since, image_id LIMIT ?`;

/** Keeps results in one SQLite file that several processes may use at once. */
export class SqliteResultStore implements ResultStore {
  readonly canSearch = true;
  readonly #database: Database;
  readonly #damages: Damages;

  /** `onProblem` is told once about each damaged row, which is then left out. */
  constructor(database: Database, onProblem?: (problem: string) => void) {
    this.#database = database;
    this.#damages = new Damages(onProblem);
  }

  async claim(upload: Upload, claim: Claim): Promise<ClaimOutcome> {
    return this.#database.write((prepare) => {
      const previous = findStored(prepare, imageIdOf(upload.address), this.#damages)?.result;
      const { outcome, next } = decideClaim(previous, upload, claim);
      if (next) saveResult(prepare, next.result, next.owner);
      return outcome;
    });
  }

  async renew(imageId: string, owner: string, leaseUntil: number): Promise<void> {
    this.#database.write((prepare) => {
      const renewed = renewedResult(findStored(prepare, imageId, this.#damages), owner, leaseUntil);
      if (renewed) saveResult(prepare, renewed, owner);
    });
  }

  async commit(imageId: string, owner: string, commit: Commit): Promise<Result> {
    return this.#database.write((prepare) => {
      const result = committedResult(findStored(prepare, imageId, this.#damages), owner, commit);
      saveResult(prepare, result);
      addDeliveries(prepare, commit.deliveries);
      return result;
    });
  }

  async fail(imageId: string, owner: string, failure: Failure): Promise<boolean> {
    return this.#database.write((prepare) => {
      const failed = failedResult(findStored(prepare, imageId, this.#damages), owner, failure);
      if (!failed) return false;
      saveResult(prepare, failed);
      addDeliveries(prepare, failure.deliveries);
      return true;
    });
  }

  async recordMatches(_: string, records: readonly MatchRecord[]): Promise<void> {
    this.#database.write((prepare) => {
      for (const record of records) {
        const isKnown = isRecorded(prepare, record.id);
        prepare(RECORD).run(record.id, record.ruleId, record.uploadedAt, JSON.stringify(record));
        if (!isKnown) takeOver(prepare, record);
      }
    });
  }

  async clear(imageId: string, recordIds: readonly string[]): Promise<void> {
    this.#database.write((prepare) => {
      const stored = findStored(prepare, imageId, this.#damages);
      const cleared = stored && clearedResult(stored.result, recordIds);
      if (cleared) saveUnrecorded(prepare, cleared);
    });
  }

  async find(imageId: string): Promise<Result | undefined> {
    return this.#database.read((prepare) => findStored(prepare, imageId, this.#damages)?.result);
  }

  async list(query: ResultQuery): Promise<Page<Result>> {
    return this.#database.read((prepare) => {
      const { path } = this.#database;
      return listResults(prepare, query, { path, damages: this.#damages });
    });
  }

  async count({ since, until }: UploadPeriod): Promise<number> {
    return this.#database.read((prepare) => {
      const isAll = since === undefined && until === undefined;
      // Times of uploads are read from each row.
      const counted = isAll
        ? prepare(COUNT_ALL).get()
        : prepare(COUNT).get({ since: since ?? null, until: until ?? null });
      return Number(counted?.['images']);
    });
  }

  async listMatches(ruleId: string, query: Span): Promise<Page<MatchRecord>> {
    return this.#database.read((prepare) => {
      const span = spanOf(query);
      const rowsUpTo = (rows: number) => prepare(LIST_MATCHES).iterate({ ...span, ruleId, rows });
      const records = upTo(span.rows, rowsUpTo, (row) => this.#recordOf(row));
      return pageOf(records, query.limit, ({ uploadedAt, id }) => ({ time: uploadedAt, id }));
    });
  }

  async listUnrecorded(before: number, limit: number): Promise<readonly Result[]> {
    return this.#database.read((prepare) => {
      const rowsUpTo = (rows: number) => prepare(LIST_UNRECORDED).iterate(before, rows);
      return upTo(limit, rowsUpTo, (row) => resultOf(row, this.#damages));
    });
  }

  async markGone(upload: Upload, now: number): Promise<void> {
    this.#database.write((prepare) => {
      const previous = findStored(prepare, imageIdOf(upload.address), this.#damages)?.result;
      const gone = goneResult(previous, upload, now);
      if (gone) saveResult(prepare, gone);
    });
  }

  async delete(imageId: string, deletion: Deletion): Promise<DeletionOutcome> {
    return this.#database.write((prepare) => {
      const result = findStored(prepare, imageId, this.#damages)?.result;
      const state = {
        isTelling: isTelling(prepare, imageId),
        isHeld: heldBy(prepare, imageId, result).length > 0,
      };
      const isDamaged = !result && hasRow(prepare, imageId);
      const decided = isDamaged
        ? decideDamaged(deletion, state)
        : decideDeletion(result, deletion, state);
      if (decided !== 'deleted') return decided;
      if (!deletion.leaveHistory) forgetNews(prepare, imageId);
      if (deletion.purgeBefore === undefined) deleteResult(prepare, imageId);
      else if (result) saveResult(prepare, purgedResult(result, deletion.now));
      this.#database.leaveNothing();
      return decided;
    });
  }

  async purgeMatches(before: number, limit: number): Promise<PurgedHistory> {
    const purged = this.#database.write((prepare) => {
      const count = purgeMatches(prepare, before, limit);
      if (count > 0) this.#database.leaveNothing();
      return count;
    });
    return { purged, isDone: purged < limit };
  }

  async hold(hold: Hold): Promise<void> {
    this.#database.write((prepare) => saveHold(prepare, hold));
  }

  async endHold(id: string): Promise<boolean> {
    return this.#database.write((prepare) => deleteHold(prepare, id));
  }

  async holds(): Promise<readonly Hold[]> {
    return this.#database.read(listHolds);
  }

  async heldBy(imageId: string): Promise<readonly Hold[]> {
    return this.#database.read((prepare) =>
      heldBy(prepare, imageId, findStored(prepare, imageId, this.#damages)?.result),
    );
  }

  #recordOf({ id, record }: Row): MatchRecord | undefined {
    const read = (): MatchRecord => asRecord(JSON.parse(String(record)));
    return this.#damages.orElse(
      read,
      () => `Match ${JSON.stringify(id)} is damaged in ${this.#database.path}, and left out.`,
    );
  }
}
