import {
  type Bar,
  type BoundedCount,
  MAX_COUNT,
  type Page,
  QUERY_ABILITIES,
  type ResultQueries,
  type ResultSummary,
  type SummaryPageQuery,
  type SummaryQuery,
} from '@glyphwatch/domain';
import { bytesIn, type Row } from './connection.ts';
import { wallCursorAt, type WallPosition, wallPositionOf } from './cursor.ts';
import { Damages } from './damages.ts';
import type { Database } from './database.ts';
import { keyOf } from './key-of.ts';
import {
  allOf,
  askedOfImage,
  askedOfSeverity,
  askedOfTime,
  beyond,
  ordered,
} from './looked-for.ts';
import { unpack } from './pack.ts';
import { Values } from './span.ts';
import { placeOf } from './summary-rows.ts';

const PLACE = ['s.uploaded_at', 's.place', 's.key'] as const;
const COLUMNS = 's.key, s.image, s.place, s.uploaded_at, s.summary';
const FIND = `select ${COLUMNS} from @.summaries s where s.key = $1`;
/** All that was counted is committed, and each commit counts. */
const MARK = 'select sum(n) as changes from @.changes';

export interface PostgresResultQueriesOptions {
  /** Called once for each damaged row, with a message for people. */
  readonly onProblem?: (problem: string) => void;
}

/** Walls over the tables that all processes share. Damaged summaries are passed over, so a page can be shorter than its limit. */
export class PostgresResultQueries implements ResultQueries {
  readonly can = QUERY_ABILITIES;
  readonly #database: Database;
  readonly #damages: Damages;

  constructor(database: Database, { onProblem = () => {} }: PostgresResultQueriesOptions = {}) {
    this.#database = database;
    this.#damages = new Damages(onProblem);
  }

  async summaries(query: SummaryPageQuery): Promise<Page<ResultSummary>> {
    const { limit, cursor } = query;
    const position = wallPositionOf(cursor, 1);
    const values = new Values();
    const conditions = [
      ...asked(query, values),
      ...(position ? [beyond(PLACE, '<', position, values)] : []),
    ];
    const rows = await this.#database.read(
      `select ${COLUMNS} from @.summaries s where ${allOf(conditions)}
       ${ordered(PLACE, 'desc')} limit ${values.add(limit + 1)}`,
      values.list,
    );
    const page = rows.slice(0, limit);
    const items = page.flatMap((row) => this.#summaryIn(row) ?? []);
    const last = page.at(-1);
    if (rows.length <= limit || !last) return { items };
    return { items, cursor: wallCursorAt(positionIn(last)) };
  }

  async summary(imageId: string): Promise<ResultSummary | undefined> {
    const [row] = await this.#database.read(FIND, [keyOf(imageId)]);
    return row && this.#summaryIn(row);
  }

  async count(query: SummaryQuery): Promise<BoundedCount> {
    const values = new Values();
    const where = allOf(asked(query, values));
    return countUpTo(this.#database, `select from @.summaries s where ${where}`, values);
  }

  async histogram(query: SummaryQuery, edges: readonly number[]): Promise<readonly Bar[]> {
    const bars = edges.slice(1).map((to, index) => ({ from: edges[index] ?? to, to }));
    if (bars.length === 0) return [];
    const values = new Values();
    const ascending = `${values.add(edges)}::double precision[]`;
    // One pass over all of them: a search for each bar would find the same hits each time.
    const rows = await this.#database.read(
      `select width_bucket(s.uploaded_at, ${ascending}) as bar, count(*) as images,
         count(*) filter (where s.status = 'MATCHED') as matched
       from @.summaries s
       where s.uploaded_at >= ${values.add(edges[0])} and s.uploaded_at < ${values.add(edges.at(-1))}
         and ${allOf(asked(query, values))}
       group by bar`,
      values.list,
    );
    const counted = new Map(rows.map((row) => [Number(row['bar']), row]));
    return bars.map((bar, index) => {
      const { images = 0, matched = 0 } = counted.get(index + 1) ?? {};
      return { ...bar, images: Number(images), matched: Number(matched) };
    });
  }

  async neighbours(
    query: SummaryQuery,
    { imageId, uploadedAt: time }: Pick<ResultSummary, 'imageId' | 'uploadedAt'>,
  ): Promise<{ readonly previous?: string; readonly next?: string }> {
    const here = { time, place: placeOf(imageId), keys: [keyOf(imageId)] };
    const nearest = async (sign: '<' | '>', order: 'asc' | 'desc') => {
      const values = new Values();
      const where = allOf([...asked(query, values), beyond(PLACE, sign, here, values)]);
      const [row] = await this.#database.read(
        `select s.image from @.summaries s where ${where} ${ordered(PLACE, order)} limit 1`,
        values.list,
      );
      return row && Buffer.from(bytesIn(row, 'image')).toString();
    };
    return neighboursOf(await nearest('>', 'asc'), await nearest('<', 'desc'));
  }

  async mark(): Promise<string> {
    const [row] = await this.#database.read(MARK, []);
    return String(row?.['changes']);
  }

  #summaryIn(row: Row): ResultSummary | undefined {
    return this.#damages.unless(row, () => unpack<ResultSummary>(bytesIn(row, 'summary')));
  }
}

export function neighboursOf(
  previous: string | undefined,
  next: string | undefined,
): { readonly previous?: string; readonly next?: string } {
  return {
    ...(previous === undefined ? {} : { previous }),
    ...(next === undefined ? {} : { next }),
  };
}

/** Exact up to `MAX_COUNT`. */
export async function countUpTo(
  database: Database,
  rows: string,
  values: Values,
): Promise<BoundedCount> {
  const statement = `select count(*) as n from (${rows} limit ${MAX_COUNT + 1}) counted`;
  const [row] = await database.read(statement, values.list);
  const n = Number(row?.['n']);
  return { n: Math.min(n, MAX_COUNT), more: n > MAX_COUNT };
}

function asked(query: SummaryQuery, values: Values): string[] {
  return [
    ...askedOfImage(query, values),
    ...askedOfSeverity('s', query, values),
    ...askedOfTime('s', query, values),
  ];
}

function positionIn(row: Row): WallPosition {
  return {
    time: Number(row['uploaded_at']),
    place: bytesIn(row, 'place'),
    keys: [bytesIn(row, 'key')],
  };
}
