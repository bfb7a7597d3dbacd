import {
  type Claim,
  type ClaimOutcome,
  type ClearedIds,
  clearedResult,
  type Commit,
  type Committed,
  committedResult,
  decideClaim,
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
} from '@glyphwatch/domain';
import { cursorAt, type Position, positionOf } from './cursor.ts';
import type { Database } from './database.ts';
import { everyWord } from './every-word.ts';
import { findStored, RESULT_COLUMNS, resultOf, saveResult, saveOutbox } from './result-rows.ts';

type Span = Pick<ResultQuery, 'since' | 'until' | 'limit' | 'cursor'>;

const RECORD = `
  INSERT INTO matches (id, rule_id, uploaded_at, record) VALUES (?, ?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET
    rule_id = excluded.rule_id, uploaded_at = excluded.uploaded_at, record = excluded.record`;
const LIST_MATCHES = `
  SELECT record FROM matches
  WHERE rule_id = :ruleId AND ${inSpan('uploaded_at', 'id')}`;
const LIST_PENDING = `
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
    const { status, ruleId, text } = query;
    const words = text === undefined ? undefined : everyWord(text);
    const named = {
      ...(status === undefined ? {} : { status }),
      ...(ruleId === undefined ? {} : { ruleId }),
      ...(words === undefined ? {} : { words }),
    };
    return this.#database.read((prepare) => {
      const rows = prepare(listStatement(named)).all({ ...named, ...spanOf(query) });
      const timeOf = ({ uploadedAt, updatedAt }: Result): number =>
        ruleId === undefined ? updatedAt : uploadedAt;
      return pageOf(rows.map(resultOf), query.limit, (result) => ({
        time: timeOf(result),
        id: result.imageId,
      }));
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

  /** Changes only pending notifications and unrecorded matches. */
  #change(imageId: string, change: (result: Result) => Result | undefined): void {
    this.#database.write((prepare) => {
      const stored = findStored(prepare, imageId);
      const changed = stored && change(stored.result);
      if (changed) saveOutbox(prepare, changed);
    });
  }
}

/** A statement for each combination of filters, so that each can use an index. */
function listStatement(named: { status?: string; ruleId?: string; words?: string }): string {
  const { status, ruleId, words } = named;
  const table = ruleId === undefined ? 'results' : 'result_rules';
  const time = ruleId === undefined ? 'results.updated_at' : 'result_rules.uploaded_at';
  const conditions = [
    ...(ruleId === undefined ? [] : ['result_rules.rule_id = :ruleId']),
    ...(status === undefined ? [] : ['results.status = :status']),
    ...(words === undefined
      ? []
      : ['results.row IN (SELECT rowid FROM result_text WHERE result_text MATCH :words)']),
    inSpan(time, `${table}.image_id`),
  ];
  const from = ruleId === undefined ? 'results' : 'result_rules JOIN results USING (image_id)';
  return `SELECT ${RESULT_COLUMNS} FROM ${from} WHERE ${conditions.join(' AND ')}`;
}

/** Ties in time are ordered by id, so that no page skips or repeats an item. */
function inSpan(time: string, id: string): string {
  return (
    `${time} BETWEEN :since AND :until AND (${time}, ${id}) < (:time, :id) ` +
    `ORDER BY ${time} DESC, ${id} DESC LIMIT :rows`
  );
}

/** One extra row shows whether there is another page. */
function spanOf({ since = -Infinity, until = Infinity, limit, cursor }: Span) {
  return { since, until, rows: limit + 1, ...positionOf(cursor) };
}

function pageOf<T>(items: readonly T[], limit: number, place: (item: T) => Position): Page<T> {
  const page = items.slice(0, limit);
  const last = page.at(-1);
  return items.length > limit && last ? { items: page, cursor: cursorAt(place(last)) } : { items };
}
