import { type Page, refuseShortFragments, type Result, type ResultQuery } from '@glyphwatch/domain';
import { bytesIn, type Row } from './connection.ts';
import { type Position, positionOf } from './cursor.ts';
import type { Database } from './database.ts';
import { keyOf } from './key-of.ts';
import type { ResultRows } from './result-rows.ts';
import { COLUMNS } from './stored-row.ts';
import { folded, holdsAll, searchableLines, trigramsOf, wordsIn } from './searchable-text.ts';
import { inSpan, newestFirst, pageOf, Values } from './span.ts';

/** Rows looked at together, if more is asked of them than a statement can. */
const BATCH = 200;

/** As the index has it, so that it is used. */
const IS_PURGEABLE = "r.detection is not null and r.status <> 'NO_TEXT'";

/** Where a list is at: what was looked at, and with it the row. */
interface Place extends Position {
  readonly row: Row;
}

/** Lists without holding a cursor of the server: each batch is a statement of its own. */
export class ResultLists {
  readonly #database: Database;
  readonly #rows: ResultRows;

  constructor(database: Database, rows: ResultRows) {
    this.#database = database;
    this.#rows = rows;
  }

  async list(query: ResultQuery): Promise<Page<Result>> {
    refuseShortFragments(query.fragments);
    const { limit } = query;
    const found: (Position & { readonly result: Result })[] = [];
    for await (const wanted of this.#candidates(query)) {
      const whole = await this.#wholeOf(wanted, query);
      found.push(...whole.slice(0, limit + 1 - found.length));
      if (found.length > limit) break;
    }
    const { items, cursor } = pageOf(found, limit, (place) => place);
    const results = items.map(({ result }) => result);
    return cursor === undefined ? { items: results } : { items: results, cursor };
  }

  /** Batches of what may be listed: trigrams tell only that a fragment may be there. */
  async *#candidates(query: ResultQuery): AsyncGenerator<readonly Place[]> {
    const { where, fragments, limit, cursor } = query;
    const size = where || fragments ? BATCH : limit + 1;
    let position = positionOf(cursor);
    for (;;) {
      const values = new Values();
      const statement = selectOf(query, position, size, values);
      const places = (await this.#database.read(statement, values.list)).map(placeOf);
      yield places.filter(({ row }) => this.#isWanted(row, query));
      position = places.at(-1);
      if (places.length < size) return;
    }
  }

  #isWanted(row: Row, { where }: ResultQuery): boolean {
    if (!where) return true;
    const result = this.#rows.withoutText(row);
    return result !== undefined && where(result);
  }

  /** In order, without those that have changed since, which are listed elsewhere now. */
  async #wholeOf(places: readonly Place[], query: ResultQuery) {
    if (places.length === 0) return [];
    const fragments = (query.fragments ?? []).map(folded);
    const rows = await this.#rows.findAll(places.map(({ key }) => key));
    const byKey = new Map(rows.map(({ key, stored }) => [hexOf(key), stored?.result]));
    return places.flatMap(({ key, time }) => {
      const result = byKey.get(hexOf(key));
      if (!result || timeOf(result, query) !== time) return [];
      if (query.where && !query.where(result)) return [];
      if (!holdsAll(searchableLines(result), fragments)) return [];
      return [{ key, time, result }];
    });
  }
}

/** A statement for each combination of filters, so that each can use an index. */
function selectOf(
  query: ResultQuery,
  position: Position | undefined,
  size: number,
  values: Values,
): string {
  const { status, ruleId, text = '', fragments = [], purgeable, where } = query;
  const [table, time] = ruleId === undefined ? ['r', 'updated_at'] : ['m', 'uploaded_at'];
  const words = wordsIn(text);
  const trigrams = trigramsOf(fragments.map(folded));
  const conditions = [
    ...(ruleId === undefined ? [] : [`m.rule = ${values.add(keyOf(ruleId))}`]),
    ...(status === undefined ? [] : [`r.status = ${values.add(status)}`]),
    ...(purgeable ? [IS_PURGEABLE] : []),
    ...(words.length === 0 ? [] : [`r.words @> ${values.add(words)}::text[]`]),
    ...(trigrams.length === 0 ? [] : [`r.trigrams @> ${values.add(trigrams)}::integer[]`]),
    inSpan(table, time, { ...query, position }, values),
  ];
  const from =
    ruleId === undefined ? '@.results r' : '@.image_rules m join @.results r on r.key = m.key';
  const columns = where ? COLUMNS.withoutText : 'r.key';
  return `select ${columns}, ${table}.${time} as time from ${from} where ${conditions.join(' and ')}
    ${newestFirst(table, time)} limit ${values.add(size)}`;
}

function timeOf({ updatedAt, uploadedAt }: Result, { ruleId }: ResultQuery): number {
  return ruleId === undefined ? updatedAt : uploadedAt;
}

function placeOf(row: Row): Place {
  return { row, key: bytesIn(row, 'key'), time: Number(row['time']) };
}

function hexOf(key: Uint8Array): string {
  return Buffer.from(key).toString('hex');
}
