import type { Page } from '@glyphwatch/domain';
import {
  openDatabase,
  SqliteAlertReviews,
  SqliteResultQueries,
} from '@glyphwatch/sqlite-result-store';
import { NEWEST, WORDS } from './fill-store.ts';
import type { Row } from './row.ts';
import { percentiles } from './row.ts';

const PAGE = 60;
const LATE = 90_000;
const STEP = 1000;
const DAY_MS = 86_400_000;
const BARS = 90;
const ROUNDS = 400;
const WARM_UP = 40;
/** Of the first page. */
const LATE_TIMES = 1.5;
const MILLION_TIMES = 2;
const PAGE_MS = 5;
const PAGE_BYTES = 40_000;
const SEARCH_MS = 20;

/** What the ports answer, in this thread, from a file in the system's cache. */
export async function measurePorts(file: string): Promise<Row[]> {
  const database = openDatabase(file, { readOnly: true });
  const queries = new SqliteResultQueries(database);
  const reviews = new SqliteAlertReviews(database);
  const first = () => queries.summaries({ limit: PAGE });
  const bytes = Buffer.byteLength(JSON.stringify((await first()).items));
  const cursor = await cursorAfter(LATE, (query) => queries.summaries(query));
  const [page, late] = [
    await percentiles(first, ROUNDS, WARM_UP),
    await percentiles(() => queries.summaries({ limit: PAGE, ...cursor }), ROUNDS, WARM_UP),
  ];
  const since = NEWEST - BARS * DAY_MS;
  const edges = Array.from({ length: BARS + 1 }, (_, day) => since + day * DAY_MS);
  const others: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['alerts, page of 60', () => reviews.list({ limit: PAGE })],
    ...Object.entries(WORDS).flatMap(([kind, word]) => [
      [`search of a ${kind} word`, () => queries.summaries({ limit: PAGE, text: word })] as const,
      [
        `search of a ${kind} piece`,
        () => queries.summaries({ limit: PAGE, fragments: [word.slice(1, -1)] }),
      ] as const,
      [`count of a ${kind} word`, () => queries.count({ text: word })] as const,
    ]),
    ['bars of 90 days', () => queries.histogram({ since }, edges)],
    ['bars of 90 days, common word', () => queries.histogram({ since, text: WORDS.common }, edges)],
    ['mark', () => queries.mark()],
  ];
  const rows: Row[] = [
    { what: 'page of 60', ...page, goal: PAGE_MS, bytes, mostBytes: PAGE_BYTES },
    { what: 'page of 60 after 90,000', ...late, goal: LATE_TIMES * page.p95 },
  ];
  for (const [what, ask] of others) {
    const goal = what.startsWith('search') ? { goal: SEARCH_MS } : {};
    rows.push({ what, ...(await percentiles(ask, ROUNDS / 4, WARM_UP / 4)), ...goal });
  }
  database.close();
  return rows;
}

/** With ten times as many images a page may take twice as long. */
export async function measureMillion(file: string, { p95 }: { p95: number }): Promise<Row[]> {
  const database = openDatabase(file, { readOnly: true });
  const queries = new SqliteResultQueries(database);
  const cursor = await cursorAfter(LATE, (query) => queries.summaries(query));
  const goal = MILLION_TIMES * p95;
  const first = await percentiles(() => queries.summaries({ limit: PAGE }), ROUNDS, WARM_UP);
  const late = await percentiles(
    () => queries.summaries({ limit: PAGE, ...cursor }),
    ROUNDS,
    WARM_UP,
  );
  database.close();
  return [
    { what: '1,000,000: page of 60', ...first, goal },
    { what: '1,000,000: page after 90,000', ...late, goal },
  ];
}

type Asked = { readonly limit: number; readonly cursor?: string };

/** As people come there: page after page. */
async function cursorAfter<T>(
  items: number,
  ask: (query: Asked) => Promise<Page<T>>,
): Promise<{ readonly cursor?: string }> {
  let from: { readonly cursor?: string } = {};
  for (let seen = 0; seen < items; seen += STEP) {
    const { cursor } = await ask({ limit: STEP, ...from });
    if (cursor === undefined) return from;
    from = { cursor };
  }
  return from;
}
