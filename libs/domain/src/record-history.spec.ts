import { InMemoryResultStore } from './in-memory/in-memory-result-store.ts';
import { recordUnrecorded } from './record-history.ts';
import type { MatchRecord } from './result.ts';
import { SOME_UPLOAD, someRule } from './testing.ts';

it('records everything that crashes left, however much', async () => {
  const store = new InMemoryResultStore();
  for (let image = 0; image < 250; image += 1) await leaveUnrecorded(store, `${image}.png`);
  expect(await recordUnrecorded(store, Infinity)).toBe(250);
  expect((await store.listMatches('gate', { limit: 1000 })).items).toHaveLength(250);
  expect(await store.listUnrecorded(Infinity, 1)).toEqual([]);
});

async function leaveUnrecorded(store: InMemoryResultStore, key: string): Promise<void> {
  const upload = { ...SOME_UPLOAD, address: { bucket: 'b', key } };
  const imageId = `b/${key}`;
  const record: MatchRecord = {
    ...someRule(),
    ...{ id: key, imageId, address: upload.address, version: upload.version },
    ...{ uploadedAt: upload.uploadedAt, watchlistVersion: 'w' },
  };
  await store.claim(upload, { owner: key, now: 0, leaseUntil: 1 });
  await store.commit(imageId, key, {
    outcome: { status: 'MATCHED', ruleMatches: [someRule()], nearMisses: [] },
    ...{ records: [record], notified: [], deliveries: [], now: 0 },
  });
}
