import {
  type Claim,
  type ClaimOutcome,
  clearedResult,
  type Commit,
  committedResult,
  decideClaim,
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
import { listResults } from './list-results.ts';
import {
  deleteResult,
  forgetNews,
  PURGE_INDEXES,
  findStored,
  RESULT_COLUMNS,
  resultOf,
  saveResult,
  saveUnrecorded,
} from './result-rows.ts';
import { inSpan, pageOf, type Span, spanOf } from './span.ts';

const RECORD = `
  INSERT INTO matches (id, rule_id, uploaded_at, record) VALUES (?, ?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET
    rule_id = excluded.rule_id, uploaded_at = excluded.uploaded_at, record = excluded.record`;
const LIST_MATCHES = `
  SELECT record FROM matches
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

  async commit(imageId: string, owner: string, commit: Commit): Promise<Result> {
    return this.#database.write((prepare) => {
      const result = committedResult(findStored(prepare, imageId), owner, commit);
      saveResult(prepare, result);
      addDeliveries(prepare, commit.deliveries);
      return result;
    });
  }

  async fail(imageId: string, owner: string, failure: Failure): Promise<boolean> {
    return this.#database.write((prepare) => {
      const failed = failedResult(findStored(prepare, imageId), owner, failure);
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
      const stored = findStored(prepare, imageId);
      const cleared = stored && clearedResult(stored.result, recordIds);
      if (cleared) saveUnrecorded(prepare, cleared);
    });
  }

  async find(imageId: string): Promise<Result | undefined> {
    return this.#database.read((prepare) => findStored(prepare, imageId)?.result);
  }

  async list(query: ResultQuery): Promise<Page<Result>> {
    return this.#database.read((prepare) => listResults(prepare, query, this.#database.path));
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
      const rows = prepare(LIST_MATCHES).all({ ruleId, ...spanOf(query) });
      const records = rows.map(({ record }): MatchRecord => JSON.parse(String(record)));
      return pageOf(records, query.limit, ({ uploadedAt, id }) => ({ time: uploadedAt, id }));
    });
  }

  async listUnrecorded(before: number, limit: number): Promise<readonly Result[]> {
    return this.#database.read((prepare) =>
      prepare(LIST_UNRECORDED).all(before, limit).map(resultOf),
    );
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
      const result = findStored(prepare, imageId)?.result;
      const decided = decideDeletion(result, deletion, {
        isTelling: isTelling(prepare, imageId),
        isHeld: heldBy(prepare, imageId, result).length > 0,
      });
      if (!result || decided !== 'deleted') return decided;
      if (!deletion.leaveHistory) forgetNews(prepare, imageId);
      if (deletion.purgeBefore === undefined) deleteResult(prepare, imageId);
      else saveResult(prepare, purgedResult(result, deletion.now));
      return decided;
    });
    if (outcome === 'deleted') for (const sql of PURGE_INDEXES) this.#database.atClose(sql);
    return outcome;
  }

  async purgeMatches(before: number, limit: number): Promise<PurgedHistory> {
    const purged = this.#database.write((prepare) => purgeMatches(prepare, before, limit));
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
      heldBy(prepare, imageId, findStored(prepare, imageId)?.result),
    );
  }
}
