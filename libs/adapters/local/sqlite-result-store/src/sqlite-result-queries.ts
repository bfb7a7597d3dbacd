import { randomUUID } from 'node:crypto';
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
import { positionOf } from './cursor.ts';
import type { Database } from './database.ts';
import { askedOfImage, askedOfSeverity, type Values } from './looked-for.ts';
import { refuseOlder, WITH_LOOKING } from './migrations.ts';
import type { Prepare } from './prepare.ts';
import { pageOf } from './span.ts';
import { summaryOfRow } from './summary-rows.ts';

const FIND = 'SELECT summary FROM summaries WHERE image_id = ?';
/** Bars first, and their images in an index by time. */
const HISTOGRAM = `
  WITH bar AS MATERIALIZED (
    SELECT key, json_extract(value, '$[0]') AS since, json_extract(value, '$[1]') AS until,
      json_extract(value, '$[2]') AS edge FROM json_each(:bars) ORDER BY key
  )
  SELECT (
    SELECT json_array(count(*), sum(summaries.status = 'MATCHED')) FROM summaries
    WHERE uploaded_at BETWEEN bar.since AND bar.until AND +uploaded_at < bar.edge AND `;
const IN_BAR = ') AS counts FROM bar';
const DATA_VERSION = 'PRAGMA data_version';
const OWN_CHANGES = 'SELECT total_changes() AS changes';
export const NOTHING_TO_LOOK_AT =
  'was written by an older Glyphwatch, and is not ready to be looked at. Scan with this one once, even a single image.';

/** Walls over one SQLite file. */
export class SqliteResultQueries implements ResultQueries {
  readonly can = QUERY_ABILITIES;
  readonly #database: Database;
  /** Versions of a file are counted by each connection anew. */
  readonly #start = randomUUID();

  constructor(database: Database) {
    this.#database = database;
  }

  async summaries(query: SummaryPageQuery): Promise<Page<ResultSummary>> {
    const position = positionOf(query.cursor);
    return this.#read((prepare) => {
      const { where, values } = asked(prepare, until(query, position.time));
      const rows = prepare(
        `SELECT summary FROM summaries
         WHERE ${where} AND (summaries.uploaded_at, summaries.image_id) < (:time, :id)
         ORDER BY summaries.uploaded_at DESC, summaries.image_id DESC LIMIT :rows`,
      ).all({ ...values, ...position, rows: query.limit + 1 });
      return pageOf(rows.map(summaryOfRow), query.limit, ({ uploadedAt, imageId }) => ({
        ...{ time: uploadedAt, id: imageId },
      }));
    });
  }

  async summary(imageId: string): Promise<ResultSummary | undefined> {
    return this.#read((prepare) => {
      const row = prepare(FIND).get(imageId);
      return row && summaryOfRow(row);
    });
  }

  async count(query: SummaryQuery): Promise<BoundedCount> {
    return this.#read((prepare) => {
      const { where, values } = asked(prepare, query, true);
      return countUpTo(prepare, `SELECT 1 FROM summaries WHERE ${where}`, values);
    });
  }

  async histogram(query: SummaryQuery, edges: readonly number[]): Promise<readonly Bar[]> {
    return this.#read((prepare) => {
      const { since: first = -Infinity, until: last = Infinity, ...rest } = query;
      const { where, values } = asked(prepare, rest, true);
      const bars = edges.slice(1).map((to, index) => ({ from: edges[index] ?? to, to }));
      const bounds = bars.map(({ from, to }) => [Math.max(first, from), Math.min(last, to), to]);
      const rows = prepare(HISTOGRAM + where + IN_BAR).all({
        ...values,
        bars: JSON.stringify(bounds),
      });
      return bars.map((bar, index) => {
        const [images, matched] = JSON.parse(String(rows[index]?.['counts']));
        return { ...bar, images, matched: matched ?? 0 };
      });
    });
  }

  async neighbours(
    query: SummaryQuery,
    { imageId: id, uploadedAt: time }: Pick<ResultSummary, 'imageId' | 'uploadedAt'>,
  ): Promise<{ readonly previous?: string; readonly next?: string }> {
    return this.#read((prepare) => {
      const nearest = (bounded: SummaryQuery, sign: '<' | '>', order: 'DESC' | 'ASC') => {
        const { where, values } = asked(prepare, bounded);
        return prepare(
          `SELECT summaries.image_id AS id FROM summaries
           WHERE ${where} AND (summaries.uploaded_at, summaries.image_id) ${sign} (:time, :id)
           ORDER BY summaries.uploaded_at ${order}, summaries.image_id ${order} LIMIT 1`,
        ).get({ ...values, time, id });
      };
      const previous = nearest(since(query, time), '>', 'ASC');
      return neighboursOf(previous, nearest(until(query, time), '<', 'DESC'));
    });
  }

  async mark(): Promise<string> {
    return this.#database.read((prepare) => {
      // Counts what other connections committed. https://www.sqlite.org/pragma.html#pragma_data_version
      const version = prepare(DATA_VERSION).get()?.['data_version'];
      const changes = prepare(OWN_CHANGES).get()?.['changes'];
      return `${this.#start}.${Number(version)}.${Number(changes)}`;
    });
  }

  #read<T>(work: (prepare: Prepare) => T): T {
    return this.#database.read((prepare) => {
      refuseOlder(prepare, WITH_LOOKING, `${this.#database.path} ${NOTHING_TO_LOOK_AT}`);
      return work(prepare);
    });
  }
}

export function neighboursOf(
  previous: { readonly id?: unknown } | undefined,
  next: { readonly id?: unknown } | undefined,
): { readonly previous?: string; readonly next?: string } {
  return {
    ...(previous ? { previous: String(previous.id) } : {}),
    ...(next ? { next: String(next.id) } : {}),
  };
}

/** Exact up to `MAX_COUNT`. */
export function countUpTo(prepare: Prepare, rows: string, values: Values): BoundedCount {
  const sql = `SELECT count(*) AS n FROM (${rows} LIMIT ${MAX_COUNT + 1})`;
  const n = Number(prepare(sql).get(values)?.['n']);
  return { n: Math.min(n, MAX_COUNT), more: n > MAX_COUNT };
}

/** SQLite finds the place in an index only by a plain bound, not by a pair. */
export function until<Q extends SummaryQuery>(query: Q, time: number): Q & { until: number } {
  return { ...query, until: Math.min(query.until ?? Infinity, time) };
}

export function since<Q extends SummaryQuery>(query: Q, time: number): Q & { since: number } {
  return { ...query, since: Math.max(query.since ?? -Infinity, time) };
}

/** A statement for each combination of conditions, so that each can use an index. */
function asked(prepare: Prepare, query: SummaryQuery, isWhole = false) {
  const image = askedOfImage(prepare, query, { isWhole });
  const severity = askedOfSeverity('summaries', query);
  const { since: first, until: last } = query;
  const conditions = [
    ...image.conditions,
    ...severity.conditions,
    ...(first === undefined ? [] : ['summaries.uploaded_at >= :since']),
    ...(last === undefined ? [] : ['summaries.uploaded_at <= :until']),
  ];
  return {
    where: ['true', ...conditions].join(' AND '),
    values: {
      ...{ ...image.values, ...severity.values },
      ...(first === undefined ? {} : { since: first }),
      ...(last === undefined ? {} : { until: last }),
    },
  };
}
