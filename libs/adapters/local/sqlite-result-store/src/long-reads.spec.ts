import { join } from 'node:path';
import { failureOf, withFolder } from '@glyphwatch/domain/contracts';
import {
  type Database,
  LongReads,
  openDatabase,
  SqliteAlertReviews,
  SqliteResultQueries,
} from './index.ts';

const open = (folder: string): { database: Database; long: LongReads } => {
  const database = openDatabase(join(folder, 'results.db'));
  const queries = new SqliteResultQueries(database);
  const reviews = new SqliteAlertReviews(database);
  return { database, long: new LongReads(database, { queries, reviews }) };
};

it('fails what still waits when it is closed, and all after it', () =>
  withFolder(async (folder) => {
    const { database, long } = open(folder);
    const waiting = failureOf(long.queries.count({ text: 'a' }), 'store-unavailable');
    await new Promise((next) => setImmediate(next));
    await long.close();
    database.close();
    expect((await waiting).message).toMatch(/closed/);
    await failureOf(long.reviews.count({ text: 'a' }), 'store-unavailable');
  }));

it('answers what is found by key at once, while another read takes its time in the thread', () =>
  withFolder(async (folder) => {
    const { database, long } = open(folder);
    expect(await long.queries.count({})).toEqual({ n: 0, more: false });
    const order: string[] = [];
    const slow = long.queries.histogram({ text: 'a' }, [0, 1]).then(() => order.push('long'));
    const quick = long.queries.summaries({ limit: 1 }).then(() => order.push('by key'));
    await Promise.all([slow, quick]);
    expect(order).toEqual(['by key', 'long']);
    await long.close();
    database.close();
  }));
