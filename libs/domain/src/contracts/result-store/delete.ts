import { imageIdOf } from '../../index.ts';
import { failureOf } from '../failure.ts';
import {
  sampleDetection,
  sampleNotification,
  sampleOutcome,
  sampleRecord,
  unique,
} from '../samples.ts';
import { type Bucket, promise } from './bucket.ts';
import { LEASE_MS } from './subject.ts';

/** Runs the check, or checks that a store that cannot delete says so. */
async function deleting(bucket: Bucket, check: () => Promise<void>): Promise<void> {
  if (bucket.store.canDelete) return check();
  const attempt = bucket.store.delete(`${bucket.name}/a`, { now: bucket.start });
  await failureOf(attempt, 'store-misconfigured');
}

promise('deletes all that is stored about an image, or fails if it cannot', async (bucket) => {
  const { store, start } = bucket;
  const word = unique('w').replaceAll('-', '');
  const outcome = sampleOutcome({ detection: sampleDetection(word) });
  const [upload, other] = [bucket.upload('a'), bucket.upload('b')];
  const [record, kept] = [sampleRecord({}, upload), sampleRecord({}, other)];
  await bucket.conclude(upload, 10, { outcome });
  await bucket.conclude(other, 20, { outcome });
  await store.recordMatches(imageIdOf(upload.address), [record]);
  await store.recordMatches(imageIdOf(other.address), [kept]);
  await deleting(bucket, async () => {
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
});

promise('takes a deleted image for a new one', async (bucket) => {
  await bucket.put('a', 10);
  await deleting(bucket, async () => {
    const upload = bucket.upload('a');
    await bucket.store.delete(imageIdOf(upload.address), { now: bucket.start + 20 });
    const claim = { owner: 'me', now: bucket.start + 30, leaseUntil: bucket.start + LEASE_MS };
    expect(await bucket.store.claim(upload, claim)).toEqual({ kind: 'claimed' });
  });
});

promise('keeps what is still to be sent or recorded, unless told otherwise', async (bucket) => {
  const { store, start } = bucket;
  await bucket.conclude(bucket.upload('a'), 10, { notifications: [sampleNotification()] });
  await bucket.conclude(bucket.upload('b'), 20, { records: [sampleRecord()] });
  await deleting(bucket, async () => {
    for (const key of ['a', 'b']) {
      expect(await store.delete(`${bucket.name}/${key}`, { now: start + 30 })).toBe('pending');
    }
    expect(await bucket.keys()).toEqual(['b', 'a']);
    for (const key of ['a', 'b']) {
      const deletion = { now: start + 30, evenIfPending: true };
      expect(await store.delete(`${bucket.name}/${key}`, deletion)).toBe('deleted');
    }
    expect(await bucket.pendingKeys(900)).toEqual([]);
  });
});

promise('keeps what is claimed, until the claim expires', async (bucket) => {
  const { store, start } = bucket;
  const upload = bucket.upload('a');
  await store.claim(upload, { owner: 'me', now: start, leaseUntil: start + 10 });
  await deleting(bucket, async () => {
    const at = (now: number) =>
      store.delete(imageIdOf(upload.address), { now: start + now, evenIfPending: true });
    expect(await at(9)).toBe('busy');
    expect(await at(10)).toBe('deleted');
  });
});
