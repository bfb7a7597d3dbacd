import { randomBytes } from 'node:crypto';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { imageIdOf, type TextDetection } from '@glyphwatch/domain';
import {
  sampleDetection,
  sampleMatch,
  sampleNotification,
  sampleOutcome,
  sampleRecord,
  sampleRuleMatch,
  sampleUpload,
  unique,
} from '@glyphwatch/domain/contracts';
import { DynamoResultStore, RESULTS } from './index.ts';
import { type LocalDynamo, localClient, startLocalDynamo } from './testing/local-dynamodb.ts';

const S3_KEY_BYTES = 1024;
const S3_BUCKET_BYTES = 63;
/** About half a megabyte when packed. */
const DENSE_WORDS = 4500;
/** Four of these do not fit into the megabyte that a query returns at once. */
const LONG_BYTES = 290_000;
jest.setTimeout(30_000);

let dynamo: LocalDynamo;
let close: () => void;
let store: DynamoResultStore;
let partsIn: () => Promise<number>;

beforeAll(async () => {
  dynamo = await startLocalDynamo();
  const client = localClient(dynamo.endpoint);
  store = new DynamoResultStore(client);
  partsIn = async () => {
    const { Items = [] } = await client.send(new ScanCommand({ TableName: RESULTS.name }));
    return Items.filter(({ ImageID }) => ImageID?.S?.startsWith('part:')).length;
  };
  close = () => client.destroy();
});
afterAll(async () => {
  close();
  await dynamo.close();
});

/** Words as an engine places them: fractions that no compressor shortens. */
function denseDetection(words: number): TextDetection {
  const line = sampleDetection('KEEP').lines[0];
  if (!line) throw new Error('a sample has a line');
  const corner = () => ({ x: Math.random(), y: Math.random() });
  const polygonOf = () => [corner(), corner(), corner(), corner()] as const;
  const dense = Array.from({ length: words }, () => ({
    text: Math.random().toString(36),
    confidence: Math.random(),
    box: { left: Math.random(), top: Math.random(), width: Math.random(), height: Math.random() },
    polygon: polygonOf(),
  }));
  return { ...sampleDetection(), lines: [{ ...line, words: dense }] };
}

const commitOf = (changes = {}) => ({
  outcome: sampleOutcome(),
  notifications: [],
  records: [],
  notified: [],
  now: 1100,
  ...changes,
});
const CLAIM = { owner: 'me', now: 1000, leaseUntil: 2000 };

it('keeps a text of any size whole through every step, and leaves no parts behind', async () => {
  const upload = sampleUpload();
  const imageId = imageIdOf(upload.address);
  const outcome = sampleOutcome({ detection: denseDetection(DENSE_WORDS) });
  const notification = sampleNotification();
  await store.claim(upload, CLAIM);
  await store.commit(imageId, 'me', commitOf({ outcome, notifications: [notification] }));
  expect(await store.find(imageId)).toMatchObject({ detection: outcome.detection });
  const parts = await partsIn();
  expect(parts).toBeGreaterThan(1);
  const { items } = await store.list({ since: 1100, until: 1100, limit: 1 });
  expect(items[0]?.detection).toEqual(outcome.detection);
  await store.clear(imageId, { sent: [notification.id] });
  expect((await store.find(imageId))?.detection).toEqual(outcome.detection);
  expect(await partsIn()).toBe(parts);
  await store.markGone({ ...upload, sequencer: 'FF', version: 'v2' }, 1200);
  expect(await partsIn()).toBe(0);
});

it('leaves no parts of a write that came too late', async () => {
  const upload = sampleUpload();
  const imageId = imageIdOf(upload.address);
  const outcome = sampleOutcome({ detection: denseDetection(DENSE_WORDS) });
  await store.claim(upload, CLAIM);
  await store.claim(upload, { owner: 'you', now: 3000, leaseUntil: 4000 });
  await expect(store.commit(imageId, 'me', commitOf({ outcome }))).rejects.toMatchObject({
    code: 'claim-lost',
  });
  expect(await partsIn()).toBe(0);
});

it('reads whole what somebody overwrites meanwhile', async () => {
  const upload = sampleUpload();
  const imageId = imageIdOf(upload.address);
  const outcome = sampleOutcome({ detection: denseDetection(DENSE_WORDS) });
  const notifications = Array.from({ length: 3 }, () => sampleNotification());
  await store.claim(upload, CLAIM);
  await store.commit(imageId, 'me', commitOf({ outcome, notifications }));
  const clearing = Promise.all(notifications.map(({ id }) => store.clear(imageId, { sent: [id] })));
  for (let read = 0; read < 3; read += 1) {
    expect((await store.find(imageId))?.detection).toEqual(outcome.detection);
  }
  await clearing;
  expect((await store.find(imageId))?.pending).toEqual([]);
  await store.markGone({ ...upload, sequencer: 'FF', version: 'v2' }, 1200);
});

it('reads a result again whose chunks another process replaces meanwhile', async () => {
  const upload = sampleUpload();
  const imageId = imageIdOf(upload.address);
  const outcome = sampleOutcome({ detection: denseDetection(DENSE_WORDS) });
  const notification = sampleNotification();
  await store.claim(upload, CLAIM);
  await store.commit(imageId, 'me', commitOf({ outcome, notifications: [notification] }));
  const client = localClient(dynamo.endpoint);
  let replaced: Promise<void> | undefined;
  // After the first chunk was read, before the second.
  client.middlewareStack.add(
    (next) => async (call) => {
      const { Key } = { Key: undefined, ...call.input };
      if (/^part:.*\/1$/.test(Key?.['ImageID']?.S ?? '')) {
        await (replaced ??= store.clear(imageId, { sent: [notification.id] }));
      }
      return next(call);
    },
    { step: 'initialize' },
  );
  const result = await new DynamoResultStore(client).find(imageId);
  client.destroy();
  expect(replaced).toBeDefined();
  expect(result).toMatchObject({ detection: outcome.detection, pending: [] });
});

it('keeps an image that thousands of rules with long ids matched, and lists it by each', async () => {
  const upload = sampleUpload();
  const imageId = imageIdOf(upload.address);
  const ids = Array.from({ length: 3_300 }, (_, index) =>
    `${unique('rule')}${index}`.padEnd(128, 'x'),
  );
  const ruleMatches = ids.map((ruleId) => sampleRuleMatch({ ruleId }));
  await store.claim(upload, CLAIM);
  await store.commit(imageId, 'me', commitOf({ outcome: sampleOutcome({ ruleMatches }) }));
  const stored = await store.find(imageId);
  expect(stored?.ruleMatches).toEqual(ruleMatches);
  for (const ruleId of [ids.at(0), ids.at(-1)]) {
    for (const status of [{}, { status: 'MATCHED' as const }]) {
      const { items } = await store.list({ ruleId: ruleId ?? '', limit: 2, ...status });
      expect(items.map((item) => item.imageId)).toEqual([imageId]);
    }
  }
  expect((await store.list({ ruleId: unique('other'), limit: 2 })).items).toEqual([]);
});

it('lists a history that is longer than one page of DynamoDB', async () => {
  const ruleId = unique('rule');
  const records = Array.from({ length: 5 }, () =>
    sampleRecord({ ruleId, description: randomBytes(LONG_BYTES).toString('base64') }),
  );
  for (const record of records) await store.recordMatches(record.imageId, [record]);
  expect((await store.listMatches(ruleId, { limit: 10 })).items).toHaveLength(records.length);
});

it('keeps the history of a rule that matched thousands of places', async () => {
  const polygons = [...sampleMatch().polygons];
  const matches = Array.from({ length: 6_000 }, () =>
    sampleMatch({ fingerprint: unique('f'), score: Math.random(), polygons }),
  );
  const record = sampleRecord({ ...sampleRuleMatch({ matches }) });
  await store.recordMatches(record.imageId, [record]);
  await store.recordMatches(record.imageId, [record]);
  expect((await store.listMatches(record.ruleId, { limit: 2 })).items).toEqual([record]);
});

for (const [what, key] of [
  ['a key of 1,024 bytes', 'ä/'.repeat(S3_KEY_BYTES).slice(0, S3_KEY_BYTES / 3) + 'x'],
  ['the longest key', 'k'.repeat(S3_KEY_BYTES)],
  ['spaces, plus, umlaut', 'a+b (1) ü é.png'],
  ['two pluses', 'C++.png'],
  ['an encoded slash', 'a%2Fb.png'],
  ['an emoji', '🚪/🗝.png'],
  ['a line break', 'a\nb.png'],
  ['control characters', 'a\u0000\u001b[31m\u202e.png'],
] as const) {
  it(`keeps and lists an image whose key has ${what}`, async () => {
    const address = { bucket: unique('b').padEnd(S3_BUCKET_BYTES, 'b'), key };
    const upload = sampleUpload({ address });
    const imageId = imageIdOf(address);
    const ruleId = unique('rule');
    const outcome = sampleOutcome({ ruleMatches: [sampleRuleMatch({ ruleId })] });
    await store.claim(upload, CLAIM);
    await store.commit(
      imageId,
      'me',
      commitOf({ outcome, notifications: [sampleNotification()], now: 5 }),
    );
    const result = await store.find(imageId);
    expect(result?.address).toEqual(address);
    expect((await store.list({ ruleId, limit: 2 })).items).toEqual([result]);
    const pending = await store.listPending(6, 1000);
    expect(pending.map((one) => one.imageId)).toContain(imageId);
  });
}

it('keeps half an emoji as it was read', async () => {
  const upload = sampleUpload();
  const detection = sampleDetection('HALF \ud83d DOOR');
  await store.claim(upload, CLAIM);
  await store.commit(
    imageIdOf(upload.address),
    'me',
    commitOf({ outcome: sampleOutcome({ detection }) }),
  );
  expect((await store.find(imageIdOf(upload.address)))?.detection).toEqual(detection);
});

it('leaves hundreds of results for hundreds of images, page by page', async () => {
  const ruleId = unique('rule');
  const uploads = Array.from({ length: 250 }, (_, index) => sampleUpload({ uploadedAt: index }));
  const outcome = sampleOutcome({ ruleMatches: [sampleRuleMatch({ ruleId })] });
  for (const upload of uploads) {
    await store.claim(upload, CLAIM);
    await store.commit(imageIdOf(upload.address), 'me', commitOf({ outcome, now: 77_000 }));
  }
  const { items, cursor } = await store.list({ ruleId, limit: 240 });
  expect(items.map(({ uploadedAt }) => uploadedAt)).toEqual(
    Array.from({ length: 240 }, (_, index) => 249 - index),
  );
  const rest = await store.list({ ruleId, limit: 240, ...(cursor ? { cursor } : {}) });
  expect(rest.items).toHaveLength(10);
  expect(rest.cursor).toBeUndefined();
});
