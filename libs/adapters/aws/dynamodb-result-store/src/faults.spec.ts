import { GetItemCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import {
  type Fault,
  type FaultProxy,
  onceAt,
  startFaultProxy,
} from '@glyphwatch/aws-failures/testing';
import { imageIdOf, type NewDelivery, type Result, type Upload } from '@glyphwatch/domain';
import {
  failureOf,
  sampleDelivery,
  sampleOutcome,
  sampleRecord,
  sampleUpload,
  unique,
} from '@glyphwatch/domain/contracts';
import { DynamoResultStore, MATCHES, RESULTS } from './index.ts';
import { type LocalDynamo, localClient, startLocalDynamo } from './testing/local-dynamodb.ts';

/** As DynamoDB words it: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html */
const refusal = (name: string, status = 400): Fault => ({
  kind: 'answer',
  status,
  body: JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: 'no' }),
});
const LOST: Fault = { kind: 'lose-answer' };
/** A transaction that was not written, with a reason for each of its writes. */
const cancelled = (...codes: readonly string[]): Fault => ({
  kind: 'answer',
  status: 400,
  body: JSON.stringify({
    __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
    CancellationReasons: codes.map((Code) => ({ Code })),
  }),
});
const NOTHING_TOLD = { deliveries: [], notified: [] };

let dynamo: LocalDynamo;
let proxy: FaultProxy;
let close: () => void;
let store: DynamoResultStore;
let other: DynamoResultStore;

beforeAll(async () => {
  dynamo = await startLocalDynamo();
});
afterAll(() => dynamo.close());

beforeEach(async () => {
  proxy = await startFaultProxy(dynamo.endpoint);
  const clients = [
    localClient(proxy.endpoint, {
      maxAttempts: 3,
      requestHandler: { requestTimeout: 250, throwOnRequestTimeout: true },
    }),
    localClient(dynamo.endpoint),
  ] as const;
  store = new DynamoResultStore(clients[0]);
  other = new DynamoResultStore(clients[1]);
  close = () => clients.forEach((client) => client.destroy());
});
afterEach(async () => {
  close();
  await proxy.close();
});

function claimOf(owner: string) {
  return { owner, now: 1000, leaseUntil: 2000 };
}
const commitOf = (changes = {}) => ({
  outcome: sampleOutcome(),
  deliveries: [sampleDelivery()],
  records: [],
  notified: ['told'],
  now: 1100,
  ...changes,
});

async function stored(imageId: string): Promise<Result> {
  const result = await other.find(imageId);
  if (!result) throw new Error('nothing is stored');
  return result;
}

async function added(imageId: string): Promise<string[]> {
  const { items } = await other.deliveries.list({ imageId, limit: 1000 });
  return items.map(({ id }) => id).sort();
}

/** Deliveries about one image. */
function deliveriesOf(upload: Upload, count: number): NewDelivery[] {
  return Array.from({ length: count }, () => sampleDelivery({}, {}, upload));
}

function idsOf(deliveries: readonly NewDelivery[]): string[] {
  return deliveries.map(({ id }) => id).sort();
}

describe('when an answer is lost after the write took effect', () => {
  it('knows its own first claim again', async () => {
    const upload = sampleUpload();
    proxy.plan = onceAt('PutItem', LOST);
    expect(await store.claim(upload, claimOf('me'))).toEqual({ kind: 'claimed' });
    await store.commit(imageIdOf(upload.address), 'me', commitOf());
    expect(await stored(imageIdOf(upload.address))).toMatchObject({
      status: 'MATCHED',
      attempts: 1,
    });
  });

  it('knows its claim over an older version again, and what was there before', async () => {
    const upload = sampleUpload({ sequencer: '01' });
    const imageId = imageIdOf(upload.address);
    await other.claim(upload, claimOf('you'));
    await other.commit(imageId, 'you', commitOf());
    const previous = await stored(imageId);
    let puts = 0;
    proxy.plan = (seen) => (seen === 'PutItem' && (puts += 1) === 2 ? LOST : undefined);
    const newer = { ...upload, sequencer: '02', version: 'v2' };
    expect(await store.claim(newer, claimOf('me'))).toEqual({ kind: 'claimed', previous });
  });

  it('commits once and says that it did', async () => {
    const upload = sampleUpload();
    const imageId = imageIdOf(upload.address);
    await store.claim(upload, claimOf('me'));
    proxy.plan = onceAt('PutItem', LOST);
    await store.commit(imageId, 'me', commitOf({ deliveries: [] }));
    expect((await stored(imageId)).status).toBe('MATCHED');
    await failureOf(store.commit(imageId, 'me', commitOf()), 'claim-lost');
  });

  for (const step of ['commit', 'fail'] as const) {
    it(`adds deliveries once with a ${step}, and says that it did`, async () => {
      const upload = sampleUpload();
      const imageId = imageIdOf(upload.address);
      const deliveries = deliveriesOf(upload, 3);
      await store.claim(upload, claimOf('me'));
      proxy.plan = onceAt('TransactWriteItems', LOST);
      const change = commitOf({ deliveries, reason: 'down' });
      await store[step](imageId, 'me', change as ReturnType<typeof commitOf> & { reason: string });
      expect(proxy.seen.filter((one) => one === 'TransactWriteItems')).toHaveLength(2);
      expect(await added(imageId)).toEqual(idsOf(deliveries));
      await failureOf(store.commit(imageId, 'me', commitOf()), 'claim-lost');
    });
  }

  it('knows its own commit again when DynamoDB no longer knows the request', async () => {
    const upload = sampleUpload();
    const imageId = imageIdOf(upload.address);
    const deliveries = deliveriesOf(upload, 1);
    await store.claim(upload, claimOf('me'));
    const faults = [LOST, cancelled('ConditionalCheckFailed', 'ConditionalCheckFailed')];
    proxy.plan = (seen) => (seen === 'TransactWriteItems' ? faults.shift() : undefined);
    const result = await store.commit(imageId, 'me', commitOf({ deliveries }));
    expect(faults).toEqual([]);
    expect(await stored(imageId)).toEqual(result);
    expect(await added(imageId)).toEqual(idsOf(deliveries));
  });

  it('says claim-lost when its commit was followed by another claim', async () => {
    const upload = sampleUpload({ sequencer: '01' });
    const imageId = imageIdOf(upload.address);
    await store.claim(upload, claimOf('me'));
    const plan = onceAt('PutItem', LOST);
    let overtaken: Promise<unknown> | undefined;
    proxy.plan = (seen) => {
      // The SDK's second try arrives after somebody has claimed a newer version.
      if (proxy.seen.filter((one) => one === 'PutItem').length === 3) {
        overtaken ??= other.claim({ ...upload, sequencer: '02', version: 'v2' }, claimOf('you'));
      }
      return plan(seen);
    };
    await failureOf(
      (async () => {
        await store.commit(imageId, 'me', commitOf({ deliveries: [] }));
        await overtaken;
        await store.commit(imageId, 'me', commitOf());
      })(),
      'claim-lost',
    );
  });

  it('writes a history once', async () => {
    const record = sampleRecord();
    proxy.plan = onceAt('BatchWriteItem', LOST);
    await store.recordMatches(record.imageId, [record]);
    expect((await other.listMatches(record.ruleId, { limit: 10 })).items).toEqual([record]);
  });
});

for (const name of [
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'TransactionInProgressException',
]) {
  it(`gets through one ${name}`, async () => {
    const upload = sampleUpload();
    proxy.plan = onceAt('PutItem', refusal(name));
    expect(await store.claim(upload, claimOf('me'))).toEqual({ kind: 'claimed' });
  });
}

for (const reason of [
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
] as const) {
  it(`gets through one transaction that was cancelled for ${reason}`, async () => {
    const upload = sampleUpload();
    const imageId = imageIdOf(upload.address);
    const deliveries = deliveriesOf(upload, 2);
    await store.claim(upload, claimOf('me'));
    proxy.plan = onceAt('TransactWriteItems', cancelled('None', reason, 'None'));
    await store.commit(imageId, 'me', commitOf({ deliveries }));
    expect(await added(imageId)).toEqual(idsOf(deliveries));
  });

  it(`fails with store-unavailable on a lasting ${reason} and has changed nothing`, async () => {
    const upload = sampleUpload();
    const imageId = imageIdOf(upload.address);
    const [delivery] = deliveriesOf(upload, 1);
    await store.claim(upload, claimOf('me'));
    const before = await stored(imageId);
    proxy.plan = (seen) => (seen === 'TransactWriteItems' ? cancelled(reason, 'None') : undefined);
    const commit = store.commit(imageId, 'me', commitOf({ deliveries: [delivery] }));
    const { cause } = await failureOf(commit, 'store-unavailable');
    expect(cause).toMatchObject({ name: 'TransactionCanceledException' });
    expect(await stored(imageId)).toEqual(before);
    expect(await added(imageId)).toEqual([]);
  });
}

it('fails with store-misconfigured when a transaction is not valid', async () => {
  const upload = sampleUpload();
  const imageId = imageIdOf(upload.address);
  await store.claim(upload, claimOf('me'));
  proxy.plan = onceAt('TransactWriteItems', cancelled('None', 'ValidationError'));
  await failureOf(store.commit(imageId, 'me', commitOf()), 'store-misconfigured');
});

it('claims an image that a transaction has just now', async () => {
  const upload = sampleUpload();
  proxy.plan = onceAt('PutItem', refusal('TransactionConflictException'));
  expect(await store.claim(upload, claimOf('me'))).toEqual({ kind: 'claimed' });
});

it('adds what is new when some deliveries are known already', async () => {
  const upload = sampleUpload();
  const imageId = imageIdOf(upload.address);
  const deliveries = deliveriesOf(upload, 4);
  const known = deliveries.slice(1, 3);
  await other.deliveries.add(known);
  const [first, second] = idsOf(known);
  await other.deliveries.end(known[0]?.channel ?? '', [first ?? ''], { state: 'told' });
  await store.claim(upload, claimOf('me'));
  await store.commit(imageId, 'me', commitOf({ deliveries }));
  expect(await added(imageId)).toEqual(idsOf(deliveries));
  const { items } = await other.deliveries.list({ ids: [first ?? '', second ?? ''], limit: 2 });
  expect(items.find(({ id }) => id === first)?.state).toBe('told');
  expect((await stored(imageId)).status).toBe('MATCHED');
});

it('commits when all deliveries are known already', async () => {
  const upload = sampleUpload();
  const imageId = imageIdOf(upload.address);
  const deliveries = deliveriesOf(upload, 2);
  await other.deliveries.add(deliveries);
  await store.claim(upload, claimOf('me'));
  await store.commit(imageId, 'me', commitOf({ deliveries }));
  expect((await stored(imageId)).status).toBe('MATCHED');
  expect(await added(imageId)).toEqual(idsOf(deliveries));
});

it('adds no delivery with a commit that came too late', async () => {
  const upload = sampleUpload();
  const imageId = imageIdOf(upload.address);
  await store.claim(upload, claimOf('me'));
  await other.claim(upload, { owner: 'you', now: 3000, leaseUntil: 4000 });
  const deliveries = deliveriesOf(upload, 2);
  await failureOf(store.commit(imageId, 'me', commitOf({ deliveries })), 'claim-lost');
  expect(await added(imageId)).toEqual([]);
});

for (const [name, status, code] of [
  ['ThrottlingException', 400, 'store-unavailable'],
  ['ProvisionedThroughputExceededException', 400, 'store-unavailable'],
  ['RequestLimitExceeded', 400, 'store-unavailable'],
  ['ReplicatedWriteConflictException', 400, 'store-unavailable'],
  ['InternalServerError', 500, 'store-unavailable'],
  ['AccessDeniedException', 400, 'store-misconfigured'],
  ['ResourceNotFoundException', 400, 'store-misconfigured'],
  ['UnrecognizedClientException', 400, 'store-misconfigured'],
  ['ExpiredTokenException', 400, 'store-misconfigured'],
  ['ValidationException', 400, 'store-misconfigured'],
] as const) {
  it(`fails with ${code} on a lasting ${name} and has changed nothing`, async () => {
    const upload = sampleUpload();
    const imageId = imageIdOf(upload.address);
    await store.claim(upload, claimOf('me'));
    const before = await stored(imageId);
    proxy.plan = () => refusal(name, status);
    const { cause } = await failureOf(store.commit(imageId, 'me', commitOf()), code);
    expect(cause).toMatchObject({ name });
    expect(await stored(imageId)).toEqual(before);
  });
}

it('fails with store-unavailable when nobody answers in time', async () => {
  proxy.plan = () => ({ kind: 'hang' });
  const { cause } = await failureOf(store.find(unique('image')), 'store-unavailable');
  expect(cause).toMatchObject({ name: 'TimeoutError' });
});

it('sends the rest of a batch again that DynamoDB left undone', async () => {
  const records = Array.from({ length: 30 }, () => sampleRecord({ ruleId: 'left-undone' }));
  const [first] = records;
  const rest = { PutRequest: { Item: { RuleID: { S: 'left-undone' }, MatchedKey: { S: '0' } } } };
  proxy.plan = onceAt('BatchWriteItem', {
    kind: 'answer',
    status: 200,
    body: JSON.stringify({ UnprocessedItems: { [MATCHES.name]: [rest] } }),
  });
  await store.recordMatches(first?.imageId ?? '', records);
  expect(proxy.seen.filter((one) => one === 'BatchWriteItem')).toHaveLength(3);
});

it('reads the rest of a batch again that DynamoDB left out', async () => {
  const upload = sampleUpload();
  await store.claim(upload, claimOf('me'));
  const Keys = [{ ImageID: { S: imageIdOf(upload.address) } }];
  proxy.plan = onceAt('BatchGetItem', {
    kind: 'answer',
    status: 200,
    body: JSON.stringify({ Responses: {}, UnprocessedKeys: { [RESULTS.name]: { Keys } } }),
  });
  const { items } = await store.list({ status: 'PROCESSING', since: 1000, until: 1000, limit: 50 });
  expect(items.map(({ imageId }) => imageId)).toContain(imageIdOf(upload.address));
});

it('fails with store-unavailable when a batch is never done', async () => {
  const rest = { PutRequest: { Item: { RuleID: { S: 'r' }, MatchedKey: { S: '0' } } } };
  proxy.plan = (seen) =>
    seen === 'BatchWriteItem'
      ? {
          kind: 'answer',
          status: 200,
          body: JSON.stringify({ UnprocessedItems: { [MATCHES.name]: [rest] } }),
        }
      : undefined;
  const record = sampleRecord();
  await failureOf(store.recordMatches(record.imageId, [record]), 'store-unavailable');
});

it('leaves one winner when processes race through claim, commit, take and end', async () => {
  const upload = sampleUpload();
  const imageId = imageIdOf(upload.address);
  const clients = Array.from({ length: 8 }, () => localClient(dynamo.endpoint));
  const channel = unique('channel');
  const deliveries = [1, 2].map(() => sampleDelivery({ channel }, {}, upload));
  const told: string[] = [];
  const tell = async (mine: DynamoResultStore) => {
    const { due, now } = await mine.deliveries.look(channel);
    const changes = due.map((row) => ({ id: row.id, due: row.due, until: now + 60_000 }));
    const taken = await mine.deliveries.postpone(channel, changes);
    told.push(...taken);
    await mine.deliveries.end(channel, taken, { state: 'told' });
  };
  await Promise.all(
    clients.map(async (client, index) => {
      const mine = new DynamoResultStore(client);
      const owner = `owner-${index}`;
      const claim = await mine.claim(upload, claimOf(owner));
      if (claim.kind === 'claimed') await mine.commit(imageId, owner, commitOf({ deliveries }));
      await tell(mine);
    }),
  );
  await tell(other);
  clients.forEach((client) => client.destroy());
  expect(told.sort()).toEqual(idsOf(deliveries));
  expect(await stored(imageId)).toMatchObject({ status: 'MATCHED', attempts: 1 });
  const { items } = await other.deliveries.list({ channel, limit: 10 });
  expect(items.map(({ state }) => state)).toEqual(['told', 'told']);
});

it('claims and commits a new image by one write each, without a read', async () => {
  const upload = sampleUpload();
  await store.claim(upload, claimOf('me'));
  await store.commit(imageIdOf(upload.address), 'me', commitOf({ deliveries: [] }));
  expect(proxy.seen).toEqual(['PutItem', 'PutItem']);
});

it('commits with deliveries by one transaction, once this process knows their channel', async () => {
  const channel = unique('channel');
  for (const expected of [['GetItem', 'UpdateItem'], []]) {
    const upload = sampleUpload();
    const deliveries = [sampleDelivery({ channel }, {}, upload)];
    await store.claim(upload, claimOf('me'));
    proxy.seen.length = 0;
    await store.commit(imageIdOf(upload.address), 'me', commitOf({ deliveries }));
    expect(proxy.seen).toEqual([...expected, 'TransactWriteItems']);
  }
});

it('clears what another process added after this one committed', async () => {
  const upload = sampleUpload({ sequencer: '01' });
  const imageId = imageIdOf(upload.address);
  const [mine, theirs] = [sampleRecord(), sampleRecord()];
  await store.claim(upload, claimOf('me'));
  await store.commit(imageId, 'me', commitOf({ records: [mine] }));
  await other.claim({ ...upload, sequencer: '02', version: 'v2' }, claimOf('you'));
  await other.commit(imageId, 'you', commitOf({ records: [theirs] }));
  await store.clear(imageId, [theirs.id]);
  expect((await stored(imageId)).unrecorded).toEqual([mine]);
});

it('finds by the index what a crash left unrecorded, and nothing else', async () => {
  const [left, done] = [sampleUpload(), sampleUpload()];
  for (const upload of [left, done]) {
    await store.claim(upload, claimOf('me'));
    const records = upload === left ? [sampleRecord()] : [];
    await store.commit(imageIdOf(upload.address), 'me', commitOf({ records, now: 10 }));
  }
  const ids = (await other.listUnrecorded(11, 1000)).map(({ imageId }) => imageId);
  expect(ids).toContain(imageIdOf(left.address));
  expect(ids).not.toContain(imageIdOf(done.address));
});

describe('an item that is not as it was written', () => {
  const tamper = async (changes: Record<string, object>) => {
    const upload = sampleUpload();
    await store.claim(upload, claimOf('me'));
    const client = localClient(dynamo.endpoint);
    const TableName = RESULTS.name;
    const Key = { ImageID: { S: imageIdOf(upload.address) } };
    const { Item } = await client.send(new GetItemCommand({ TableName, Key }));
    await client.send(new PutItemCommand({ TableName, Item: { ...Item, ...changes } as never }));
    client.destroy();
    return imageIdOf(upload.address);
  };

  it('is refused if a newer release wrote it', async () => {
    const imageId = await tamper({ SchemaVersion: { N: '99' } });
    const { message } = await failureOf(other.find(imageId), 'store-misconfigured');
    expect(message).toMatch(/newer release. Update/);
  });

  it.each([
    ['damaged', { Body: { B: Uint8Array.of(1, 2, 3) } }],
    ['another image’s', { Body: { S: '{"imageId":"other"}' } }],
    ['without a body', { Body: { NULL: true } }],
    ['without its parts', { Body: { NULL: true }, Parts: { N: '2' } }],
  ])('counts as missing, and is told about once, if it is %s', async (_, changes) => {
    const imageId = await tamper(changes);
    const problems: string[] = [];
    const client = localClient(dynamo.endpoint);
    const onProblem = (problem: string) => void problems.push(problem);
    const watched = new DynamoResultStore(client, { onProblem });
    expect(await watched.find(imageId)).toBeUndefined();
    expect(await watched.find(imageId)).toBeUndefined();
    expect(problems).toEqual([expect.stringContaining(JSON.stringify(imageId))]);
    client.destroy();
  });
});

it('keeps a failed claim out of the way of the next', async () => {
  const upload = sampleUpload();
  const imageId = imageIdOf(upload.address);
  await store.claim(upload, claimOf('me'));
  proxy.plan = onceAt('PutItem', LOST);
  await store.fail(imageId, 'me', { ...NOTHING_TOLD, reason: 'down', now: 1100 });
  expect(await stored(imageId)).toMatchObject({ status: 'FAILED', reason: 'down' });
  expect(await other.claim(upload, claimOf('you'))).toMatchObject({ kind: 'claimed' });
});

it('shows people readable attributes, and masks what a sensitive rule matched', async () => {
  const upload = sampleUpload();
  const outcome = sampleOutcome();
  const ruleMatches = outcome.ruleMatches.map((rule) => ({ ...rule, sensitive: true }));
  await store.claim(upload, claimOf('me'));
  await store.commit(
    imageIdOf(upload.address),
    'me',
    commitOf({ outcome: { ...outcome, ruleMatches } }),
  );
  const client = localClient(dynamo.endpoint);
  const { Items } = await client.send(new ScanCommand({ TableName: RESULTS.name }));
  client.destroy();
  const item = Items?.find(({ ImageID }) => ImageID?.S === imageIdOf(upload.address));
  expect(item).toMatchObject({
    Status: { S: 'MATCHED' },
    UpdatedAt: { S: '1970-01-01T00:00:01.100Z' },
    Provider: { S: 'sample' },
    DetectedText: { S: '•••• ••••\nNo entry – Zutritt für Unbefugte' },
  });
});
