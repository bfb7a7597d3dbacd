import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { type FaultProxy, startFaultProxy } from '@glyphwatch/aws-failures/testing';
import {
  imageIdOf,
  type Notification,
  recordUnrecorded,
  type Result,
  type Upload,
} from '@glyphwatch/domain';
import {
  failureOf,
  sampleNotification,
  sampleOutcome,
  sampleRecord,
  sampleUpload,
  unique,
} from '@glyphwatch/domain/contracts';
import { packBody, unpackBody } from './body.ts';
import { DynamoResultStore, RESULTS } from './index.ts';
import { waitingAttributes } from './result-item.ts';
import { type LocalDynamo, localClient, startLocalDynamo } from './testing/local-dynamodb.ts';

/*
 * Items of releases that kept what is to be told in the result: `pending` in the body, each perhaps held by whoever tells
 * it, and an entry in `ByWaiting`.
 */

let dynamo: LocalDynamo;
let proxy: FaultProxy;
let store: DynamoResultStore;
let client: ReturnType<typeof localClient>;

beforeAll(async () => {
  dynamo = await startLocalDynamo();
});
afterAll(() => dynamo.close());
beforeEach(async () => {
  proxy = await startFaultProxy(dynamo.endpoint);
  client = localClient(proxy.endpoint, { maxAttempts: 1 });
  store = new DynamoResultStore(client);
});
afterEach(async () => {
  client.destroy();
  await proxy.close();
});

const CLAIM = { owner: 'me', now: 1000, leaseUntil: 2000 };
const COMMIT = { outcome: sampleOutcome(), deliveries: [], records: [], notified: [], now: 1100 };
const NEWER = { sequencer: 'FF', version: 'v2' };

interface Old {
  readonly upload: Upload;
  readonly imageId: string;
  readonly ids: readonly string[];
}

async function old(
  pendingOf: (upload: Upload) => readonly (Notification & { heldUntil?: number })[],
  { isClaimed = false, records = [sampleRecord()].slice(1) } = {},
): Promise<Old> {
  const upload = sampleUpload();
  const imageId = imageIdOf(upload.address);
  await store.claim(upload, CLAIM);
  if (!isClaimed) await store.commit(imageId, 'me', { ...COMMIT, records });
  const [TableName, Key] = [RESULTS.name, { ImageID: { S: imageId } }];
  const { Item = {} } = await client.send(new GetItemCommand({ TableName, Key }));
  const { S, B } = Item['Body'] ?? {};
  const result: Result = S === undefined ? unpackBody(B ?? new Uint8Array()) : JSON.parse(S);
  const pending = pendingOf(upload);
  const Body = { B: packBody({ ...result, pending }) };
  const Revision = { S: unique('revision') };
  const item = { ...Item, Body, Revision, ...waitingAttributes(result, true) };
  await client.send(new PutItemCommand({ TableName, Item: item }));
  return { upload, imageId, ids: pending.map(({ id }) => id).sort() };
}

function some(count: number): (upload: Upload) => Notification[] {
  return (upload) => Array.from({ length: count }, () => sampleNotification({}, upload));
}

async function added(imageId: string): Promise<string[]> {
  const { items } = await store.deliveries.list({ imageId, limit: 1000 });
  return items.map(({ id }) => id).sort();
}

async function isWaiting(imageId: string): Promise<boolean> {
  const waiting = await store.listUnrecorded(1e12, 1000);
  return waiting.some((result) => result.imageId === imageId);
}

/** What another process does that knows nothing of what this one wrote. */
const afresh = () => new DynamoResultStore(client);

for (const [what, act] of [
  ['a claim of a newer upload', ({ upload }) => afresh().claim({ ...upload, ...NEWER }, CLAIM)],
  ['a claim that is answered with done', ({ upload }) => afresh().claim(upload, CLAIM)],
  ['a deletion', ({ upload }) => afresh().markGone({ ...upload, ...NEWER }, 1200)],
  ['a clear', ({ imageId }) => afresh().clear(imageId, [])],
  ['a sweep', () => recordUnrecorded(afresh(), 1e12)],
] as const satisfies (readonly [string, (old: Old) => Promise<unknown>])[]) {
  it(`moves to the outbox with ${what}`, async () => {
    const one = await old(some(2));
    expect(await isWaiting(one.imageId)).toBe(true);
    await act(one);
    expect(await added(one.imageId)).toEqual(one.ids);
    expect(await isWaiting(one.imageId)).toBe(false);
    const { items } = await store.deliveries.list({ imageId: one.imageId, limit: 1 });
    expect(items).toMatchObject([{ state: 'waiting', kind: 'matched', attempts: 0 }]);
  });
}

for (const [what, act] of [
  ['a commit', ({ imageId }) => afresh().commit(imageId, 'me', COMMIT)],
  ['a renewed claim', ({ imageId }) => afresh().renew(imageId, 'me', 9000)],
  [
    'a failure',
    ({ imageId }) =>
      afresh().fail(imageId, 'me', { reason: 'down', deliveries: [], notified: [], now: 1 }),
  ],
] as const satisfies (readonly [string, (old: Old) => Promise<unknown>])[]) {
  it(`moves to the outbox with ${what} of a claim that the earlier release granted`, async () => {
    const one = await old(some(2), { isClaimed: true });
    await act(one);
    expect(await added(one.imageId)).toEqual(one.ids);
    expect(await isWaiting(one.imageId)).toBe(false);
  });
}

it('moves with a commit of a process that remembers its claim from before', async () => {
  const one = await old(some(2), { isClaimed: true });
  await store.commit(one.imageId, 'me', COMMIT);
  expect(await added(one.imageId)).toEqual(one.ids);
});

it('is swept together with what is unrecorded', async () => {
  const record = sampleRecord();
  const one = await old(some(1), { records: [record] });
  await recordUnrecorded(afresh(), 1e12);
  expect(await added(one.imageId)).toEqual(one.ids);
  const { items } = await store.listMatches(record.ruleId, { limit: 1 });
  expect(items).toEqual([record]);
  expect(await store.find(one.imageId)).toMatchObject({ unrecorded: [] });
});

it('waits as long as a process of the earlier release holds it', async () => {
  const now = await store.deliveries.now();
  const heldUntil = now + 40_000;
  const one = await old((upload) => [
    { ...sampleNotification({}, upload), heldUntil },
    { ...sampleNotification({}, upload), heldUntil: now - 40_000 },
  ]);
  await store.clear(one.imageId, []);
  const { items } = await store.deliveries.list({ imageId: one.imageId, limit: 10 });
  const waits = items.map(({ due, addedAt }) => due - addedAt).sort((a, b) => a - b);
  expect(waits[0]).toBe(0);
  expect(waits[1]).toBeGreaterThan(30_000);
  expect(waits[1]).toBeLessThanOrEqual(40_000);
});

it('tells what the earlier release would have told', async () => {
  const notification = sampleNotification();
  const one = await old(() => [{ ...notification, heldUntil: 5 }]);
  await store.clear(one.imageId, []);
  const { channel, id } = notification;
  expect([...(await store.deliveries.notifications(channel, [id]))]).toEqual([[id, notification]]);
});

it('moves all of a thousand, however often the move is cut off', async () => {
  const one = await old(some(1000));
  let writes = 0;
  // Every third transaction fails before or after it took effect.
  proxy.plan = (seen) => {
    if (seen !== 'TransactWriteItems' || (writes += 1) % 3 !== 0) return undefined;
    return writes % 2 === 0 ? { kind: 'lose-answer' } : { kind: 'answer', status: 503 };
  };
  let cuts = 0;
  const clear = () => afresh().clear(one.imageId, []);
  while (
    !(await clear().then(
      () => true,
      () => false,
    ))
  )
    cuts += 1;
  expect(cuts).toBeGreaterThan(2);
  expect(await added(one.imageId)).toEqual(one.ids);
  expect(await isWaiting(one.imageId)).toBe(false);
}, 60_000);

it('moves once when processes race', async () => {
  const one = await old(some(120));
  await Promise.all(Array.from({ length: 6 }, () => afresh().clear(one.imageId, [])));
  expect(await added(one.imageId)).toEqual(one.ids);
  expect(await isWaiting(one.imageId)).toBe(false);
});

it('is lost with no write: what cannot be moved stays', async () => {
  const one = await old(some(2));
  proxy.plan = (seen) =>
    seen === 'TransactWriteItems' ? { kind: 'answer', status: 503 } : undefined;
  const claim = afresh().claim({ ...one.upload, ...NEWER }, CLAIM);
  await failureOf(claim, 'store-unavailable');
  proxy.plan = () => undefined;
  expect(await isWaiting(one.imageId)).toBe(true);
  await store.clear(one.imageId, []);
  expect(await added(one.imageId)).toEqual(one.ids);
});

it('reads without writing', async () => {
  const one = await old(some(1));
  proxy.seen.length = 0;
  expect(await store.find(one.imageId)).not.toHaveProperty('pending');
  await store.list({ since: 1100, until: 1100, limit: 1000 });
  expect(await isWaiting(one.imageId)).toBe(true);
  expect(proxy.seen.filter((one) => /Put|Write|Update|Delete/.test(one))).toEqual([]);
});
