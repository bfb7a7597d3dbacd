import type { Page } from '@glyphwatch/domain';
import { stringify } from 'csv-stringify/sync';
import { alertCells } from '../cells/alert-cell.ts';
import { imageCell } from '../cells/image-cell.ts';
import { rawRoute, type Route } from '../route.ts';
import { WALL_QUERY } from '../shapes.ts';
import { toQuery } from '../wall-query.ts';

const AT_ONCE = 200;
const TYPE = 'text/csv; charset=utf-8; header=present';

const IMAGE_COLUMNS = ['image', 'status', 'severity', 'rules', 'uploadedAt', 'reason'];
const ALERT_COLUMNS = [
  ...['image', 'rule', 'severity', 'verdict', 'judgedBy', 'judgedAt'],
  ...['text', 'context', 'confidence', 'matches', 'uploadedAt'],
];

export const CSV_ROUTES: readonly Route[] = [
  rawRoute({
    ...{ method: 'GET', path: 'api/images.csv', summary: 'All images of a query' },
    ...{ query: WALL_QUERY, type: TYPE },
    async handle(parts, { query }) {
      const asked = toQuery(parts, query);
      const pages = eachPage((page) => parts.queries.summaries({ ...asked, ...page }));
      return download('images', IMAGE_COLUMNS, pages, async (items) =>
        items
          .map(imageCell)
          .map((cell) => [
            ...[cell.key, cell.status, cell.severity, cell.ruleIds.join(' ')],
            ...[timeOf(cell.uploadedAt), cell.reason],
          ]),
      );
    },
  }),
  rawRoute({
    ...{ method: 'GET', path: 'api/alerts.csv', summary: 'All alerts of a query' },
    ...{ query: WALL_QUERY, type: TYPE },
    async handle(parts, { query }) {
      const asked = toQuery(parts, query);
      const pages = eachPage((page) => parts.reviews.list({ ...asked, ...page }));
      return download('alerts', ALERT_COLUMNS, pages, async (items) =>
        (await alertCells(parts, items)).map((cell) => [
          ...[cell.key, cell.ruleId, cell.severity, cell.verdict, cell.judgedBy],
          ...[cell.judgedAt && timeOf(cell.judgedAt), cell.text, cell.context],
          ...[cell.confidence, cell.matches, timeOf(cell.uploadedAt)],
        ]),
      );
    },
  }),
];

type Cell = string | number | undefined;

async function* eachPage<T>(
  read: (page: { limit: number; cursor?: string }) => Promise<Page<T>>,
): AsyncGenerator<readonly T[]> {
  for (let cursor: string | undefined; ;) {
    const page = await read({ limit: AT_ONCE, ...(cursor === undefined ? {} : { cursor }) });
    yield page.items;
    cursor = page.cursor;
    if (cursor === undefined) return;
  }
}

function download<T>(
  name: string,
  columns: readonly string[],
  pages: AsyncIterable<readonly T[]>,
  rowsOf: (items: readonly T[]) => Promise<readonly (readonly Cell[])[]>,
) {
  async function* lines() {
    yield csv([columns]);
    for await (const items of pages) yield csv(await rowsOf(items));
  }
  const disposition = `attachment; filename="${name}.csv"`;
  return { type: TYPE, body: lines(), headers: { 'content-disposition': disposition } };
}

/** A cell that a spreadsheet would take for a formula begins with an apostrophe. */
function csv(rows: readonly (readonly Cell[])[]): string {
  return stringify([...rows], { escape_formulas: true, record_delimiter: 'windows' });
}

function timeOf(at: number): string {
  return new Date(at).toISOString();
}
