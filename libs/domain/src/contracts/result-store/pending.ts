import type { PendingNotification } from '../../index.ts';
import { sampleNotification, unique } from '../samples.ts';
import { LEASE_MS, promise, type Story } from './subject.ts';

const HOLD_MS = 10_000;

promise('gives what is pending to the first who asks, until the hold ends', async (story) => {
  const [first, second] = [sampleNotification(), sampleNotification({ reason: 'because' })];
  const before = await story.conclude(story.upload, { notifications: [first, second] });
  const hold = holdAt(story.start);
  expect(await take(story, hold)).toEqual([first, second]);
  const { heldUntil } = hold;
  const pending = [first, second].map((message) => ({ ...message, heldUntil }));
  expect(await story.result()).toEqual({ ...before, pending });
  expect(await take(story, hold)).toEqual([]);
  expect(await take(story, holdAt(heldUntil - 1))).toEqual([]);
  expect(await take(story, holdAt(heldUntil))).toEqual([first, second]);
});

promise('gives what is pending to whoever commits and takes it in that step', async (story) => {
  const [old, held, news] = [sampleNotification(), sampleNotification(), sampleNotification()];
  const { heldUntil } = holdAt(story.start);
  await story.conclude(story.upload, { notifications: [held] });
  await take(story, holdAt(story.start - 1));
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
  expect(await take(story, holdAt(story.start))).toEqual([]);
  expect(await take(story, holdAt(heldUntil))).toEqual([held, old, news]);
});

promise('gives nothing where nothing is pending', async (story) => {
  expect(await take(story, holdAt(story.start))).toEqual([]);
  expect(await story.store.find(story.imageId)).toBeUndefined();
  const result = await story.conclude();
  expect(await take(story, holdAt(story.start))).toEqual([]);
  expect(await story.result()).toEqual(result);
});

promise('gives each pending message to one of many who ask at once', async (story) => {
  const notifications = Array.from({ length: 5 }, () => sampleNotification());
  await story.conclude(story.upload, { notifications });
  const taken = await Promise.all(
    Array.from({ length: 10 }, (_, index) => take(story, holdAt(story.start + index))),
  );
  expect(
    taken
      .flat()
      .map(({ id }) => id)
      .sort(),
  ).toEqual(notifications.map(({ id }) => id).sort());
});

promise('gives only what came since to whoever asks next', async (story) => {
  const [old, fresh] = [sampleNotification(), sampleNotification()];
  await story.conclude(story.upload, { notifications: [old] });
  await take(story, holdAt(story.start));
  await story.conclude(story.newer(), { notifications: [old, fresh] });
  expect(await take(story, holdAt(story.start + 1))).toEqual([fresh]);
});

promise('keeps a hold over claims, commits, failures and deletion', async (story) => {
  await story.conclude(story.upload, { notifications: [sampleNotification()] });
  const hold = holdAt(story.start);
  await take(story, hold);
  const held = [{ heldUntil: hold.heldUntil }];
  await story.claim('me', { redo: true });
  expect((await story.result()).pending).toMatchObject(held);
  await story.fail('me');
  expect((await story.result()).pending).toMatchObject(held);
  await story.conclude();
  expect((await story.result()).pending).toMatchObject(held);
  await story.store.markGone(story.newer(), story.start);
  expect((await story.result()).pending).toMatchObject(held);
});

promise('frees a message that is given back, and no other', async (story) => {
  const [first, second] = [sampleNotification(), sampleNotification()];
  await story.conclude(story.upload, { notifications: [first, second] });
  const { heldUntil } = holdAt(story.start);
  await take(story, holdAt(story.start));
  const now = story.start + 5;
  await story.store.giveBackPending(story.imageId, first.id, { now, heldUntil });
  const pending: PendingNotification[] = [
    { ...first, heldUntil: now },
    { ...second, heldUntil },
  ];
  expect((await story.result()).pending).toEqual(pending);
  expect(await take(story, holdAt(now))).toEqual([first]);
});

promise('does nothing when whoever gives back has not got it', async (story) => {
  const notification = sampleNotification();
  await story.conclude(story.upload, { notifications: [notification] });
  const late = holdAt(story.start);
  await take(story, late);
  await take(story, holdAt(late.heldUntil));
  const taken = await story.result();
  await story.store.giveBackPending(story.imageId, notification.id, late);
  await story.store.giveBackPending(story.imageId, unique('unknown'), late);
  await story.store.giveBackPending(unique('unknown'), notification.id, late);
  expect(await story.result()).toEqual(taken);
});

promise('clears what somebody holds', async (story) => {
  const notification = sampleNotification();
  await story.conclude(story.upload, { notifications: [notification] });
  await take(story, holdAt(story.start));
  await story.store.clear(story.imageId, { sent: [notification.id] });
  expect((await story.result()).pending).toEqual([]);
  expect(await take(story, holdAt(story.start + LEASE_MS))).toEqual([]);
});

function holdAt(now: number) {
  return { now, heldUntil: now + HOLD_MS };
}

function take({ store, imageId }: Story, hold: { now: number; heldUntil: number }) {
  return store.takePending(imageId, hold);
}
