import { imageIdOf, type ErrorCode, type ResultStore } from '../../index.ts';
import { failureOf } from '../failure.ts';
import { sampleRecord, sampleUpload, unique } from '../samples.ts';
import { commitOf, LEASE_MS, resultStoreContract, Story } from './subject.ts';

resultStoreContract.promiseWith(
  'reopen',
  'finds everything after reopening',
  async ({ store, deliveries, reopen }) => {
    const story = new Story({ store, deliveries });
    const recorded = sampleRecord({}, story.upload);
    const records = [recorded, sampleRecord({}, story.upload)];
    await story.conclude(story.upload, { records, notified: ['told'] });
    await story.record([recorded]);
    const kept = await story.result();
    const reopened = await reopen();
    expect(await reopened.find(story.imageId)).toEqual(kept);
    const { items } = await reopened.listMatches(recorded.ruleId, { limit: 10 });
    expect(items).toEqual([recorded]);
  },
);

resultStoreContract.promiseWith(
  'reopen',
  'honours a claim granted before reopening',
  async ({ store, deliveries, reopen }) => {
    const before = new Story({ store, deliveries });
    await before.claim('me');
    const after = await reopen();
    const { start: now, upload, imageId } = before;
    const claim = { owner: 'you', now, leaseUntil: now + LEASE_MS };
    expect(await after.claim(upload, claim)).toMatchObject({ kind: 'busy' });
    await failureOf(after.commit(imageId, 'you', commitOf({ now })), 'claim-lost');
    await after.commit(imageId, 'me', commitOf({ now }));
    expect(await after.find(imageId)).toMatchObject({ status: 'MATCHED' });
  },
);

resultStoreContract.promiseWith(
  'breakBackend',
  'fails with store-unavailable and the cause when its backend does not answer',
  async ({ store, breakBackend }) => {
    await breakBackend();
    await expectEveryMethodToFail(store, 'store-unavailable');
  },
);

resultStoreContract.promiseWith(
  'breakBackend',
  'works again once its backend answers',
  async ({ store, deliveries, breakBackend }) => {
    const story = new Story({ store, deliveries });
    const mend = await breakBackend();
    await failureOf(story.claim('me'), 'store-unavailable');
    await mend();
    expect(await story.claim('me')).toEqual({ kind: 'claimed' });
    await story.commit('me');
    expect((await story.result()).status).toBe('MATCHED');
  },
);

resultStoreContract.promiseWith(
  'misconfigure',
  'fails with store-misconfigured and the cause when a person must act',
  async ({ store, misconfigure }) => {
    await misconfigure();
    await expectEveryMethodToFail(store, 'store-misconfigured');
  },
);

async function expectEveryMethodToFail(store: ResultStore, code: ErrorCode): Promise<void> {
  const upload = sampleUpload();
  const imageId = imageIdOf(upload.address);
  const sent = { deliveries: [], notified: [] };
  const attempts: readonly (() => Promise<unknown>)[] = [
    () => store.claim(upload, { owner: 'me', now: 1, leaseUntil: 2 }),
    () => store.renew(imageId, 'me', 2),
    () => store.commit(imageId, 'me', commitOf({})),
    () => store.fail(imageId, 'me', { ...sent, reason: 'down', now: 1 }),
    () => store.recordMatches(imageId, [sampleRecord()]),
    () => store.clear(imageId, [unique('id')]),
    () => store.find(imageId),
    () => store.list({ limit: 1 }),
    // A store that does not count has nothing to fail at.
    async () => (await store.count({})) ?? (await store.find(imageId)),
    () => store.listMatches(unique('rule'), { limit: 1 }),
    () => store.listUnrecorded(1, 1),
    () => store.markGone(upload, 1),
    () => store.delete(imageId, { now: 1 }),
    () => store.list({ purgeable: true, limit: 1 }),
    () => store.purgeMatches(1, 1),
    () => store.hold({ id: 'h', of: 'rule', value: 'gate', since: 1, by: 'ann', why: 'case 12' }),
    () => store.endHold('h'),
    () => store.holds(),
    () => store.heldBy(imageId),
  ];
  for (const attempt of attempts) {
    const { cause } = await failureOf(attempt(), code);
    expect(cause).toBeDefined();
  }
}
