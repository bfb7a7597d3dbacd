import { sampleRecord, unique } from '../samples.ts';
import { Bucket, keysOf } from './bucket.ts';
import { resultStoreContract, type ResultStoreSubject, Story } from './subject.ts';

type Damaged = ResultStoreSubject & Required<Pick<ResultStoreSubject, 'damage'>>;

const promise = (title: string, check: (subject: Damaged) => Promise<void>): void =>
  resultStoreContract.promiseWith('damage', title, check);

/** Three results, of which the second is damaged. */
async function damagedBucket(subject: Damaged): Promise<Bucket> {
  const bucket = new Bucket(subject);
  for (const [at, key] of ['old', 'bad', 'new'].entries()) {
    await bucket.conclude(bucket.upload(key), at + 1, { records: [sampleRecord()] });
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
  await story.conclude();
  await subject.damage(story.imageId);
  const [now, purgeBefore] = [story.start + 10, story.start + 10];
  expect(await story.store.delete(story.imageId, { now, purgeBefore })).toBe('busy');
  const evenIfWaiting = true;
  expect(await story.store.delete(story.imageId, { now, evenIfWaiting })).toBe('deleted');
  expect(await story.store.delete(story.imageId, { now })).toBe('unknown');
  expect(await story.claim(unique('owner'))).toEqual({ kind: 'claimed' });
});
