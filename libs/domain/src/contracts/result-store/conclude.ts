import { failureOf } from '../failure.ts';
import { sampleDelivery, sampleOutcome, sampleRecord, unique } from '../samples.ts';
import { LEASE_MS, promise, type Story } from './subject.ts';

promise('stores everything in a commit and ends the claim', async (story) => {
  const outcome = sampleOutcome({ reason: 'because' });
  const announced = {
    records: [sampleRecord(), sampleRecord({ kind: 'absent', severity: 'low', sensitive: true })],
    notified: ['told', 'ä'],
  };
  const now = story.start + 7;
  const { upload, imageId } = story;
  const { records: unrecorded, notified } = announced;
  expect(await story.conclude(upload, { outcome, ...announced, now })).toEqual({
    ...upload,
    ...outcome,
    imageId,
    unrecorded,
    notified,
    updatedAt: now,
    attempts: 1,
  });
});

promise('stores an outcome without text', async (story) => {
  const outcome = { status: 'UNSUPPORTED', reason: 'not a picture' } as const;
  const nothing = { ruleMatches: [], nearMisses: [] };
  const result = await story.conclude(story.upload, { outcome: { ...outcome, ...nothing } });
  expect(result).toMatchObject({ ...outcome, ...nothing });
  expect(result).not.toHaveProperty('detection');
  expect(result).not.toHaveProperty('watchlistVersion');
});

promise('replaces the whole outcome with the next commit', async (story) => {
  await story.conclude(story.upload, { outcome: sampleOutcome({ reason: 'old' }) });
  await story.claim('me', { redo: true });
  const outcome = { status: 'NO_MATCH', ruleMatches: [], nearMisses: [] } as const;
  await story.commit('me', { outcome });
  const result = await story.result();
  expect(result).toMatchObject(outcome);
  for (const old of ['reason', 'detection', 'readBy', 'watchlistVersion', 'leaseUntil']) {
    expect(result).not.toHaveProperty(old);
  }
});

promise('adds to the deliveries and to what is unrecorded in a commit', async (story) => {
  const { imageId, upload } = story;
  const added = [1, 2, 3].map(() => sampleDelivery({}, {}, upload));
  const [first, second, third] = added;
  const [one, two] = [sampleRecord(), sampleRecord()];
  const announced = { deliveries: added.slice(0, 2), records: [one], notified: ['a'] };
  await story.conclude(upload, announced);
  const ids = added.map(({ id }) => id);
  expect(await story.added({ imageId })).toEqual(ids.slice(0, 2).sort());
  await story.deliveries.end(first?.channel ?? '', [first?.id ?? ''], { state: 'told' });
  await story.claim('me', { redo: true });
  await story.commit('me', { deliveries: added, records: [two], notified: ['b', 'c'] });
  expect(await story.added({ imageId })).toEqual(ids.sort());
  const waiting = [second, third].map((each) => each?.id);
  expect(await story.added({ imageId, state: 'waiting' })).toEqual(waiting.sort());
  const { unrecorded, notified } = await story.result();
  expect(unrecorded).toEqual([one, two]);
  expect(notified).toEqual(['b', 'c']);
  const kept = await story.deliveries.notifications(third?.channel ?? '', ids);
  expect(kept.get(third?.id ?? '')).toEqual(third?.notification);
});

promise('adds more deliveries at once than channels need', async (story) => {
  const deliveries = Array.from({ length: 60 }, () => sampleDelivery({}, {}, story.upload));
  await story.conclude(story.upload, { deliveries });
  expect(await story.added({ imageId: story.imageId })).toHaveLength(60);
});

promise('does not add what is already unrecorded', async (story) => {
  const records = [sampleRecord()];
  await story.conclude(story.upload, { records });
  await story.conclude(story.newer(1), { records });
  expect((await story.result()).unrecorded).toEqual(records);
});

promise('refuses a second commit of a claim and writes nothing', async (story) => {
  await story.claim('me');
  await story.commit('me');
  const committed = await story.result();
  const again = story.commit('me', { deliveries: [deliveryFor(story)], notified: ['x'] });
  await failureOf(again, 'claim-lost');
  expect(await story.result()).toEqual(committed);
  expect(await story.added({ imageId: story.imageId })).toEqual([]);
});

promise('refuses a commit without the claim', async (story) => {
  await failureOf(story.commit('me'), 'claim-lost');
  expect(await story.store.find(story.imageId)).toBeUndefined();
  await story.claim('me');
  const claimed = await story.result();
  await failureOf(story.commit('you'), 'claim-lost');
  expect(await story.result()).toEqual(claimed);
});

promise('refuses a commit after the claim was taken over, and writes nothing', async (story) => {
  await story.claim('slow');
  await story.claim('fast', { now: story.start + 2 * LEASE_MS });
  const taken = await story.result();
  const late = { deliveries: [deliveryFor(story)], records: [sampleRecord()] };
  await failureOf(story.commit('slow', late), 'claim-lost');
  expect(await story.result()).toEqual(taken);
  await story.commit('fast');
  await failureOf(story.commit('slow', late), 'claim-lost');
  expect(await story.added({ imageId: story.imageId })).toEqual([]);
});

promise('accepts a commit of an expired claim that nobody took over', async (story) => {
  await story.claim('slow');
  await story.commit('slow', { now: story.start + 9 * LEASE_MS });
  expect((await story.result()).status).toBe('MATCHED');
});

promise('ends the claim as FAILED and adds to the deliveries', async (story) => {
  const { imageId, upload } = story;
  await story.claim('me');
  const delivery = sampleDelivery({ kind: 'failed', status: 'FAILED' }, {}, upload);
  const now = story.start + 3;
  expect(await story.fail('me', { deliveries: [delivery], notified: ['f'], now })).toBe(true);
  expect(await story.result()).toEqual({
    ...upload,
    imageId,
    status: 'FAILED',
    reason: 'The engine is down.',
    ruleMatches: [],
    nearMisses: [],
    unrecorded: [],
    notified: ['f'],
    updatedAt: now,
    attempts: 1,
  });
  expect(await story.added({ imageId })).toEqual([delivery.id]);
});

promise('keeps the outcome, and what is unrecorded, when a redo fails', async (story) => {
  const { detection, unrecorded } = await story.conclude(story.upload, {
    records: [sampleRecord()],
  });
  await story.claim('me', { redo: true });
  await story.fail('me');
  expect(await story.result()).toMatchObject({ status: 'FAILED', detection, unrecorded });
});

promise('replaces what was announced and adds deliveries on failure', async (story) => {
  const [first, second] = [deliveryFor(story), deliveryFor(story)];
  await story.conclude(story.upload, { deliveries: [first], notified: ['a'] });
  await story.claim('me', { redo: true });
  await story.fail('me', { deliveries: [first, second], notified: ['b'] });
  const { imageId } = story;
  expect(await story.added({ imageId })).toEqual([first.id, second.id].sort());
  expect((await story.result()).notified).toEqual(['b']);
});

promise('removes the reason of a failure when the next scan succeeds', async (story) => {
  await story.claim('me');
  await story.fail('me');
  expect(await story.conclude()).not.toHaveProperty('reason');
});

promise('ignores a failure without the claim, and says so', async (story) => {
  expect(await story.fail('me')).toBe(false);
  expect(await story.store.find(story.imageId)).toBeUndefined();
  await story.claim('me');
  const claimed = await story.result();
  const failure = { deliveries: [deliveryFor(story)], notified: ['x'] };
  expect(await story.fail('you', failure)).toBe(false);
  expect(await story.result()).toEqual(claimed);
  await story.commit('me');
  const committed = await story.result();
  expect(await story.fail('me', failure)).toBe(false);
  expect(await story.result()).toEqual(committed);
  expect(await story.added({ imageId: story.imageId })).toEqual([]);
});

promise('ignores a second failure of a claim', async (story) => {
  await story.claim('me');
  await story.fail('me');
  const failed = await story.result();
  await story.fail('me', { reason: 'again', deliveries: [deliveryFor(story)] });
  expect(await story.result()).toEqual(failed);
  await failureOf(story.commit('me'), 'claim-lost');
});

promise('clears records one by one; repeating is harmless', async (story) => {
  const records = [sampleRecord({}, story.upload), sampleRecord({}, story.upload)];
  const [first, second] = records;
  const before = await story.conclude(story.upload, { records });
  await story.store.clear(story.imageId, [first?.id ?? '']);
  await story.store.clear(story.imageId, [first?.id ?? '']);
  await story.store.clear(story.imageId, [unique('unknown')]);
  expect(await story.result()).toEqual({ ...before, unrecorded: [second] });
  await story.store.clear(story.imageId, [second?.id ?? '']);
  expect(await story.result()).toEqual({ ...before, unrecorded: [] });
});

promise('returns from a commit what it stored', async (story) => {
  const [old, news] = [sampleRecord(), sampleRecord()];
  await story.conclude(story.upload, { records: [old] });
  await story.claim('me', { upload: story.newer() });
  const result = await story.commit('me', { records: [news], notified: ['x'] });
  expect(result).toEqual(await story.result());
  expect(result.unrecorded).toEqual([old, news]);
});

promise('ignores clearing an image that was never claimed', async ({ store, imageId }) => {
  await store.clear(imageId, [unique('unknown')]);
  expect(await store.find(imageId)).toBeUndefined();
});

promise('loses nothing when many record and clear at once', async (story) => {
  const records = Array.from({ length: 8 }, () => sampleRecord({}, story.upload));
  await story.conclude(story.upload, { records });
  await Promise.all(records.slice(1).map((record) => story.record([record])));
  expect((await story.result()).unrecorded).toEqual(records.slice(0, 1));
});

promise('keeps a claim while others record and clear', async (story) => {
  const records = [sampleRecord({}, story.upload)];
  await story.conclude(story.upload, { records });
  await Promise.all([story.claim('me', { upload: story.newer() }), story.record(records)]);
  await story.commit('me');
  const emptied = { version: 'v1.1', status: 'MATCHED', unrecorded: [] };
  expect(await story.result()).toMatchObject(emptied);
});

promise('forgets text and matches of a deleted image, not what waits', async (story) => {
  const announced = { deliveries: [deliveryFor(story)], records: [sampleRecord()] };
  const { unrecorded } = await story.conclude(story.upload, announced);
  const deletion = story.newer();
  const now = story.start + 9;
  await story.store.markGone(deletion, now);
  const result = await story.result();
  const { version, sequencer, uploadedAt } = deletion;
  expect(result).toMatchObject({ status: 'GONE', version, sequencer, uploadedAt, updatedAt: now });
  expect(result).toMatchObject({ unrecorded, ruleMatches: [], nearMisses: [] });
  expect(await story.added({ imageId: story.imageId, state: 'waiting' })).toHaveLength(1);
  for (const gone of ['detection', 'watchlistVersion', 'leaseUntil']) {
    expect(result).not.toHaveProperty(gone);
  }
});

promise('forgets the text of a deleted version, but not what was announced', async (story) => {
  await story.conclude(story.upload, { notified: ['told'] });
  const { version } = story.upload;
  await story.store.markGone(story.newer(1, { version }), story.start);
  const gone = { status: 'GONE', ruleMatches: [], notified: ['told'] };
  expect(await story.result()).toMatchObject(gone);
  expect(await story.result()).not.toHaveProperty('detection');
});

promise('repeats a deletion harmlessly', async (story) => {
  await story.conclude();
  await story.store.markGone(story.newer(), story.start);
  const { status, sequencer, unrecorded } = await story.result();
  await story.store.markGone(story.newer(), story.start);
  expect(await story.result()).toMatchObject({ status, sequencer, unrecorded });
});

promise('ignores a deletion older than the stored upload', async (story) => {
  const result = await story.conclude(story.newer());
  await story.store.markGone(story.upload, story.start);
  expect(await story.result()).toEqual(result);
});

promise('remembers a deletion that arrives before its upload', async (story) => {
  await story.store.markGone(story.newer(1), story.start);
  const gone = { kind: 'stale', result: { status: 'GONE', imageId: story.imageId } };
  expect(await story.claim('me')).toMatchObject(gone);
  const fresh = await story.claim('me', { upload: story.newer(2) });
  expect(fresh).toMatchObject({ kind: 'claimed' });
});

promise('ends the claim when the image is deleted', async (story) => {
  await story.claim('me');
  await story.store.markGone(story.newer(), story.start);
  await failureOf(story.commit('me'), 'claim-lost');
  await story.fail('me');
  expect((await story.result()).status).toBe('GONE');
});

function deliveryFor({ upload }: Story) {
  return sampleDelivery({}, {}, upload);
}
