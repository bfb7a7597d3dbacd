import { type Crash, openCrashingWorld } from '../testing/crashing-world.ts';
import { LEASE_MS } from '../testing/in-memory-pipeline.ts';

/*
 * claim → detect → commit with deliveries → notify → end; in each row the function dies between two of them. The
 * queue delivers its unacknowledged message again.
 */

type World = ReturnType<typeof openCrashingWorld>;

// A dead function leaves its timeout running, which would keep the test process alive.
beforeAll(
  () =>
    void jest.useFakeTimers({
      doNotFake: ['performance', 'nextTick', 'setImmediate', 'queueMicrotask', 'Date'],
    }),
);
afterAll(() => void jest.useRealTimers());

/** Later than the end of any lease. */
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
    expect(await world.stored()).toMatchObject({ status: 'MATCHED' });
    expect([world.paid.times, toldIds(world).length]).toEqual([1, 1]);
  });
});

describe.each<[string, Crash, number]>([
  ['between claim and detection', { when: 'after', call: 'store.claim' }, 1],
  ['while it is detected', { when: 'before', call: 'detector.detectText' }, 1],
  ['between detection and commit', { when: 'after', call: 'detector.detectText' }, 2],
  ['before the commit arrives', { when: 'before', call: 'store.commit' }, 2],
])('a crash %s', (_, crash, timesPaid) => {
  it('leaves the image PROCESSING; its message waits until the claim expires', async () => {
    const world = await crashedWorld(crash);
    expect(await world.stored()).toMatchObject({ status: 'PROCESSING' });
    expect(await world.deliver()).toBe('again');
    expect(await world.stored()).toMatchObject({ status: 'PROCESSING' });
    expect(toldIds(world)).toEqual([]);
  });

  it(`is then repaired: sent once, detection paid ${timesPaid} ×`, async () => {
    const world = await crashedWorld(crash);
    muchLater(world);
    expect(await world.deliver()).toBe('acknowledged');
    expect(await world.stored()).toMatchObject({ status: 'MATCHED', attempts: 2 });
    expect([world.paid.times, toldIds(world).length]).toEqual([timesPaid, 1]);
  });
});

describe.each<[string, Crash]>([
  ['between commit and notification', { when: 'after', call: 'store.commit' }],
  ['before the notification leaves', { when: 'before', call: 'notifier.notify' }],
])('a crash %s', (_, crash) => {
  it('leaves the result, and what is to be told', async () => {
    const world = await crashedWorld(crash);
    expect(await world.stored()).toMatchObject({ status: 'MATCHED' });
    expect(await world.waiting()).toEqual(['topic']);
    expect(toldIds(world)).toEqual([]);
  });

  it('is finished by the sweeper, whether or not the message comes again', async () => {
    const world = await crashedWorld(crash);
    expect(await world.sweep()).toBe(0);
    expect(toldIds(world)).toEqual([]);
    muchLater(world);
    expect(await world.deliver()).toBe('acknowledged');
    expect(await world.sweep()).toBe(0);
    expect(await world.waiting()).toEqual([]);
    expect([world.paid.times, toldIds(world).length]).toEqual([1, 1]);
  });
});

describe('a crash between telling and recording that', () => {
  it('is the only one that sends twice, with the same id', async () => {
    const world = await crashedWorld({ when: 'after', call: 'notifier.notify' });
    expect(await world.waiting()).toEqual(['topic']);
    muchLater(world);
    expect(await world.sweep()).toBe(0);
    const [first, second, ...more] = toldIds(world);
    expect(first).toBe(second);
    expect(more).toEqual([]);
    expect(world.paid.times).toBe(1);
    expect(await world.waiting()).toEqual([]);
  });
});

describe('no crash', () => {
  it('sends once, pays once, and a second delivery does neither', async () => {
    const world = openCrashingWorld();
    expect([await world.deliver(), await world.deliver()]).toEqual([
      'acknowledged',
      'acknowledged',
    ]);
    expect(await world.sweep()).toBe(0);
    expect([world.paid.times, toldIds(world).length]).toEqual([1, 1]);
  });
});
