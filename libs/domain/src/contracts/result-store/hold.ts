import { type Hold, imageIdOf, type ResultStore } from '../../index.ts';
import {
  sampleDelivery,
  sampleOutcome,
  sampleRecord,
  sampleRuleMatch,
  unique,
} from '../samples.ts';
import { promise } from './bucket.ts';
import { resultStoreContract } from './subject.ts';

/** The year 2001: before anything that other tests store. */
const OLD = 978_307_200_000;

function holdOf(of: Hold['of'], value: string): Hold {
  return { id: unique('h'), of, value, since: 1_760_000_000_000.5, by: 'ann', why: 'case 12 "ä"' };
}

resultStoreContract.promise('keeps holds until they are ended', async ({ store }) => {
  const [first, second] = [holdOf('rule', unique('rule')), holdOf('image', unique('image'))];
  const later = { ...second, since: first.since + 1 };
  const ours = async () =>
    (await store.holds()).filter(({ id }) => [first.id, second.id].includes(id));
  await store.hold(later);
  await store.hold(first);
  expect(await ours()).toEqual([first, later]);
  await store.hold({ ...first, why: 'case 13' });
  expect(await ours()).toEqual([{ ...first, why: 'case 13' }, later]);
  expect(await store.endHold(first.id)).toBe(true);
  expect(await store.endHold(first.id)).toBe(false);
  expect(await ours()).toEqual([later]);
  await store.endHold(second.id);
});

promise('neither purges nor deletes an image that is held, until the hold ends', async (bucket) => {
  const { store, start } = bucket;
  const upload = bucket.upload('a');
  const imageId = imageIdOf(upload.address);
  await bucket.conclude(upload, 10);
  await bucket.put('b', 10);
  const before = await store.find(imageId);
  const [one, two] = [holdOf('image', imageId), holdOf('image', imageId)];
  for (const hold of [one, two]) await store.hold(hold);
  expect(new Set(await store.heldBy(imageId))).toEqual(new Set([one, two]));
  expect(await store.heldBy(`${bucket.name}/b`)).toEqual([]);
  const deletion = { now: start + 30, evenIfWaiting: true };
  await store.endHold(one.id);
  for (const more of [
    {},
    { purgeBefore: start + 11 },
    { purgeBefore: start + 11, leaveHistory: true },
  ]) {
    expect(await store.delete(imageId, { ...deletion, ...more })).toBe('held');
  }
  expect(await store.find(imageId)).toEqual(before);
  expect(await store.delete(`${bucket.name}/b`, deletion)).toBe('deleted');
  await store.endHold(two.id);
  expect(await store.heldBy(imageId)).toEqual([]);
  expect(await store.delete(imageId, deletion)).toBe('deleted');
});

promise('holds all images that a rule ever matched', async (bucket) => {
  const { store, start } = bucket;
  const ruleId = unique('rule');
  const matched = sampleOutcome({ ruleMatches: [sampleRuleMatch({ ruleId })] });
  await bucket.conclude(bucket.upload('matched'), 10, { outcome: matched });
  await bucket.put('once', 10);
  const once = sampleRecord({ ruleId }, bucket.upload('once'));
  await store.recordMatches(once.imageId, [once]);
  const unrecorded = sampleRecord({ ruleId }, bucket.upload('unrecorded'));
  await bucket.conclude(bucket.upload('unrecorded'), 10, { records: [unrecorded] });
  await bucket.put('other', 10);
  const hold = holdOf('rule', ruleId);
  await store.hold(hold);
  const deletion = { now: start + 30, evenIfWaiting: true };
  for (const key of ['matched', 'once', 'unrecorded']) {
    const imageId = `${bucket.name}/${key}`;
    expect([key, await store.heldBy(imageId)]).toEqual([key, [hold]]);
    expect([key, await store.delete(imageId, deletion)]).toEqual([key, 'held']);
  }
  expect(await store.delete(`${bucket.name}/other`, deletion)).toBe('deleted');
  await store.endHold(hold.id);
  expect(await store.delete(`${bucket.name}/once`, deletion)).toBe('deleted');
});

promise('keeps the history of a rule or an image that is held', async (bucket) => {
  const { store } = bucket;
  const upload = bucket.upload('a', { uploadedAt: OLD });
  const [ofRule, other] = [sampleRecord({}, upload), sampleRecord({}, upload)];
  const ofImage = sampleRecord({}, bucket.upload('b', { uploadedAt: OLD }));
  for (const one of [ofRule, other, ofImage]) await store.recordMatches(one.imageId, [one]);
  const holds = [holdOf('rule', ofRule.ruleId), holdOf('image', ofImage.imageId)];
  for (const hold of holds) await store.hold(hold);
  await purgeAll(store);
  const left = async ({ ruleId }: typeof other) =>
    (await store.listMatches(ruleId, { limit: 9 })).items;
  expect(await left(ofRule)).toEqual([ofRule]);
  expect(await left(ofImage)).toEqual([ofImage]);
  expect(await left(other)).toEqual([]);
  for (const { id } of holds) await store.endHold(id);
  await purgeAll(store);
  expect(await left(ofRule)).toEqual([]);
});

promise('keeps what was told of a rule or an image that is held', async (bucket) => {
  const { store, deliveries } = bucket;
  const channel = unique('channel');
  const [upload, held] = [bucket.upload('a'), bucket.upload('b')];
  const ruleId = unique('rule');
  const ofRule = sampleDelivery({ channel }, { ruleIds: ['other', ruleId] }, upload);
  const ofImage = sampleDelivery({ channel }, {}, held);
  const other = sampleDelivery({ channel }, {}, upload);
  await deliveries.add([ofRule, ofImage, other]);
  await deliveries.end(channel, [ofRule.id, ofImage.id, other.id], { state: 'told' });
  const holds = [holdOf('rule', ruleId), holdOf('image', ofImage.imageId)];
  for (const hold of holds) await store.hold(hold);
  const left = async () =>
    (await deliveries.list({ channel, limit: 9 })).items.map(({ id }) => id).sort();
  const soon = (await deliveries.now()) + 60_000;
  await deliveries.purge(soon, 1000);
  expect(await left()).toEqual([ofRule.id, ofImage.id].sort());
  for (const { id } of holds) await store.endHold(id);
  await deliveries.purge(soon, 1000);
  expect(await left()).toEqual([]);
});

async function purgeAll(store: ResultStore): Promise<void> {
  while (!(await store.purgeMatches(OLD + 1, 100)).isDone) continue;
}
