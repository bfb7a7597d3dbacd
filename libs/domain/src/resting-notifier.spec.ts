import { describeNotifierContract, failureOf, sampleNotification } from './contracts/index.ts';
import { openNotifier } from './in-memory/subjects.ts';
import { GlyphwatchError } from './errors.ts';
import type { Notifier } from './ports.ts';
import { RestingNotifier } from './resting-notifier.ts';

const MINUTE = 60_000;
const MESSAGE = sampleNotification();
const silence = new GlyphwatchError('notifier-unavailable', 'Nobody answers.');

describeNotifierContract('RestingNotifier', async () => {
  const subject = await openNotifier();
  return { ...subject, notifier: new RestingNotifier(subject.notifier, { clock: () => 0 }) };
});

function open() {
  const world = { now: 0, attempts: 0, failure: silence as Error | undefined };
  const rests: number[] = [];
  const channel: Notifier = {
    notify: async () => {
      world.attempts += 1;
      if (world.failure) throw world.failure;
    },
  };
  const notifier = new RestingNotifier(channel, {
    clock: () => world.now,
    onRest: (restMs) => rests.push(restMs),
  });
  const fail = async (times: number) => {
    for (let n = 0; n < times; n += 1) {
      await failureOf(notifier.notify(MESSAGE), 'notifier-unavailable');
    }
  };
  return { world, rests, notifier, fail };
}

it('attempts no more after three failures in a row, and says so once', async () => {
  const { world, rests, notifier, fail } = open();
  await fail(20);
  await expect(notifier.notify(MESSAGE)).rejects.toBe(silence);
  expect([world.attempts, rests]).toEqual([3, [MINUTE]]);
});

it('tries one after each rest, and doubles the rests up to an hour', async () => {
  const { world, rests, fail } = open();
  await fail(3);
  for (let n = 0; n < 8; n += 1) {
    world.now += rests.at(-1) ?? 0;
    await fail(2);
  }
  expect(world.attempts).toBe(11);
  expect(rests.map((ms) => ms / MINUTE)).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
});

it('counts anew after a success', async () => {
  const { world, rests, notifier, fail } = open();
  await fail(2);
  world.failure = undefined;
  await notifier.notify(MESSAGE);
  world.failure = silence;
  await fail(2);
  expect([world.attempts, rests]).toEqual([5, []]);
});

it('does not rest because of what other failures say', async () => {
  const { world, rests, notifier } = open();
  world.failure = new GlyphwatchError('notification-refused', 'Too long.');
  for (let n = 0; n < 5; n += 1) await failureOf(notifier.notify(MESSAGE), 'notification-refused');
  expect([world.attempts, rests]).toEqual([5, []]);
});

it('is not held up by attempts that end during a rest, nor by a clock that was set back', async () => {
  const { world, rests, notifier } = open();
  await Promise.allSettled(Array.from({ length: 6 }, () => notifier.notify(MESSAGE)));
  expect([world.attempts, rests]).toEqual([6, [MINUTE]]);
  world.now = -86_400_000;
  world.failure = undefined;
  await expect(notifier.notify(MESSAGE)).resolves.toBeUndefined();
});
