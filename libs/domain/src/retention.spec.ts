import { imageIdOf } from './image.ts';
import { Retention } from './retention.ts';
import {
  sampleDelivery,
  sampleDetection,
  sampleOutcome,
  sampleRecord,
  sampleUpload,
} from './contracts/samples.ts';
import { InMemoryDeliveries } from './in-memory/in-memory-deliveries.ts';
import { InMemoryDetectionMemory } from './in-memory/in-memory-detection-memory.ts';
import { InMemoryResultStore } from './in-memory/in-memory-result-store.ts';
import { override } from './in-memory/sabotaged-stores.ts';

const DAY_MS = 86_400_000;
const NOW = 1_760_000_000_000;
const nothing = { results: 0, matches: 0, deliveries: 0, held: 0, waiting: 0, failures: [] };

async function open({ keep = {} }: { keep?: object } = {}) {
  const time = { now: NOW };
  const deliveries = new InMemoryDeliveries(() => time.now);
  const store = new InMemoryResultStore(deliveries);
  const detections = new InMemoryDetectionMemory();
  const put = async (key: string, ageDays: number): Promise<string> => {
    const at = NOW - ageDays * DAY_MS;
    const upload = sampleUpload({
      ...{ address: { bucket: 'b', key }, version: `hash of ${key}`, uploadedAt: at },
    });
    const imageId = imageIdOf(upload.address);
    await store.claim(upload, { owner: key, now: at, leaseUntil: at });
    await store.commit(imageId, key, {
      ...{ outcome: sampleOutcome(), deliveries: [], records: [], notified: [], now: at },
    });
    await store.recordMatches(imageId, [sampleRecord({ ruleId: 'gate' }, upload)]);
    await detections.keep(upload.version, 'engine', sampleDetection());
    return imageId;
  };
  const retention = new Retention({
    ...{ store, deliveries, detections },
    ...{ clock: () => time.now, keep },
  });
  const history = async () => (await store.listMatches('gate', { limit: 1000 })).items.length;
  return { store, deliveries, detections, time, put, retention, history };
}

it('keeps everything for ever unless told otherwise', async () => {
  const { put, retention, history } = await open();
  await put('old', 9999);
  expect(await retention.finish()).toEqual(nothing);
  expect(await history()).toBe(1);
});

it('purges texts by their age, with what is remembered, and leaves the history', async () => {
  const { put, retention, store, detections, history } = await open({
    keep: { results: 90 * DAY_MS },
  });
  const [old, young] = [await put('old', 91), await put('young', 89)];
  expect(await retention.turn()).toEqual({ ...nothing, results: 1 });
  expect(await store.find(old)).toMatchObject({ status: 'NO_MATCH', reason: 'purged' });
  expect(await detections.find('hash of old', 'engine')).toBeUndefined();
  expect(await store.find(young)).toMatchObject({ status: 'MATCHED' });
  expect(await detections.find('hash of young', 'engine')).toBeDefined();
  expect(await history()).toBe(2);
});

it('purges the history by its age, and leaves the texts', async () => {
  const { put, retention, store, history } = await open({ keep: { matches: 90 * DAY_MS } });
  const old = await put('old', 91);
  await put('young', 89);
  expect(await retention.turn()).toEqual({ ...nothing, matches: 1 });
  expect(await store.find(old)).toMatchObject({ status: 'MATCHED' });
  expect(await history()).toBe(1);
});

it('does a bounded piece in each turn, and all of them to finish', async () => {
  const { put, retention } = await open({ keep: { results: DAY_MS, matches: DAY_MS } });
  for (let index = 0; index < 250; index += 1) await put(`${index}`, 2);
  expect(await retention.turn()).toMatchObject({ results: 100 });
  const soFar: number[] = [];
  const rest = await retention.finish(undefined, ({ results }) => soFar.push(results));
  expect(rest).toMatchObject({ results: 150 });
  expect(soFar).toEqual([100, 150]);
});

it('forgets what is remembered of files that have changed or are gone, but not of what is shared or held', async () => {
  const { put, retention, store, detections } = await open({ keep: { results: 90 * DAY_MS } });
  const [old, young] = [await put('old', 91), await put('young', 89)];
  await put('gone', 1);
  await store.markGone(
    sampleUpload({ address: { bucket: 'b', key: 'gone' }, version: 'hash of gone' }),
    NOW,
  );
  await detections.keep('hash of an earlier young', 'engine', sampleDetection());
  const record = sampleRecord({ ruleId: 'held' }, sampleUpload({ version: 'hash of a held one' }));
  await store.recordMatches(young, [record]);
  await detections.keep('hash of a held one', 'engine', sampleDetection());
  await store.hold({ id: 'h', of: 'rule', value: 'held', since: 1, by: 'ann', why: 'case 12' });
  const twin = sampleUpload({ address: { bucket: 'b', key: 'twin' }, version: 'hash of old' });
  await store.claim(twin, { owner: 'twin', now: NOW, leaseUntil: NOW + 1 });
  expect(await retention.finish()).toMatchObject({ results: 1 });
  expect(await store.find(old)).toMatchObject({ reason: 'purged' });
  const found = async (hash: string) =>
    (await detections.find(`hash of ${hash}`, 'engine')) !== undefined;
  expect(await Promise.all(['old', 'young', 'a held one'].map(found))).toEqual([true, true, true]);
  expect(await Promise.all(['gone', 'an earlier young'].map(found))).toEqual([false, false]);
});

it('passes by what is held, with what is remembered of it, and goes on behind it', async () => {
  const { put, retention, store, detections } = await open({ keep: { results: DAY_MS } });
  for (let index = 0; index < 120; index += 1) {
    const value = await put(`held ${index}`, 2);
    await store.hold({ id: value, of: 'image', value, since: 1, by: 'ann', why: 'case 12' });
  }
  const old = await put('old', 3);
  expect(await retention.finish()).toEqual({ ...nothing, results: 1, held: 120 });
  expect(await store.find(old)).toMatchObject({ reason: 'purged' });
  expect(await detections.find('hash of held 7', 'engine')).toBeDefined();
});

it('purges the log by the time of telling, all that is left each hour, but for what is held', async () => {
  const keep = { deliveries: 90 * DAY_MS };
  const { store, deliveries, retention, time } = await open({ keep });
  const told = async (count: number, ruleId: string) => {
    const rows = Array.from({ length: count }, () =>
      sampleDelivery({ channel: 'mail' }, { ruleIds: [ruleId] }),
    );
    await deliveries.add(rows);
    const ids = rows.map(({ id }) => id);
    await deliveries.end('mail', ids, { state: 'told' });
  };
  await store.hold({ id: 'h', of: 'rule', value: 'held', since: 1, by: 'ann', why: 'case 12' });
  await told(1500, 'gate');
  await told(3, 'held');
  time.now += 90 * DAY_MS;
  expect(await retention.turn()).toEqual(nothing);
  time.now += 3_600_000;
  expect(await retention.turn()).toEqual({ ...nothing, deliveries: 1000 });
  expect(await retention.turn()).toEqual({ ...nothing, deliveries: 500 });
  expect((await deliveries.list({ channel: 'mail', limit: 9 })).items).toHaveLength(3);
  await store.endHold('h');
  expect(await retention.turn()).toEqual(nothing);
  time.now += 3_600_000;
  expect(await retention.finish()).toEqual({ ...nothing, deliveries: 3 });
});

it('rests for an hour after it has looked at everything', async () => {
  const { put, retention, time } = await open({ keep: { results: DAY_MS } });
  await retention.turn();
  await put('old', 2);
  time.now += 3_599_000;
  expect(await retention.turn()).toMatchObject({ results: 0 });
  time.now += 1000;
  expect(await retention.turn()).toMatchObject({ results: 1 });
});

it('goes on after an image that cannot be purged, and reports it', async () => {
  const { put, store, deliveries, time } = await open();
  const [damaged] = [await put('damaged', 3), await put('old', 4)];
  const failure = new Error('damaged');
  const broken = override(store, {
    delete: async (imageId, deletion) => {
      if (imageId === damaged) throw failure;
      return store.delete(imageId, deletion);
    },
  });
  const keep = { results: DAY_MS };
  const retention = new Retention({ store: broken, deliveries, clock: () => time.now, keep });
  expect(await retention.finish()).toEqual({ ...nothing, results: 1, failures: [failure] });
});
