import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { layOutText, type ResultQuery } from '@glyphwatch/domain';
import { failureOf, sampleUpload, withFolder } from '@glyphwatch/domain/contracts';
import { openDatabase, SqliteResultStore } from './index.ts';
import { RECORD, writeFirstSchema } from './testing/first-schema.ts';

const IMAGE = RECORD.imageId;

async function inOldFile(
  readOnly: boolean,
  test: (store: SqliteResultStore, path: string) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    const path = join(folder, 'results.db');
    writeFirstSchema(path);
    const database = openDatabase(path, { readOnly });
    await test(new SqliteResultStore(database), path);
    database.close();
  });
}

const found = async (store: SqliteResultStore, query: Partial<ResultQuery>) =>
  (await store.list({ limit: 9, ...query })).items.map(({ imageId }) => imageId);

it('searches inside the words of texts that an older release stored', () =>
  inOldFile(false, async (store) => {
    expect(await found(store, { fragments: ['authori'] })).toEqual([IMAGE]);
    expect(await found(store, { fragments: ['hunter2'] })).toEqual([]);
    expect(await found(store, { text: 'unauthorised' })).toEqual([IMAGE]);
  }));

it('deletes the history that an older release stored', () =>
  inOldFile(false, async (store) => {
    expect((await store.listMatches(RECORD.ruleId, { limit: 1 })).items).toEqual([RECORD]);
    expect(await store.delete(IMAGE, { now: 2 })).toBe('deleted');
    expect((await store.listMatches(RECORD.ruleId, { limit: 1 })).items).toEqual([]);
    expect(await found(store, { fragments: ['authori'] })).toEqual([]);
  }));

it('reads an older file without migrating it, and says what it lacks', () =>
  inOldFile(true, async (store, path) => {
    expect(await found(store, { text: 'unauthorised' })).toEqual([IMAGE]);
    const refusal = await failureOf(
      store.list({ fragments: ['authori'], limit: 1 }),
      'store-misconfigured',
    );
    expect(refusal.message).toContain('indexed whole words only. Scan with this one once');
    const connection = new DatabaseSync(path, { readOnly: true });
    expect(connection.prepare('PRAGMA user_version').get()).toEqual({ user_version: 1 });
    connection.close();
  }));

it('finds pieces of scripts without spaces, and of upper and lower case', async () => {
  const database = openDatabase(':memory:');
  const store = new SqliteResultStore(database);
  const upload = sampleUpload({ address: { bucket: '/photos', key: '0.png' } });
  await store.claim(upload, { owner: 'me', now: 1, leaseUntil: 2 });
  const detection = layOutText('禁止進入區域\nÜBERGANG');
  const outcome = { status: 'NO_MATCH', detection, ruleMatches: [], nearMisses: [] } as const;
  const nothing = { deliveries: [], records: [], notified: [] };
  await store.commit(IMAGE, 'me', { outcome, ...nothing, now: 1 });
  for (const fragment of ['止進入', 'übergang', 'UBERG', 'bergan']) {
    expect(await found(store, { fragments: [fragment] })).toEqual([IMAGE]);
  }
  expect(await found(store, { fragments: ['進止入'] })).toEqual([]);
  database.close();
});
