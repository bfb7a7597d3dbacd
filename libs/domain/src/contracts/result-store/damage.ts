import { sampleOutcome, sampleRecord, sampleRuleMatch, unique } from '../samples.ts';
import { Bucket, keysOf } from './bucket.ts';
import { resultStoreContract, type ResultStoreSubject, Story } from './subject.ts';

type Damaged = ResultStoreSubject & Required<Pick<ResultStoreSubject, 'damage'>>;

const promise = (title: string, check: (subject: Damaged) => Promise<void>): void =>
  resultStoreContract.promiseWith('damage', title, check);

/** Three results, of which the second is damaged. */
async function damagedBucket(
  subject: Damaged,
  { isRecorded = false }: { readonly isRecorded?: boolean } = {},
): Promise<Bucket> {
  const bucket = new Bucket(subject);
  for (const [at, key] of ['old', 'bad', 'new'].entries()) {
    const records = isRecorded ? [] : [sampleRecord()];
    await bucket.conclude(bucket.upload(key), at + 1, { records });
  }
  await subject.damage(`${bucket.name}/bad`);
  return bucket;
}

promise('leaves what is damaged out of every list, and says so once', async (subject) => {
  const bucket = await damagedBucket(subject);
  for (const query of [{}, { status: 'MATCHED' }, { where: () => true }]) {
    expect(await bucket.keys(query)).toEqual(['new', 'old']);
  }
  expect(await bucket.unrecordedKeys(10)).toEqual(['old', 'new']);
  const problems = subject.problems?.() ?? [];
  expect(problems.filter((problem) => problem.includes(`${bucket.name}/bad`))).toHaveLength(1);
});

promise('leaves what is damaged out of what a purge would remove', async (subject) => {
  const bucket = await damagedBucket(subject, { isRecorded: true });
  expect(await bucket.keys({ purgeable: true })).toEqual(['new', 'old']);
});

promise('fills a page with the results after a damaged one', async (subject) => {
  const bucket = await damagedBucket(subject);
  const query = { since: bucket.start, until: bucket.start + 900, limit: 1 };
  const first = await bucket.store.list(query);
  expect(keysOf(first.items)).toEqual(['new']);
  const second = await bucket.store.list({ ...query, cursor: first.cursor ?? '' });
  expect(keysOf(second.items)).toEqual(['old']);
});

promise('does not let what is damaged hide what waits behind it', async (subject) => {
  const bucket = await damagedBucket(subject);
  await subject.damage(`${bucket.name}/old`);
  expect(await bucket.unrecordedKeys(10)).toEqual(['new']);
});

promise('counts what is damaged as missing, and replaces it by the next scan', async (subject) => {
  const story = new Story(subject);
  await story.conclude();
  await subject.damage(story.imageId);
  expect(await story.store.find(story.imageId)).toBeUndefined();
  expect(await story.claim('me')).toEqual({ kind: 'claimed' });
  await story.commit('me');
  expect(await story.result()).toMatchObject({ status: 'MATCHED', attempts: 1 });
});

promise('marks what is damaged as gone', async (subject) => {
  const story = new Story(subject);
  await story.conclude();
  await subject.damage(story.imageId);
  await story.store.markGone(story.newer(), story.start);
  expect(await story.result()).toMatchObject({ status: 'GONE' });
});

promise('deletes what is damaged, but does not purge it', async (subject) => {
  const story = new Story(subject);
  const record = sampleRecord({}, story.upload);
  await story.conclude();
  await story.store.recordMatches(story.imageId, [record]);
  await subject.damage(story.imageId);
  const [now, purgeBefore] = [story.start + 10, story.start + 10];
  expect(await story.store.delete(story.imageId, { now, purgeBefore })).toBe('busy');
  expect((await story.store.listMatches(record.ruleId, { limit: 9 })).items).toEqual([record]);
  const evenIfWaiting = true;
  expect(await story.store.delete(story.imageId, { now, evenIfWaiting })).toBe('deleted');
  expect(await story.store.delete(story.imageId, { now })).toBe('unknown');
  expect(await story.claim(unique('owner'))).toEqual({ kind: 'claimed' });
});

promise('holds what is damaged, by its id and by a rule that it matched', async (subject) => {
  const story = new Story(subject);
  const ruleId = unique('rule');
  const outcome = sampleOutcome({ ruleMatches: [sampleRuleMatch({ ruleId })] });
  await story.conclude(story.upload, { outcome });
  await subject.damage(story.imageId);
  const why = { since: story.start, by: 'ann', why: 'case 12' };
  const deletion = { now: story.start + 10, evenIfWaiting: true };
  for (const [of, value] of [
    ['image', story.imageId],
    ['rule', ruleId],
  ] as const) {
    const hold = { id: unique('h'), of, value, ...why };
    await story.store.hold(hold);
    expect(await story.store.heldBy(story.imageId)).toEqual([hold]);
    expect(await story.store.delete(story.imageId, deletion)).toBe('held');
    await story.store.endHold(hold.id);
  }
  expect(await story.store.delete(story.imageId, deletion)).toBe('deleted');
});
