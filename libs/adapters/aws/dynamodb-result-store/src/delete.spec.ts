import { randomBytes } from 'node:crypto';
import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { type Fault, type FaultProxy, startFaultProxy } from '@glyphwatch/aws-failures/testing';
import { imageIdOf, type Upload } from '@glyphwatch/domain';
import {
  sampleDelivery,
  sampleDetection,
  sampleMatch,
  sampleOutcome,
  sampleRecord,
  sampleUpload,
} from '@glyphwatch/domain/contracts';
import { DynamoResultStore, MATCHES, RESULTS } from './index.ts';
import { Table } from './table.ts';
import { type LocalDynamo, localClient, startLocalDynamo } from './testing/local-dynamodb.ts';

const LOST: Fault = { kind: 'lose-answer' };
const DOWN: Fault = { kind: 'answer', status: 503 };
/** More than an item holds, and no compressor shortens it. */
const LONG_BYTES = 450_000;
const LATER = { now: 10_000 };
jest.setTimeout(120_000);

let dynamo: LocalDynamo;
let proxy: FaultProxy;
const clients: DynamoDBClient[] = [];
let other: DynamoResultStore;

beforeAll(async () => {
  dynamo = await startLocalDynamo();
  proxy = await startFaultProxy(dynamo.endpoint);
  other = new DynamoResultStore(client(dynamo.endpoint), { pause });
});
afterAll(async () => {
  clients.forEach((one) => one.destroy());
  await proxy.close();
  await dynamo.close();
});
beforeEach(() => {
  proxy.plan = () => undefined;
});

function client(endpoint: string, maxAttempts = 3): DynamoDBClient {
  clients.push(localClient(endpoint, { maxAttempts }));
  return clients.at(-1) as DynamoDBClient;
}

/** A process that dies with the first failure. */
function fragile(): DynamoResultStore {
  return new DynamoResultStore(client(proxy.endpoint, 1), { pause });
}

/** The emulator's indexes are never late. */
const pause = async (): Promise<void> => undefined;

const longText = () => randomBytes(LONG_BYTES).toString('base64');

/** Read, told and recorded, all of it in more than one item. */
async function stored(upload: Upload, textOf: () => string = longText): Promise<string> {
  const imageId = imageIdOf(upload.address);
  const delivery = sampleDelivery({}, {}, upload);
  const record = sampleRecord({ matches: [sampleMatch({ text: textOf() })] }, upload);
  await other.claim(upload, { owner: imageId, now: 1, leaseUntil: 2 });
  await other.commit(imageId, imageId, {
    outcome: sampleOutcome({ detection: sampleDetection(textOf()) }),
    deliveries: [delivery],
    records: [record],
    notified: [],
    now: 1,
  });
  await other.recordMatches(imageId, [record]);
  await other.clear(imageId, [record.id]);
  await other.deliveries.end(delivery.channel, [delivery.id], { state: 'told' });
  return imageId;
}

/** Results, matches and parts of either. */
async function itemsLeft(): Promise<number> {
  let items = 0;
  for (const { name } of [RESULTS, MATCHES]) {
    for await (const _ of new Table(client(dynamo.endpoint), name).scan({})) items += 1;
  }
  return items;
}

async function traces(imageId: string) {
  const told = await other.deliveries.list({ imageId, limit: 9 });
  return { items: await itemsLeft(), told: told.items.length };
}

it('leaves nothing behind, whichever request it dies at, once it is repeated', async () => {
  const first = await stored(sampleUpload());
  expect(await itemsLeft()).toBeGreaterThan(4);
  proxy.seen.length = 0;
  expect(await fragile().delete(first, LATER)).toBe('deleted');
  expect(await traces(first)).toEqual({ items: 0, told: 0 });
  const requests = proxy.seen.length;
  expect(requests).toBeGreaterThan(8);
  for (let position = 0; position < requests; position += 1) {
    for (const fault of [LOST, DOWN]) {
      const imageId = await stored(sampleUpload());
      let passed = 0;
      proxy.plan = () => ((passed += 1) === position + 1 ? fault : undefined);
      await expect(fragile().delete(imageId, LATER)).rejects.toMatchObject({
        code: 'store-unavailable',
      });
      proxy.plan = () => undefined;
      // Only when the last answer was lost is there nothing to repeat.
      const isDone = position === requests - 1 && fault === LOST;
      expect([position, await fragile().delete(imageId, LATER)]).toEqual([
        position,
        isDone ? 'unknown' : 'deleted',
      ]);
      expect([position, fault.kind, await traces(imageId)]).toEqual([
        ...[position, fault.kind, { items: 0, told: 0 }],
      ]);
    }
  }
});

it('purges all but one item, whichever request it dies at, once it is repeated', async () => {
  const deletion = { ...LATER, purgeBefore: LATER.now };
  const purged = { status: 'NO_MATCH', reason: 'purged' };
  const first = await stored(sampleUpload(), () => 'KEEP OUT');
  proxy.seen.length = 0;
  expect(await fragile().delete(first, deletion)).toBe('deleted');
  const requests = proxy.seen.length;
  expect(requests).toBeGreaterThan(6);
  await other.delete(first, LATER);
  for (let position = 0; position < requests; position += 1) {
    const imageId = await stored(sampleUpload(), () => 'KEEP OUT');
    let passed = 0;
    proxy.plan = () => ((passed += 1) === position + 1 ? LOST : undefined);
    await expect(fragile().delete(imageId, deletion)).rejects.toMatchObject({
      code: 'store-unavailable',
    });
    proxy.plan = () => undefined;
    const isDone = position === requests - 1;
    expect([position, await fragile().delete(imageId, deletion)]).toEqual([
      position,
      isDone ? 'busy' : 'deleted',
    ]);
    expect(await other.find(imageId)).toMatchObject(purged);
    expect([position, await traces(imageId)]).toEqual([position, { items: 1, told: 0 }]);
    await other.delete(imageId, LATER);
  }
});

it('keeps what a scan adds while it lists what to delete', async () => {
  const upload = sampleUpload({ sequencer: '1' });
  const imageId = await stored(upload);
  const newer = { ...upload, version: 'v2', sequencer: '2', uploadedAt: upload.uploadedAt + 1 };
  const record = sampleRecord({}, newer);
  const direct = client(dynamo.endpoint);
  let isRacing = true;
  const send = async (command: QueryCommand) => {
    if (isRacing && command instanceof QueryCommand && command.input.TableName === MATCHES.name) {
      isRacing = false;
      await other.claim(newer, { owner: 'you', now: 3, leaseUntil: 4 });
      await other.commit(imageId, 'you', {
        outcome: sampleOutcome(),
        deliveries: [sampleDelivery({}, {}, newer)],
        records: [],
        notified: [],
        now: 3,
      });
      await other.recordMatches(imageId, [record]);
    }
    return direct.send(command);
  };
  const racing = new DynamoResultStore({ send: send as DynamoDBClient['send'] }, { pause });
  expect(await racing.delete(imageId, LATER)).toBe('waiting');
  expect(await other.find(imageId)).toMatchObject({ version: 'v2' });
  expect((await other.listMatches(record.ruleId, { limit: 9 })).items).toContainEqual(record);
  expect(await other.delete(imageId, { ...LATER, evenIfWaiting: true })).toBe('deleted');
  expect(await traces(imageId)).toEqual({ items: 0, told: 0 });
});

it('forgets what was added a moment ago, although indexes are late', async () => {
  const upload = sampleUpload();
  const imageId = await stored(upload, () => 'KEEP OUT');
  let isIndexed = false;
  const direct = client(dynamo.endpoint);
  const send = async (command: QueryCommand) => {
    const isEmpty = command instanceof QueryCommand && !isIndexed;
    return isEmpty ? { Items: [], $metadata: {} } : direct.send(command);
  };
  const late = new DynamoResultStore(
    { send: send as DynamoDBClient['send'] },
    { pause: async () => void (isIndexed = true) },
  );
  expect(await late.delete(imageId, LATER)).toBe('deleted');
  expect(await traces(imageId)).toEqual({ items: 0, told: 0 });
});

it('does not wait for what was written long ago', async () => {
  const imageId = await stored(sampleUpload(), () => 'KEEP OUT');
  const waits: number[] = [];
  const later = new DynamoResultStore(client(dynamo.endpoint), {
    clock: () => Date.now() + 3_600_000,
    pause: async (ms) => void waits.push(ms),
  });
  // The emulator's `Date` would set the clock right.
  jest.spyOn(later.deliveries, 'now').mockResolvedValue(Date.now() + 3_600_000);
  expect(await later.delete(imageId, LATER)).toBe('deleted');
  expect(waits).toEqual([]);
});

it('reads no more for an image than its own history', async () => {
  const [one, two] = [
    await stored(sampleUpload(), () => 'A'),
    await stored(sampleUpload(), () => 'B'),
  ];
  proxy.seen.length = 0;
  expect(await fragile().delete(one, LATER)).toBe('deleted');
  expect(proxy.seen).not.toContain('Scan');
  expect(await other.find(two)).toBeDefined();
  await other.delete(two, LATER);
});

it('asks for the history of an image only where something is held, or the history goes, too', async () => {
  const imageId = await stored(sampleUpload(), () => 'KEEP OUT');
  const queries = async (work: (store: DynamoResultStore) => Promise<unknown>): Promise<number> => {
    proxy.seen.length = 0;
    await work(fragile());
    return proxy.seen.filter((operation) => operation === 'Query').length;
  };
  const purge = { now: 10_000, purgeBefore: 1, leaveHistory: true };
  expect(await queries((store) => store.heldBy(imageId))).toBe(0);
  // The deliveries, which may wait.
  expect(await queries((store) => store.delete(imageId, purge))).toBe(1);
  await other.hold({ id: 'h', of: 'rule', value: 'any', since: 1, by: 'ann', why: 'case 12' });
  expect(await queries((store) => store.heldBy(imageId))).toBe(1);
  expect(await queries((store) => store.delete(imageId, purge))).toBe(2);
  await other.endHold('h');
  await other.delete(imageId, LATER);
});
