import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import {
  deleteFolder,
  describeAlertReviewsContract,
  describeResultQueriesContract,
  failureOf,
  newFolder,
  withFolder,
} from '@glyphwatch/domain/contracts';
import {
  type Database,
  LongReads,
  openDatabase,
  SqliteAlertReviews,
  SqliteDeliveries,
  SqliteResultQueries,
  SqliteResultStore,
} from './index.ts';
import { RECORD, writeFirstSchema } from './testing/first-schema.ts';

const portsOf = (database: Database) => ({
  store: new SqliteResultStore(database),
  deliveries: new SqliteDeliveries(database),
  queries: new SqliteResultQueries(database),
  reviews: new SqliteAlertReviews(database),
});

async function openSubject(inThread = false) {
  const folder = await newFolder();
  const path = join(folder, 'results.db');
  const databases: Database[] = [];
  const others: DatabaseSync[] = [];
  const threads: LongReads[] = [];
  const open = () => {
    const database = openDatabase(path, { busyTimeoutMs: 1 });
    databases.push(database);
    const ports = portsOf(database);
    if (!inThread) return ports;
    const { queries, reviews } = threads[threads.push(new LongReads(database, ports)) - 1] ?? ports;
    return { ...ports, queries, reviews };
  };
  return {
    ...open(),
    elsewhere: async () => open(),
    async breakBackend() {
      const other = new DatabaseSync(path);
      others.push(other);
      other.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
      return async () => other.close();
    },
    async misconfigure() {
      mkdirSync(path);
    },
    async close() {
      await Promise.all(threads.map((thread) => thread.close()));
      databases.forEach((database) => database.close());
      others.filter(({ isOpen }) => isOpen).forEach((other) => other.close());
      await deleteFolder(folder);
    },
  };
}

describeResultQueriesContract('SqliteResultQueries', () => openSubject());
describeAlertReviewsContract('SqliteAlertReviews', () => openSubject());
describeResultQueriesContract('LongReads, queries', () => openSubject(true));
describeAlertReviewsContract('LongReads, reviews', () => openSubject(true));

it('summarises what an older file holds, and lists of its history what was recorded last', () =>
  withFolder(async (folder) => {
    const path = join(folder, 'results.db');
    writeFirstSchema(path, 3);
    const older = new DatabaseSync(path);
    older.exec(
      "INSERT INTO matches SELECT 'later', rule_id, uploaded_at, json_set(record, '$.id', 'later') FROM matches",
    );
    older.close();
    const database = openDatabase(path);
    const { queries, reviews } = portsOf(database);
    const { items } = await queries.summaries({ limit: 9 });
    expect(items).toMatchObject([
      { imageId: '/photos/2.png', status: 'MATCHED', hasSecrets: true },
      { imageId: '/photos/1.png' },
      { imageId: '/photos/0.png' },
    ]);
    const alerts = await reviews.list({ ruleId: RECORD.ruleId, limit: 9 });
    expect(alerts.items.map(({ id }) => id)).toEqual(['later']);
    database.close();
  }));

it('says that an older file that is only read cannot be looked at yet', () =>
  withFolder(async (folder) => {
    const path = join(folder, 'results.db');
    writeFirstSchema(path, 1);
    const database = openDatabase(path, { readOnly: true });
    const { queries, reviews } = portsOf(database);
    for (const asked of [queries.summaries({ limit: 1 }), reviews.list({ limit: 1 })])
      expect((await failureOf(asked, 'store-misconfigured')).message).toMatch(/Scan with this one/);
    database.close();
  }));
