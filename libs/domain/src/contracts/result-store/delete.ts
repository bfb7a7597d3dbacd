import { imageIdOf } from '../../index.ts';
import {
  sampleDelivery,
  sampleDetection,
  sampleOutcome,
  sampleRecord,
  unique,
} from '../samples.ts';
import { promise } from './bucket.ts';
import { LEASE_MS } from './subject.ts';

promise('deletes all that is stored about an image', async (bucket) => {
  const { store, start } = bucket;
  const word = unique('w').replaceAll('-', '');
  const outcome = sampleOutcome({ detection: sampleDetection(word) });
  const [upload, other] = [bucket.upload('a'), bucket.upload('b')];
  const [record, kept] = [sampleRecord({}, upload), sampleRecord({}, other)];
  await bucket.conclude(upload, 10, { outcome });
  await bucket.conclude(other, 20, { outcome });
  await store.recordMatches(imageIdOf(upload.address), [record]);
  await store.recordMatches(imageIdOf(other.address), [kept]);
  const remove = () => store.delete(imageIdOf(upload.address), { now: start + 30 });
  expect(await remove()).toBe('deleted');
  expect(await remove()).toBe('unknown');
  expect(await store.find(imageIdOf(upload.address))).toBeUndefined();
  expect(await bucket.keys()).toEqual(['b']);
  if (store.canSearch) {
    expect(await bucket.keys({ text: word })).toEqual(['b']);
    expect(await bucket.keys({ fragments: [word.slice(2)] })).toEqual(['b']);
  }
  expect((await store.listMatches(record.ruleId, { limit: 9 })).items).toEqual([]);
  expect((await store.listMatches(kept.ruleId, { limit: 9 })).items).toEqual([kept]);
});

promise('takes a deleted image for a new one', async (bucket) => {
  await bucket.put('a', 10);
  const upload = bucket.upload('a');
  await bucket.store.delete(imageIdOf(upload.address), { now: bucket.start + 20 });
  const claim = { owner: 'me', now: bucket.start + 30, leaseUntil: bucket.start + LEASE_MS };
  expect(await bucket.store.claim(upload, claim)).toEqual({ kind: 'claimed' });
});

promise('keeps what is still to be told or recorded, unless told otherwise', async (bucket) => {
  const { store, deliveries, start } = bucket;
  const upload = bucket.upload('a');
  const imageId = imageIdOf(upload.address);
  await bucket.conclude(upload, 10, { deliveries: [sampleDelivery({}, {}, upload)] });
  await bucket.conclude(bucket.upload('b'), 20, { records: [sampleRecord()] });
  for (const key of ['a', 'b']) {
    expect(await store.delete(`${bucket.name}/${key}`, { now: start + 30 })).toBe('waiting');
  }
  expect(await bucket.keys()).toEqual(['b', 'a']);
  for (const key of ['a', 'b']) {
    const deletion = { now: start + 30, evenIfWaiting: true };
    expect(await store.delete(`${bucket.name}/${key}`, deletion)).toBe('deleted');
  }
  expect(await bucket.unrecordedKeys(900)).toEqual([]);
  expect((await deliveries.list({ imageId, limit: 9 })).items).toEqual([]);
});

promise('deletes what was told about an image', async (bucket) => {
  const { store, deliveries, start } = bucket;
  const upload = bucket.upload('a');
  const imageId = imageIdOf(upload.address);
  const delivery = sampleDelivery({}, {}, upload);
  await bucket.conclude(upload, 10, { deliveries: [delivery] });
  await deliveries.end(delivery.channel, [delivery.id], { state: 'told' });
  expect(await store.delete(imageId, { now: start + 30 })).toBe('deleted');
  expect((await deliveries.list({ imageId, limit: 9 })).items).toEqual([]);
});

promise('keeps what is claimed, until the claim expires', async (bucket) => {
  const { store, start } = bucket;
  const upload = bucket.upload('a');
  await store.claim(upload, { owner: 'me', now: start, leaseUntil: start + 10 });
  const at = (now: number) =>
    store.delete(imageIdOf(upload.address), { now: start + now, evenIfWaiting: true });
  expect(await at(9)).toBe('busy');
  expect(await at(10)).toBe('deleted');
});

promise('purges all but what keeps a version from being read and told again', async (bucket) => {
  const { store, deliveries, start } = bucket;
  const word = unique('w').replaceAll('-', '');
  const upload = bucket.upload('a');
  const imageId = imageIdOf(upload.address);
  const outcome = sampleOutcome({ detection: sampleDetection(word), readBy: 'engine 1' });
  const delivery = sampleDelivery({}, {}, upload);
  const record = sampleRecord({}, upload);
  await bucket.conclude(upload, 10, { outcome, deliveries: [delivery], notified: ['told'] });
  await deliveries.end(delivery.channel, [delivery.id], { state: 'told' });
  await store.recordMatches(imageId, [record]);
  const purge = (before: number) =>
    store.delete(imageId, { now: start + 30, purgeBefore: start + before });
  expect(await purge(10)).toBe('busy');
  expect(await store.find(imageId)).toMatchObject({ status: outcome.status });
  expect(await purge(11)).toBe('deleted');
  const left = await store.find(imageId);
  expect(left).toMatchObject({ ...upload, status: 'NO_MATCH', reason: 'purged' });
  expect(left).toMatchObject({ readBy: 'engine 1', notified: ['told'], ruleMatches: [] });
  expect(left).toMatchObject({ nearMisses: [], unrecorded: [], updatedAt: start + 30 });
  expect(left).not.toHaveProperty('detection');
  expect(left).not.toHaveProperty('watchlistVersion');
  expect((await deliveries.list({ imageId, limit: 9 })).items).toEqual([]);
  expect((await store.listMatches(record.ruleId, { limit: 9 })).items).toEqual([]);
  if (store.canSearch) expect(await bucket.keys({ text: word })).toEqual([]);
  const claim = { owner: 'me', now: start + 40, leaseUntil: start + LEASE_MS };
  expect(await store.claim(upload, claim)).toMatchObject({ kind: 'done' });
  expect(await purge(11)).toBe('busy');
});

promise('purges nothing that waits or is claimed', async (bucket) => {
  const { store, start } = bucket;
  const [waiting, claimed] = [bucket.upload('a'), bucket.upload('b')];
  await bucket.conclude(waiting, 10, { deliveries: [sampleDelivery({}, {}, waiting)] });
  await store.claim(claimed, { owner: 'me', now: start, leaseUntil: start + 30 });
  const purge = ({ address }: typeof waiting) =>
    store.delete(imageIdOf(address), { now: start + 20, purgeBefore: start + 20 });
  expect(await purge(waiting)).toBe('waiting');
  expect(await purge(claimed)).toBe('busy');
});
