import { failureOf } from '../failure.ts';
import { sampleNotification, sampleOutcome, sampleRecord, unique } from '../samples.ts';
import { LEASE_MS, promise } from './subject.ts';

promise('stores everything in a commit and ends the claim', async (story) => {
  const outcome = sampleOutcome({ reason: 'because' });
  const announced = {
    notifications: [sampleNotification(), sampleNotification({ reason: 'because', text: 'all' })],
    records: [sampleRecord(), sampleRecord({ kind: 'absent', severity: 'low', sensitive: true })],
    notified: ['told', 'ä'],
  };
  const now = story.start + 7;
  const { upload, imageId } = story;
  const { notifications: pending, records: unrecorded, notified } = announced;
  expect(await story.conclude(upload, { outcome, ...announced, now })).toEqual({
    ...upload,
    ...outcome,
    imageId,
    pending,
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

promise('replaces what was announced and adds to the outbox', async (story) => {
  const [first, second] = [sampleNotification(), sampleNotification()];
  const [one, two] = [sampleRecord(), sampleRecord()];
  await story.conclude(story.upload, { notifications: [first], records: [one], notified: ['a'] });
  await story.claim('me', { redo: true });
  await story.commit('me', { notifications: [second], records: [two], notified: ['b', 'c'] });
  const { pending, unrecorded, notified } = await story.result();
  expect(pending).toEqual([first, second]);
  expect(unrecorded).toEqual([one, two]);
  expect(notified).toEqual(['b', 'c']);
});

promise('does not add what is already pending', async (story) => {
  const announced = { notifications: [sampleNotification()], records: [sampleRecord()] };
  await story.conclude(story.upload, announced);
  await story.conclude(story.newer(1), announced);
  const { pending, unrecorded } = await story.result();
  expect(pending).toEqual(announced.notifications);
  expect(unrecorded).toEqual(announced.records);
});

promise('refuses a second commit of a claim and writes nothing', async (story) => {
  await story.claim('me');
  await story.commit('me');
  const committed = await story.result();
  const again = story.commit('me', { notifications: [sampleNotification()], notified: ['x'] });
  await failureOf(again, 'claim-lost');
  expect(await story.result()).toEqual(committed);
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
  const late = { notifications: [sampleNotification()], records: [sampleRecord()] };
  await failureOf(story.commit('slow', late), 'claim-lost');
  expect(await story.result()).toEqual(taken);
  await story.commit('fast');
  await failureOf(story.commit('slow', late), 'claim-lost');
  expect((await story.result()).pending).toEqual([]);
});

promise('accepts a commit of an expired claim that nobody took over', async (story) => {
  await story.claim('slow');
  await story.commit('slow', { now: story.start + 9 * LEASE_MS });
  expect((await story.result()).status).toBe('MATCHED');
});

promise('ends the claim as FAILED and adds notifications', async (story) => {
  const { imageId, upload } = story;
  await story.claim('me');
  const notification = sampleNotification({ kind: 'failed', status: 'FAILED' });
  const now = story.start + 3;
  await story.fail('me', { notifications: [notification], notified: ['f'], now });
  expect(await story.result()).toEqual({
    ...upload,
    imageId,
    status: 'FAILED',
    reason: 'The engine is down.',
    ruleMatches: [],
    nearMisses: [],
    pending: [notification],
    unrecorded: [],
    notified: ['f'],
    updatedAt: now,
    attempts: 1,
  });
});

promise(
  'keeps the outcome, and what is pending and unrecorded, when a redo fails',
  async (story) => {
    const announced = { notifications: [sampleNotification()], records: [sampleRecord()] };
    const { detection, pending, unrecorded } = await story.conclude(story.upload, announced);
    await story.claim('me', { redo: true });
    await story.fail('me');
    const failed = { status: 'FAILED', detection, pending, unrecorded };
    expect(await story.result()).toMatchObject(failed);
  },
);

promise('replaces what was announced and adds to the outbox on failure', async (story) => {
  const [first, second] = [sampleNotification(), sampleNotification()];
  await story.conclude(story.upload, { notifications: [first], notified: ['a'] });
  await story.claim('me', { redo: true });
  await story.fail('me', { notifications: [first, second], notified: ['b'] });
  const { pending, notified } = await story.result();
  expect(pending).toEqual([first, second]);
  expect(notified).toEqual(['b']);
});

promise('removes the reason of a failure when the next scan succeeds', async (story) => {
  await story.claim('me');
  await story.fail('me');
  expect(await story.conclude()).not.toHaveProperty('reason');
});

promise('ignores a failure without the claim', async (story) => {
  await story.fail('me');
  expect(await story.store.find(story.imageId)).toBeUndefined();
  await story.claim('me');
  const claimed = await story.result();
  await story.fail('you', { notifications: [sampleNotification()], notified: ['x'] });
  expect(await story.result()).toEqual(claimed);
  await story.commit('me');
  const committed = await story.result();
  await story.fail('me', { notifications: [sampleNotification()], notified: ['x'] });
  expect(await story.result()).toEqual(committed);
});

promise('ignores a second failure of a claim', async (story) => {
  await story.claim('me');
  await story.fail('me');
  const failed = await story.result();
  await story.fail('me', { reason: 'again', notifications: [sampleNotification()] });
  expect(await story.result()).toEqual(failed);
  await failureOf(story.commit('me'), 'claim-lost');
});

promise('clears sent notifications one by one; repeating is harmless', async (story) => {
  const [first, second] = [sampleNotification(), sampleNotification()];
  const before = await story.conclude(story.upload, { notifications: [first, second] });
  await story.store.clear(story.imageId, { sent: [first.id] });
  await story.store.clear(story.imageId, { sent: [first.id] });
  await story.store.clear(story.imageId, { sent: [unique('unknown')] });
  expect(await story.result()).toEqual({ ...before, pending: [second] });
  await story.store.clear(story.imageId, { sent: [second.id] });
  expect(await story.result()).toEqual({ ...before, pending: [] });
});

promise('clears what was sent and recorded in one step', async (story) => {
  const notifications = [sampleNotification(), sampleNotification()];
  const records = [sampleRecord({}, story.upload), sampleRecord({}, story.upload)];
  const before = await story.conclude(story.upload, { notifications, records });
  const [sent, recorded] = [notifications, records].map((some) => [some[0]?.id ?? '']);
  await story.store.clear(story.imageId, { sent: sent ?? [], recorded: recorded ?? [] });
  const left = { pending: notifications.slice(1), unrecorded: records.slice(1) };
  expect(await story.result()).toEqual({ ...before, ...left });
});

promise('returns from a commit what it stored', async (story) => {
  const [old, news] = [sampleNotification(), sampleNotification()];
  await story.conclude(story.upload, { notifications: [old] });
  await story.claim('me', { upload: story.newer() });
  const { result, taken } = await story.commit('me', { notifications: [news], notified: ['x'] });
  expect(result).toEqual(await story.result());
  expect(result.pending).toEqual([old, news]);
  expect(taken).toEqual([]);
});

promise('ignores clearing an image that was never claimed', async ({ store, imageId }) => {
  await store.clear(imageId, { sent: [unique('unknown')] });
  expect(await store.find(imageId)).toBeUndefined();
});

promise('loses nothing when many clear and record at once', async (story) => {
  const notifications = Array.from({ length: 8 }, () => sampleNotification());
  const records = Array.from({ length: 8 }, () => sampleRecord({}, story.upload));
  await story.conclude(story.upload, { notifications, records });
  const { store, imageId } = story;
  await Promise.all([
    ...notifications.slice(1).map(({ id }) => store.clear(imageId, { sent: [id] })),
    ...records.slice(1).map((record) => story.record([record])),
  ]);
  const { pending, unrecorded } = await story.result();
  expect([pending, unrecorded]).toEqual([notifications.slice(0, 1), records.slice(0, 1)]);
});

promise('keeps a claim while others clear and record', async (story) => {
  const notifications = [sampleNotification()];
  const records = [sampleRecord({}, story.upload)];
  await story.conclude(story.upload, { notifications, records });
  const { store, imageId } = story;
  await Promise.all([
    story.claim('me', { upload: story.newer() }),
    store.clear(imageId, { sent: [notifications[0]?.id ?? ''] }),
    story.record(records),
  ]);
  await story.commit('me');
  const emptied = { version: 'v1.1', status: 'MATCHED', pending: [], unrecorded: [] };
  expect(await story.result()).toMatchObject(emptied);
});

promise('forgets text and matches of a deleted image, not its outbox', async (story) => {
  const announced = { notifications: [sampleNotification()], records: [sampleRecord()] };
  const { pending, unrecorded } = await story.conclude(story.upload, announced);
  const deletion = story.newer();
  const now = story.start + 9;
  await story.store.markGone(deletion, now);
  const result = await story.result();
  const { version, sequencer, uploadedAt } = deletion;
  expect(result).toMatchObject({ status: 'GONE', version, sequencer, uploadedAt, updatedAt: now });
  expect(result).toMatchObject({ pending, unrecorded, ruleMatches: [], nearMisses: [] });
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
  const { status, sequencer, pending } = await story.result();
  await story.store.markGone(story.newer(), story.start);
  expect(await story.result()).toMatchObject({ status, sequencer, pending });
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
