import { imageIdOf } from '../../index.ts';
import { sampleDelivery, sampleDetection, sampleRecord, unique } from '../samples.ts';
import { allPages } from './all-pages.ts';
import { promise } from './bucket.ts';

/** The year 2000: before anything that other tests store. */
const OLD = 946_684_800_000;

promise('lists what a purge would empty, and nothing else', async (bucket) => {
  const { store, start } = bucket;
  const nothing = { ruleMatches: [], nearMisses: [] };
  await bucket.put('matched', 10);
  await bucket.put('read', 20, { ...nothing, status: 'NO_MATCH' });
  await bucket.put('blank', 30, {
    ...{ ...nothing, status: 'NO_TEXT' },
    detection: { ...sampleDetection(), lines: [] },
  });
  await bucket.conclude(bucket.upload('unread'), 40, {
    outcome: { ...nothing, status: 'UNSUPPORTED', reason: 'no image' },
  });
  await bucket.put('gone', 50);
  await store.markGone(bucket.upload('gone'), start + 50);
  await bucket.put('late', 60);
  const query = { purgeable: true, until: start + 59 } as const;
  expect(await bucket.keys(query)).toEqual(['read', 'matched']);
  const purge = { now: start + 70, purgeBefore: start + 60, leaveHistory: true };
  expect(await store.delete(`${bucket.name}/read`, purge)).toBe('deleted');
  expect(await bucket.keys(query)).toEqual(['matched']);
  const paged = await allPages(1, (page) =>
    store.list({ ...query, since: start, until: start + 99, ...page }),
  );
  expect(paged.map(({ address }) => address.key)).toEqual(['late', 'matched']);
});

promise('purges a result without its history and deliveries, if asked to', async (bucket) => {
  const { store, deliveries, start } = bucket;
  const upload = bucket.upload('a');
  const imageId = imageIdOf(upload.address);
  const [delivery, record] = [sampleDelivery({}, {}, upload), sampleRecord({}, upload)];
  await bucket.conclude(upload, 10, { deliveries: [delivery] });
  await deliveries.end(delivery.channel, [delivery.id], { state: 'told' });
  await store.recordMatches(imageId, [record]);
  const purge = { now: start + 30, purgeBefore: start + 11, leaveHistory: true };
  expect(await store.delete(imageId, purge)).toBe('deleted');
  expect(await store.find(imageId)).toMatchObject({ reason: 'purged', ruleMatches: [] });
  expect((await store.listMatches(record.ruleId, { limit: 9 })).items).toEqual([record]);
  expect((await deliveries.list({ imageId, limit: 9 })).items).toMatchObject([{ id: delivery.id }]);
});

promise(
  'purges the history by the time of the upload, of images that are gone, too',
  async (bucket) => {
    const { store, start } = bucket;
    const ruleId = unique('rule');
    const old = bucket.upload('gone', { uploadedAt: OLD });
    await bucket.conclude(old, 10);
    await store.markGone(old, start + 20);
    const recorded = [OLD, OLD + 1, OLD + 2, OLD + 3].map((uploadedAt) =>
      sampleRecord({ ruleId, uploadedAt }, old),
    );
    for (const record of recorded) await store.recordMatches(record.imageId, [record]);
    let purged = 0;
    for (let isDone = false; !isDone;) {
      const turn = await store.purgeMatches(OLD + 3, 2);
      expect(turn.purged).toBeLessThanOrEqual(2);
      purged += turn.purged;
      isDone = turn.isDone;
    }
    expect(purged).toBeGreaterThanOrEqual(3);
    expect((await store.listMatches(ruleId, { limit: 9 })).items).toEqual(recorded.slice(3));
    expect(await store.find(imageIdOf(old.address))).toMatchObject({ status: 'GONE' });
  },
);
