import { type Crash, openCrashingWorld } from '../testing/crashing-world.ts';
import { LEASE_MS } from '../testing/in-memory-pipeline.ts';

/*
 * claim → detect → commit with what is pending → notify → clear; each row is a function that dies between two of them.
 * The queue delivers its message again, because nobody has acknowledged it.
 */

type World = ReturnType<typeof openCrashingWorld>;

// What dies leaves its alarm ringing, for which the process that runs these specs would wait.
beforeAll(
  () =>
    void jest.useFakeTimers({
      doNotFake: ['performance', 'nextTick', 'setImmediate', 'queueMicrotask', 'Date'],
    }),
);
afterAll(() => void jest.useRealTimers());

/** Later than any claim, or any hold on a message. */
function muchLater({ time }: World): void {
  time.now += LEASE_MS + 1;
}

async function crashedWorld(crash: Crash): Promise<World> {
  const world = openCrashingWorld();
  expect(await world.deliver(crash)).toBe('crashed');
  return world;
}

function toldIds({ notifier }: World): string[] {
  return notifier.sent.map(({ id }) => id);
}

describe('a crash before the claim', () => {
  it('leaves nothing; the next delivery does everything once', async () => {
    const world = await crashedWorld({ when: 'before', call: 'store.claim' });
    expect(await world.stored()).toBeUndefined();
    expect(await world.deliver()).toBe('acknowledged');
    expect(await world.stored()).toMatchObject({ status: 'MATCHED', pending: [] });
    expect([world.paid.times, toldIds(world).length]).toEqual([1, 1]);
  });
});

describe.each<[string, Crash, number]>([
  ['between claim and detection', { when: 'after', call: 'store.claim' }, 1],
  ['while it is detected', { when: 'before', call: 'detector.detectText' }, 1],
  ['between detection and commit', { when: 'after', call: 'detector.detectText' }, 2],
  ['before the commit arrives', { when: 'before', call: 'store.commit' }, 2],
])('a crash %s', (_, crash, timesPaid) => {
  it('leaves the image PROCESSING; its message waits for the claim’s end', async () => {
    const world = await crashedWorld(crash);
    expect(await world.stored()).toMatchObject({ status: 'PROCESSING' });
    expect(await world.deliver()).toBe('again');
    expect(await world.stored()).toMatchObject({ status: 'PROCESSING' });
    expect(toldIds(world)).toEqual([]);
  });

  it(`is made good after it: told once, detection paid ${timesPaid} ×`, async () => {
    const world = await crashedWorld(crash);
    muchLater(world);
    expect(await world.deliver()).toBe('acknowledged');
    expect(await world.stored()).toMatchObject({ status: 'MATCHED', attempts: 2, pending: [] });
    expect([world.paid.times, toldIds(world).length]).toEqual([timesPaid, 1]);
  });
});

describe.each<[string, Crash]>([
  ['between commit and notification', { when: 'after', call: 'store.commit' }],
  ['before the notification leaves', { when: 'before', call: 'notifier.notify' }],
])('a crash %s', (_, crash) => {
  it('leaves the result with what is pending', async () => {
    const world = await crashedWorld(crash);
    expect(await world.stored()).toMatchObject({
      status: 'MATCHED',
      pending: [{ channel: 'topic' }],
    });
    expect(toldIds(world)).toEqual([]);
  });

  it('is finished by the next delivery, without another detection', async () => {
    const world = await crashedWorld(crash);
    muchLater(world);
    expect(await world.deliver()).toBe('acknowledged');
    expect([world.paid.times, toldIds(world).length]).toEqual([1, 1]);
  });

  it('is finished by the sweeper where no delivery comes', async () => {
    const world = await crashedWorld(crash);
    muchLater(world);
    expect(await world.sweep()).toBe(1);
    expect(await world.stored()).toMatchObject({ status: 'MATCHED', pending: [] });
    expect([world.paid.times, toldIds(world).length]).toEqual([1, 1]);
  });
});

describe('a crash between notification and clearing', () => {
  it('is the one that tells twice, with the same id', async () => {
    const world = await crashedWorld({ when: 'after', call: 'notifier.notify' });
    expect(await world.stored()).toMatchObject({ pending: [{ channel: 'topic' }] });
    muchLater(world);
    expect(await world.deliver()).toBe('acknowledged');
    const [first, second, ...more] = toldIds(world);
    expect(first).toBe(second);
    expect(more).toEqual([]);
    expect(world.paid.times).toBe(1);
    expect(await world.stored()).toMatchObject({ pending: [] });
  });
});

describe('no crash', () => {
  it('tells once, pays once, and a second delivery does neither', async () => {
    const world = openCrashingWorld();
    expect([await world.deliver(), await world.deliver()]).toEqual([
      'acknowledged',
      'acknowledged',
    ]);
    expect(await world.sweep()).toBe(0);
    expect([world.paid.times, toldIds(world).length]).toEqual([1, 1]);
  });
});
