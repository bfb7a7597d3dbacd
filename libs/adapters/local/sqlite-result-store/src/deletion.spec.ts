import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { layOutText } from '@glyphwatch/domain';
import { sampleDelivery, sampleUpload, withFolder } from '@glyphwatch/domain/contracts';
import { openDatabase, SqliteDeliveries, SqliteResultStore } from './index.ts';

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
