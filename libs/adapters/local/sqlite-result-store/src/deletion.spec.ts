import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { layOutText } from '@glyphwatch/domain';
import { sampleDelivery, sampleUpload, withFolder } from '@glyphwatch/domain/contracts';
import { openDatabase, SqliteDeliveries, SqliteResultStore } from './index.ts';
import { Worker } from './testing/processes.ts';

const PAGE = `${'Somebody wrote quite a lot here. '.repeat(40)}SESAMEXYLOPHONE`;

async function save(store: SqliteResultStore, key: string, text: string): Promise<string> {
  const upload = sampleUpload({ address: { bucket: '/photos', key } });
  await store.claim(upload, { owner: 'me', now: 1, leaseUntil: 2 });
  const detection = layOutText(text);
  const outcome = { status: 'NO_MATCH', detection, ruleMatches: [], nearMisses: [] } as const;
  const about = { channel: 'mail', reason: text.slice(-40) };
  const deliveries = [sampleDelivery(about, { text: about.reason }, upload)];
  const announced = { deliveries, records: [], notified: [] };
  await store.commit(`/photos/${key}`, 'me', { outcome, ...announced, now: 1 });
  return `/photos/${key}`;
}

it('leaves nothing of a deleted result in the file, and the others searchable', () =>
  withFolder(async (folder) => {
    const path = join(folder, 'results.db');
    const bytes = () => readFileSync(path).toString('latin1').toLowerCase();
    const written = openDatabase(path);
    const first = new SqliteResultStore(written);
    const secret = await save(first, 'secretplace.png', PAGE);
    const kept = await save(first, 'kept.png', 'KEEP OUT');
    written.close();
    expect(bytes()).toContain('sesamexylophone');

    const database = openDatabase(path);
    const store = new SqliteResultStore(database);
    expect(await store.delete(secret, { now: 3 })).toBe('waiting');
    const deliveries = new SqliteDeliveries(database);
    await deliveries.withdraw({ imageId: secret }, 'ann', 'to be forgotten');
    expect(await store.delete(secret, { now: 3 })).toBe('deleted');
    expect((await deliveries.list({ limit: 9 })).items).toHaveLength(1);
    const found = await store.list({ fragments: ['eep o'], limit: 9 });
    expect(found.items.map(({ imageId }) => imageId)).toEqual([kept]);
    database.close();
    expect(bytes()).not.toMatch(/sesamexylophone|secretplace/);
    expect(bytes()).toContain('kept.png');
    expect(existsSync(`${path}-wal`)).toBe(false);

    const again = openDatabase(path);
    const { items } = await new SqliteResultStore(again).list({ text: 'keep', limit: 9 });
    expect(items.map(({ imageId }) => imageId)).toEqual([kept]);
    again.close();
  }));

describe('what was deleted', () => {
  const pathIn = (folder: string): string => join(folder, 'results.db');
  const bytesOf = (path: string): string =>
    [path, `${path}-wal`]
      .map((file) => (existsSync(file) ? readFileSync(file).toString('latin1').toLowerCase() : ''))
      .join();

  async function withSecret(path: string): Promise<string> {
    const database = openDatabase(path);
    const store = new SqliteResultStore(database);
    await save(store, 'kept.png', 'KEEP OUT');
    const secret = await save(store, 'secretplace.png', PAGE);
    await new SqliteDeliveries(database).withdraw({}, 'ann', 'a drill');
    database.close();
    expect(bytesOf(path)).toMatch(/sesamexylophone.*secretplace|secretplace.*sesamexylophone/s);
    return secret;
  }

  it('goes with the next process if the one that deleted it was killed', () =>
    withFolder(async (folder) => {
      const path = pathIn(folder);
      const victim = new Worker('delete', path, await withSecret(path));
      await victim.said(1);
      victim.start();
      await victim.said(2);
      await victim.kill();
      expect(victim.lines).toEqual(['ready', 'deleted']);
      expect(bytesOf(path)).toContain('sesamexylophone');
      const next = openDatabase(path);
      next.open();
      next.close();
      expect(bytesOf(path)).not.toMatch(/sesamexylophone|secretplace/);
      expect(bytesOf(path)).toContain('kept.png');
    }));

  it('goes also while another process has the file open', () =>
    withFolder(async (folder) => {
      const path = pathIn(folder);
      const secret = await withSecret(path);
      const other = openDatabase(path);
      other.open();
      const database = openDatabase(path);
      await new SqliteResultStore(database).delete(secret, { now: 3 });
      database.close();
      expect(bytesOf(path)).not.toMatch(/sesamexylophone|secretplace/);
      other.close();
    }));

  it('stays while another process reads, and goes with the next one', () =>
    withFolder(async (folder) => {
      const path = pathIn(folder);
      const secret = await withSecret(path);
      const reader = new DatabaseSync(path);
      reader.exec('BEGIN');
      reader.prepare('SELECT count(*) FROM results').get();
      const database = openDatabase(path, { busyTimeoutMs: 10 });
      await new SqliteResultStore(database).delete(secret, { now: 3 });
      database.close();
      expect(bytesOf(path)).toContain('secretplace');
      reader.exec('COMMIT');
      const next = openDatabase(path);
      next.open();
      next.close();
      expect(bytesOf(path)).not.toMatch(/sesamexylophone|secretplace/);
      reader.close();
    }));

  it('goes within an hour where a process runs for weeks', () =>
    withFolder(async (folder) => {
      const path = pathIn(folder);
      const database = openDatabase(path);
      const store = new SqliteResultStore(database);
      const secret = await withSecret(path);
      const now = Date.now();
      jest.useFakeTimers({ now, doNotFake: ['nextTick', 'setImmediate', 'setTimeout'] });
      try {
        await store.delete(secret, { now });
        jest.setSystemTime(now + 3_599_000);
        await store.clear('any', []);
        expect(bytesOf(path)).toContain('sesamexylophone');
        jest.setSystemTime(now + 3_600_000);
        await store.clear('any', []);
        expect(bytesOf(path)).not.toMatch(/sesamexylophone|secretplace/);
      } finally {
        jest.useRealTimers();
        database.close();
      }
    }));
});
