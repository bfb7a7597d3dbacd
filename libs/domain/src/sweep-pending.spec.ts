import {
  GlyphwatchError,
  imageIdOf,
  type NotifiedChannel,
  type Notifier,
  type ResultStore,
  SweepPending,
} from './index.ts';
import {
  sampleNotification,
  sampleOutcome,
  sampleRecord,
  sampleUpload,
} from './contracts/index.ts';
import { InMemoryNotifier } from './in-memory/in-memory-notifier.ts';
import { InMemoryResultStore } from './in-memory/in-memory-result-store.ts';
import { Outage } from './in-memory/outage.ts';
import { override } from './in-memory/sabotaged-stores.ts';

const NOW = 1_760_000_000_000;
const SEND_MS = 1000;

describe('a sweep', () => {
  it('sends and records everything pending, and then finds nothing left', async () => {
    const world = openWorld();
    for (let index = 0; index < 250; index += 1) await world.leavePending(`${index}`);
    expect(await world.sweeper().sweep()).toEqual({ finished: 250, failures: [] });
    expect(world.notifier.sent).toHaveLength(250);
    expect(await world.store.listPending(Infinity, 1)).toEqual([]);
    expect(await world.sweeper().sweep()).toEqual({ finished: 0, failures: [] });
  });

  it('records unrecorded matches', async () => {
    const world = openWorld();
    const { ruleId } = await world.leavePending('a');
    await world.sweeper().sweep();
    expect((await world.store.listMatches(ruleId, { limit: 10 })).items).toHaveLength(1);
  });

  it('leaves what has been waiting only since the given time', async () => {
    const world = openWorld();
    await world.leavePending('a');
    expect((await world.sweeper().sweep({ before: NOW - 100 })).finished).toBe(0);
  });

  it('tries each image once and reaches those behind many failing ones', async () => {
    const world = openWorld();
    for (let index = 0; index < 230; index += 1) await world.leavePending(`bad-${index}`);
    await world.leavePending('good');
    const attempts = new Map<string, number>();
    const picky: Notifier = {
      async notify({ id, imageId }) {
        attempts.set(id, (attempts.get(id) ?? 0) + 1);
        if (imageId.includes('bad')) throw new GlyphwatchError('notification-refused', 'No.');
      },
    };
    const { finished, failures } = await world.sweeper(picky).sweep({ before: NOW + 1 });
    expect([finished, failures.length]).toEqual([1, 230]);
    expect([...attempts.values()]).toEqual(Array(231).fill(1));
    expect(failures[0]?.error).toMatchObject({ code: 'notification-refused' });
  });

  it('reaches an image that has waited less than many failing ones', async () => {
    const world = openWorld();
    for (let index = 0; index < 120; index += 1) await world.leavePending(`bad-${index}`);
    await world.leavePending('good', 'mail', NOW + 5);
    const picky: Notifier = {
      async notify({ imageId }) {
        if (imageId.includes('bad')) throw new GlyphwatchError('notification-refused', 'No.');
      },
    };
    const { finished, failures } = await world.sweeper(picky).sweep({ before: NOW + 10 });
    expect([finished, failures.length]).toEqual([1, 120]);
  });

  it('retries failures in the next sweep', async () => {
    const world = openWorld();
    await world.leavePending('a');
    world.outage.begin('notifier-unavailable');
    expect((await world.sweeper().sweep()).failures).toHaveLength(1);
    world.outage.end();
    world.pass(1);
    expect(await world.sweeper().sweep()).toEqual({ finished: 1, failures: [] });
  });

  it('leaves what others have leased, unless there are no others', async () => {
    const world = openWorld();
    const { imageId } = await world.leavePending('a');
    await world.store.takePending(imageId, { now: NOW, heldUntil: NOW + SEND_MS });
    await world.sweeper().sweep();
    expect(world.notifier.sent).toEqual([]);
    await world.sweeper().sweep({ evenIfLeased: true });
    expect(world.notifier.sent).toHaveLength(1);
  });

  it('clears notifications for a channel that was removed from the settings', async () => {
    const world = openWorld();
    const { imageId } = await world.leavePending('a', 'removed');
    expect(await world.sweeper().sweep()).toEqual({ finished: 1, failures: [] });
    expect(world.notifier.sent).toEqual([]);
    expect((await world.store.find(imageId))?.pending).toEqual([]);
  });

  it('stops after the current image when aborted', async () => {
    const world = openWorld();
    for (const key of ['a', 'b', 'c']) await world.leavePending(key);
    const signal = { aborted: false };
    const aborting: Notifier = { notify: async () => void (signal.aborted = true) };
    expect(await world.sweeper(aborting).sweep({ signal })).toEqual({ finished: 1, failures: [] });
  });

  it('fails when the store fails in the middle of an image', async () => {
    const world = openWorld();
    await world.leavePending('a');
    const full = new GlyphwatchError('store-unavailable', 'The disk is full.');
    const store = override<ResultStore>(world.store, { clear: () => Promise.reject(full) });
    const sweeper = new SweepPending({ store, channels: [], clock: () => NOW });
    await expect(sweeper.sweep()).rejects.toBe(full);
  });

  it('fails when the store does', async () => {
    const world = openWorld();
    await world.leavePending('a');
    world.outage.begin('store-unavailable');
    await expect(world.sweeper(world.notifier, true).sweep()).rejects.toMatchObject({
      code: 'store-unavailable',
    });
  });
});

function openWorld() {
  let now = NOW;
  const outage = new Outage();
  const store = new InMemoryResultStore();
  const notifier = new InMemoryNotifier();
  const sweeper = (sent: Notifier = outage.reach(notifier), isStoreOut = false) => {
    const receives = new Set(['matched'] as const);
    const channels: NotifiedChannel[] = [
      { name: 'mail', receives, isDefault: true, notifier: sent },
    ];
    const reached = isStoreOut ? outage.reach(store) : store;
    return new SweepPending({ store: reached, channels, clock: () => now, sendMs: SEND_MS });
  };
  const leavePending = async (key: string, channel = 'mail', at = NOW - 10) => {
    const upload = sampleUpload({ address: { bucket: 'b', key } });
    const imageId = imageIdOf(upload.address);
    const record = sampleRecord({}, upload);
    const notifications = [sampleNotification({ channel }, upload)];
    await store.claim(upload, { owner: key, now: at, leaseUntil: at });
    const announced = { notifications, records: [record], notified: [] };
    await store.commit(imageId, key, { outcome: sampleOutcome(), ...announced, now: at });
    return record;
  };
  return { outage, store, notifier, sweeper, leavePending, pass: (ms: number) => (now += ms) };
}
