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
  it('tells and records all that is pending, and then finds nothing left', async () => {
    const place = openPlace();
    for (let index = 0; index < 250; index += 1) await place.leavePending(`${index}`);
    expect(await place.sweeper().sweep()).toEqual({ finished: 250, failures: [] });
    expect(place.notifier.sent).toHaveLength(250);
    expect(await place.store.listPending(Infinity, 1)).toEqual([]);
    expect(await place.sweeper().sweep()).toEqual({ finished: 0, failures: [] });
  });

  it('records what nobody recorded', async () => {
    const place = openPlace();
    const { ruleId } = await place.leavePending('a');
    await place.sweeper().sweep();
    expect((await place.store.listMatches(ruleId, { limit: 10 })).items).toHaveLength(1);
  });

  it('leaves alone what waits only since the given moment', async () => {
    const place = openPlace();
    await place.leavePending('a');
    expect((await place.sweeper().sweep({ before: NOW - 100 })).finished).toBe(0);
  });

  it('tries each image once and reaches those behind many that fail', async () => {
    const place = openPlace();
    for (let index = 0; index < 230; index += 1) await place.leavePending(`bad-${index}`);
    await place.leavePending('good');
    const attempts = new Map<string, number>();
    const picky: Notifier = {
      async notify({ id, imageId }) {
        attempts.set(id, (attempts.get(id) ?? 0) + 1);
        if (imageId.includes('bad')) throw new GlyphwatchError('notification-refused', 'No.');
      },
    };
    const { finished, failures } = await place.sweeper(picky).sweep({ before: NOW + 1 });
    expect([finished, failures.length]).toEqual([1, 230]);
    expect([...attempts.values()]).toEqual(Array(231).fill(1));
    expect(failures[0]?.error).toMatchObject({ code: 'notification-refused' });
  });

  it('reaches an image that has waited less long than many that were tried in vain', async () => {
    const place = openPlace();
    for (let index = 0; index < 120; index += 1) await place.leavePending(`bad-${index}`);
    await place.leavePending('good', 'mail', NOW + 5);
    const picky: Notifier = {
      async notify({ imageId }) {
        if (imageId.includes('bad')) throw new GlyphwatchError('notification-refused', 'No.');
      },
    };
    const { finished, failures } = await place.sweeper(picky).sweep({ before: NOW + 10 });
    expect([finished, failures.length]).toEqual([1, 120]);
  });

  it('tries again in the next sweep what failed', async () => {
    const place = openPlace();
    await place.leavePending('a');
    place.outage.begin('notifier-unavailable');
    expect((await place.sweeper().sweep()).failures).toHaveLength(1);
    place.outage.end();
    place.pass(1);
    expect(await place.sweeper().sweep()).toEqual({ finished: 1, failures: [] });
  });

  it('leaves to others what they are telling, unless nobody else is alive', async () => {
    const place = openPlace();
    const { imageId } = await place.leavePending('a');
    await place.store.takePending(imageId, { now: NOW, heldUntil: NOW + SEND_MS });
    await place.sweeper().sweep();
    expect(place.notifier.sent).toEqual([]);
    await place.sweeper().sweep({ evenIfLeased: true });
    expect(place.notifier.sent).toHaveLength(1);
  });

  it('tells nobody on a channel that was taken out of the settings', async () => {
    const place = openPlace();
    const { imageId } = await place.leavePending('a', 'removed');
    expect(await place.sweeper().sweep()).toEqual({ finished: 1, failures: [] });
    expect(place.notifier.sent).toEqual([]);
    expect((await place.store.find(imageId))?.pending).toEqual([]);
  });

  it('stops after the image in hand when told to', async () => {
    const place = openPlace();
    for (const key of ['a', 'b', 'c']) await place.leavePending(key);
    const signal = { aborted: false };
    const aborting: Notifier = { notify: async () => void (signal.aborted = true) };
    expect(await place.sweeper(aborting).sweep({ signal })).toEqual({ finished: 1, failures: [] });
  });

  it('fails when the store fails in the middle of an image', async () => {
    const place = openPlace();
    await place.leavePending('a');
    const full = new GlyphwatchError('store-unavailable', 'The disk is full.');
    const store = override<ResultStore>(place.store, { clear: () => Promise.reject(full) });
    const sweeper = new SweepPending({ store, channels: [], clock: () => NOW });
    await expect(sweeper.sweep()).rejects.toBe(full);
  });

  it('fails when the store does', async () => {
    const place = openPlace();
    await place.leavePending('a');
    place.outage.begin('store-unavailable');
    await expect(place.sweeper(place.notifier, true).sweep()).rejects.toMatchObject({
      code: 'store-unavailable',
    });
  });
});

function openPlace() {
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
