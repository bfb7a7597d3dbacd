import { type MatchRecord, type ResultStore } from '../../index.ts';
import { sampleRecord, sampleUpload, unique } from '../samples.ts';
import { allPages } from './all-pages.ts';
import { promise, resultStoreContract, type Story } from './subject.ts';

promise('has an empty history for a rule that never matched', async ({ store }) => {
  expect(await store.listMatches(unique('rule'), { limit: 10 })).toEqual({ items: [] });
});

promise(
  'keeps recorded matches, and lists them as unrecorded until they are cleared',
  async (story) => {
    const [first, second] = [recordFor(story), recordFor(story)];
    const before = await story.conclude(story.upload, { records: [first, second] });
    await story.store.recordMatches(story.imageId, [first]);
    expect(await story.result()).toEqual(before);
    await story.store.clear(story.imageId, [first.id]);
    await story.store.clear(story.imageId, [first.id, unique('unknown')]);
    expect(await historyOf(story.store, first)).toEqual([first]);
    expect(await historyOf(story.store, second)).toEqual([]);
    expect(await story.result()).toEqual({ ...before, unrecorded: [second] });
  },
);

promise('records many matches at once', async (story) => {
  const ruleId = unique('rule');
  const records = Array.from({ length: 60 }, () => recordFor(story, { ruleId }));
  await story.conclude(story.upload, { records });
  await story.record(records);
  const kept = await story.store.listMatches(ruleId, { limit: 100 });
  expect(idsOf(kept.items)).toEqual(idsOf(records));
  expect((await story.result()).unrecorded).toEqual([]);
});

promise('accepts an empty list of matches', async (story) => {
  const result = await story.conclude();
  await story.store.recordMatches(story.imageId, []);
  expect(await story.result()).toEqual(result);
});

promise('replaces a match that is recorded again', async (story) => {
  const record = recordFor(story);
  await story.conclude(story.upload, { records: [record] });
  await story.store.recordMatches(story.imageId, [record]);
  const improved = { ...record, description: 'said better', watchlistVersion: 'w2' };
  await story.store.recordMatches(story.imageId, [improved]);
  expect(await historyOf(story.store, record)).toEqual([improved]);
});

promise('replaces a match when its version is uploaded again', async (story) => {
  const ruleId = unique('rule');
  const [record, other] = [recordFor(story, { ruleId }), recordFor(story, { ruleId })];
  await story.conclude(story.upload, { records: [record, other] });
  await story.store.recordMatches(story.imageId, [record, other]);
  const again = { ...record, uploadedAt: record.uploadedAt + 60_000 };
  await story.store.recordMatches(story.imageId, [again]);
  expect(await historyOf(story.store, record)).toEqual([again, other]);
});

promise('keeps the history of older versions and of deleted images', async (story) => {
  const ruleId = unique('rule');
  const old = recordFor(story, { ruleId });
  await story.conclude(story.upload, { records: [old] });
  await story.conclude(story.newer());
  await story.store.recordMatches(story.imageId, [old]);
  await story.store.markGone(story.newer(2), story.start);
  expect(await historyOf(story.store, old)).toEqual([old]);
});

promise('lists the newest uploads of a rule first', async (story) => {
  const ruleId = unique('rule');
  const times = [3, 1, 5, 2, 4].map((offset) => story.start + offset);
  await recordAt(story, ruleId, times);
  const { items } = await story.store.listMatches(ruleId, { limit: 10 });
  expect(items.map(({ uploadedAt }) => uploadedAt)).toEqual(times.sort((a, b) => b - a));
});

promise('lists the matches of a period, both ends included', async (story) => {
  const ruleId = unique('rule');
  await recordAt(
    story,
    ruleId,
    [1, 2, 3, 4, 5].map((offset) => story.start + offset),
  );
  const [since, until] = [story.start + 2, story.start + 4];
  const seen = async (query: object) =>
    (await story.store.listMatches(ruleId, { limit: 10, ...query })).items.map(
      ({ uploadedAt }) => uploadedAt - story.start,
    );
  expect(await seen({ since, until })).toEqual([4, 3, 2]);
  expect(await seen({ since })).toEqual([5, 4, 3, 2]);
  expect(await seen({ until })).toEqual([4, 3, 2, 1]);
});

promise('pages through a history without skipping or repeating', async (story) => {
  const ruleId = unique('rule');
  const records = await recordAt(
    story,
    ruleId,
    [1, 2, 2, 2, 2, 3, 3].map((at) => story.start + at),
  );
  for (const limit of [1, 2, 3, 7, 1000]) {
    const seen = await allPages(limit, (page) => story.store.listMatches(ruleId, page));
    expect(seen.map(({ uploadedAt }) => uploadedAt - story.start)).toEqual([3, 3, 2, 2, 2, 2, 1]);
    expect(idsOf(seen)).toEqual(idsOf(records));
  }
});

resultStoreContract.promise('keeps the histories of rules apart', async ({ store }) => {
  const upload = sampleUpload();
  const rules = [unique('rule'), `${unique('rule')} "ä"%_*`, unique('RULE')];
  const records = rules.map((ruleId) => sampleRecord({ ruleId }, upload));
  for (const record of records) await store.recordMatches(record.imageId, [record]);
  for (const record of records) expect(await historyOf(store, record)).toEqual([record]);
});

function recordFor({ upload }: Story, changes: Partial<MatchRecord> = {}): MatchRecord {
  return sampleRecord(changes, upload);
}

async function historyOf(store: ResultStore, { ruleId }: MatchRecord) {
  return (await store.listMatches(ruleId, { limit: 10 })).items;
}

async function recordAt(
  { store, imageId, upload }: Story,
  ruleId: string,
  times: readonly number[],
): Promise<MatchRecord[]> {
  const records = times.map((uploadedAt) => sampleRecord({ ruleId }, { ...upload, uploadedAt }));
  await store.recordMatches(imageId, records);
  return records;
}

function idsOf(records: readonly MatchRecord[]): string[] {
  return records.map(({ id }) => id).sort();
}
