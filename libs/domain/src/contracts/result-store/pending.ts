import type { PendingNotification } from '../../index.ts';
import { sampleNotification, unique } from '../samples.ts';
import { LEASE_MS, promise, type Story } from './subject.ts';

const LEASE_FOR_SENDING_MS = 10_000;

promise('leases pending notifications to the first caller until the lease ends', async (story) => {
  const [first, second] = [sampleNotification(), sampleNotification({ reason: 'because' })];
  const before = await story.conclude(story.upload, { notifications: [first, second] });
  const lease = leaseAt(story.start);
  expect(await take(story, lease)).toEqual([first, second]);
  const { heldUntil } = lease;
  const pending = [first, second].map((message) => ({ ...message, heldUntil }));
  expect(await story.result()).toEqual({ ...before, pending });
  expect(await take(story, lease)).toEqual([]);
  expect(await take(story, leaseAt(heldUntil - 1))).toEqual([]);
  expect(await take(story, leaseAt(heldUntil))).toEqual([first, second]);
});

promise('leases free notifications to a committer who takes them in that step', async (story) => {
  const [old, held, news] = [sampleNotification(), sampleNotification(), sampleNotification()];
  const { heldUntil } = leaseAt(story.start);
  await story.conclude(story.upload, { notifications: [held] });
  await take(story, leaseAt(story.start - 1));
  await story.conclude(story.newer(), { notifications: [old] });
  await story.claim('me', { redo: true, upload: story.newer() });
  const { result, taken } = await story.commit('me', { notifications: [news], heldUntil });
  expect(taken).toEqual([old, news]);
  expect(result.pending.map((message) => message.heldUntil)).toEqual([
    heldUntil - 1,
    heldUntil,
    heldUntil,
  ]);
  expect(await story.result()).toEqual(result);
  expect(await take(story, leaseAt(story.start))).toEqual([]);
  expect(await take(story, leaseAt(heldUntil))).toEqual([held, old, news]);
});

promise('leases nothing when nothing is pending', async (story) => {
  expect(await take(story, leaseAt(story.start))).toEqual([]);
  expect(await story.store.find(story.imageId)).toBeUndefined();
  const result = await story.conclude();
  expect(await take(story, leaseAt(story.start))).toEqual([]);
  expect(await story.result()).toEqual(result);
});

promise('leases each notification to one of many simultaneous callers', async (story) => {
  const notifications = Array.from({ length: 5 }, () => sampleNotification());
  await story.conclude(story.upload, { notifications });
  const taken = await Promise.all(
    Array.from({ length: 10 }, (_, index) => take(story, leaseAt(story.start + index))),
  );
  expect(
    taken
      .flat()
      .map(({ id }) => id)
      .sort(),
  ).toEqual(notifications.map(({ id }) => id).sort());
});

promise('leases only new notifications to the next caller', async (story) => {
  const [old, fresh] = [sampleNotification(), sampleNotification()];
  await story.conclude(story.upload, { notifications: [old] });
  await take(story, leaseAt(story.start));
  await story.conclude(story.newer(), { notifications: [old, fresh] });
  expect(await take(story, leaseAt(story.start + 1))).toEqual([fresh]);
});

promise('keeps a lease through claims, commits, failures and deletion', async (story) => {
  await story.conclude(story.upload, { notifications: [sampleNotification()] });
  const lease = leaseAt(story.start);
  await take(story, lease);
  const held = [{ heldUntil: lease.heldUntil }];
  await story.claim('me', { redo: true });
  expect((await story.result()).pending).toMatchObject(held);
  await story.fail('me');
  expect((await story.result()).pending).toMatchObject(held);
  await story.conclude();
  expect((await story.result()).pending).toMatchObject(held);
  await story.store.markGone(story.newer(), story.start);
  expect((await story.result()).pending).toMatchObject(held);
});

promise('frees only the notification that is given back', async (story) => {
  const [first, second] = [sampleNotification(), sampleNotification()];
  await story.conclude(story.upload, { notifications: [first, second] });
  const { heldUntil } = leaseAt(story.start);
  await take(story, leaseAt(story.start));
  const now = story.start + 5;
  await story.store.giveBackPending(story.imageId, first.id, { now, heldUntil });
  const pending: PendingNotification[] = [
    { ...first, heldUntil: now },
    { ...second, heldUntil },
  ];
  expect((await story.result()).pending).toEqual(pending);
  expect(await take(story, leaseAt(now))).toEqual([first]);
});

promise('ignores a notification given back without its lease', async (story) => {
  const notification = sampleNotification();
  await story.conclude(story.upload, { notifications: [notification] });
  const late = leaseAt(story.start);
  await take(story, late);
  await take(story, leaseAt(late.heldUntil));
  const taken = await story.result();
  await story.store.giveBackPending(story.imageId, notification.id, late);
  await story.store.giveBackPending(story.imageId, unique('unknown'), late);
  await story.store.giveBackPending(unique('unknown'), notification.id, late);
  expect(await story.result()).toEqual(taken);
});

promise('clears a leased notification', async (story) => {
  const notification = sampleNotification();
  await story.conclude(story.upload, { notifications: [notification] });
  await take(story, leaseAt(story.start));
  await story.store.clear(story.imageId, { sent: [notification.id] });
  expect((await story.result()).pending).toEqual([]);
  expect(await take(story, leaseAt(story.start + LEASE_MS))).toEqual([]);
});

function leaseAt(now: number) {
  return { now, heldUntil: now + LEASE_FOR_SENDING_MS };
}

function take({ store, imageId }: Story, lease: { now: number; heldUntil: number }) {
  return store.takePending(imageId, lease);
}
