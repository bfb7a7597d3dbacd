import {
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { type FaultProxy, onceAt, startFaultProxy } from '@glyphwatch/aws-failures/testing';
import { imageIdOf, summaryOf, type Upload } from '@glyphwatch/domain';
import {
  failureOf,
  sampleDelivery,
  sampleMatch,
  sampleOutcome,
  sampleRecord,
  sampleRuleMatch,
  sampleUpload,
  unique,
} from '@glyphwatch/domain/contracts';
import { ALERTS, DynamoResultStore, RESULTS } from './index.ts';
import { type LocalDynamo, localClient, startLocalDynamo } from './testing/local-dynamodb.ts';

const pause = async (): Promise<void> => undefined;
const JUDGEMENT = { at: 1, by: 'ann', verdict: 'confirmed' } as const;

let dynamo: LocalDynamo;
let proxy: FaultProxy;
let client: DynamoDBClient;
let store: DynamoResultStore;
beforeEach(async () => {
  dynamo = await startLocalDynamo();
  proxy = await startFaultProxy(dynamo.endpoint);
  client = localClient(proxy.endpoint);
  store = new DynamoResultStore(client, { pause });
});
afterEach(async () => {
  client.destroy();
  await proxy.close();
  await dynamo.close();
});

const uploadOf = (key: string, uploadedAt = 1_000): Upload =>
  sampleUpload({ address: { bucket: 'bucket', key }, uploadedAt });

async function conclude(upload: Upload, ruleIds: readonly string[] = ['gate']): Promise<void> {
  const owner = unique('owner');
  await store.claim(upload, { owner, now: 1, leaseUntil: 2 });
  const ruleMatches = ruleIds.map((ruleId) => sampleRuleMatch({ ruleId }));
  const outcome = sampleOutcome({ ruleMatches });
  const nothing = { deliveries: [], records: [], notified: [] };
  await store.commit(imageIdOf(upload.address), owner, { outcome, ...nothing, now: 1 });
}

async function alert(upload: Upload, id: string, ruleId = 'gate') {
  const matches = [sampleMatch({ fingerprint: 'f' })];
  const record = sampleRecord({ id, ruleId, matches }, upload);
  await store.recordMatches(record.imageId, [record]);
  return record;
}

const stateOf = async (id: string) =>
  (await store.deliveries.list({ ids: [id], limit: 1 })).items[0]?.state;

async function remind(upload: Upload, id: string, ruleIds: readonly string[]): Promise<void> {
  const about = { ruleIds, reminder: { of: 'told', number: 1 } };
  await store.deliveries.add([sampleDelivery({ id, channel: 'mail' }, about, upload)]);
}

/** As an earlier release wrote it. */
async function writeOlder(upload: Upload): Promise<void> {
  await conclude(upload);
  const id = imageIdOf(upload.address);
  const item = await client.send(
    new QueryCommand({
      TableName: RESULTS.name,
      KeyConditionExpression: 'ImageID = :id',
      ExpressionAttributeValues: { ':id': { S: id } },
    }),
  );
  const { Summary: _s, Wall: _w, WallKey: _k, ...older } = item.Items?.[0] ?? {};
  await client.send(new PutItemCommand({ TableName: RESULTS.name, Item: older }));
  const record = sampleRecord({ id, ruleId: 'gate' }, upload);
  await store.recordMatches(id, [record]);
  for (const { ImageID = { S: '' }, AboutKey = { S: '' } } of await alertItems(id)) {
    const key = { TableName: ALERTS.name, Key: { ImageID, AboutKey } };
    await client.send(new DeleteItemCommand(key));
  }
}

async function alertItems(imageId: string) {
  const query = new QueryCommand({
    TableName: ALERTS.name,
    KeyConditionExpression: 'ImageID = :id',
    ExpressionAttributeValues: { ':id': { S: imageId } },
  });
  return (await client.send(query)).Items ?? [];
}

it('shows what an earlier release wrote once it has caught up, and leaves verdicts alone', async () => {
  for (let at = 0; at < 30; at += 1) await writeOlder(uploadOf(`${at}`, at));
  const result = await store.find('bucket/7');
  expect(await store.queries.summary('bucket/7')).toEqual(result && summaryOf(result));
  expect(await store.queries.count({})).toEqual({ n: 0, more: false });
  await alert(uploadOf('7', 7), 'bucket/7');
  await store.reviews.judge([{ id: 'bucket/7', revision: 0 }], JUDGEMENT);
  expect(await store.catchUp.isDone()).toBe(false);
  const progress: number[] = [];
  await store.catchUp.run((done) => progress.push(done));
  await store.catchUp.run(() => undefined);
  expect(progress.at(-1)).toBe(60);
  expect(await store.catchUp.isDone()).toBe(true);
  expect(await store.queries.count({ ruleId: 'gate' })).toEqual({ n: 30, more: false });
  expect(await store.reviews.count({ verdict: 'new' })).toEqual({ n: 29, more: false });
  expect(await store.reviews.history('bucket/7')).toEqual([JUDGEMENT]);
}, 60_000);

it('finds a rule among more than an item shows', async () => {
  const many = Array.from({ length: 900 }, (_, at) => `rule-${at}-${'x'.repeat(100)}`);
  await conclude(uploadOf('a'), many);
  await conclude(uploadOf('b'));
  const found = async (ruleId: string) =>
    (await store.queries.summaries({ ruleId, limit: 9 })).items.map(({ imageId }) => imageId);
  expect(await found(many.at(-1) ?? '')).toEqual(['bucket/a']);
  expect(await found('gate')).toEqual(['bucket/b']);
});

it('orders images whose ids are longer than a sort key, and keeps them apart', async () => {
  const long = 'x'.repeat(1000);
  for (const key of [`${long}a`, `${long}b`, 'short']) await conclude(uploadOf(key));
  const first = await store.queries.summaries({ limit: 1 });
  expect(first.items.map(({ address }) => address.key.length)).toEqual([1001]);
  const rest = await store.queries.summaries({ limit: 9, cursor: first.cursor ?? '' });
  expect(rest.items.map(({ address }) => address.key.length)).toEqual([1001, 5]);
  const [one] = first.items;
  const around = await store.queries.neighbours(
    {},
    { imageId: one?.imageId ?? '', uploadedAt: 1_000 },
  );
  expect(around).toEqual({ next: rest.items[0]?.imageId });
});

it('says that there may be more when it stops counting', async () => {
  const images = Array.from({ length: 3 }, (_, at) => uploadOf(`${at}`));
  for (const upload of images) await conclude(upload);
  const send = async (command: Parameters<DynamoDBClient['send']>[0]) => {
    const isCount = command instanceof QueryCommand && command.input.IndexName === 'ByUpload';
    if (!isCount) return client.send(command);
    const { ExclusiveStartKey: _, ...input } = command.input;
    return { ...(await client.send(new QueryCommand(input))), LastEvaluatedKey: {} };
  };
  const endless = new DynamoResultStore({ send: send as DynamoDBClient['send'] });
  const { n, more } = await endless.queries.count({});
  expect(more).toBe(true);
  expect(n).toBeGreaterThan(0);
});

it('draws no bars, and says so', async () => {
  expect(store.queries.can).not.toContain('histogram');
  const { message } = await failureOf(store.queries.histogram(), 'store-misconfigured');
  expect(message).toMatch(/charge for/);
});

it('lists no alert with a verdict that it no longer has, however late the index is', async () => {
  await alert(uploadOf('a'), 'one');
  await alert(uploadOf('b'), 'two');
  const before = new Map<string, unknown>();
  let isLate = false;
  const send = async (command: Parameters<DynamoDBClient['send']>[0]) => {
    if (!(command instanceof QueryCommand) || command.input.IndexName !== 'ByVerdict') {
      return client.send(command);
    }
    const asked = JSON.stringify(command.input);
    const answer = isLate ? before.get(asked) : await client.send(command);
    before.set(asked, answer);
    return answer;
  };
  const { reviews } = new DynamoResultStore({ send: send as DynamoDBClient['send'] });
  const ids = async (query: object) =>
    (await reviews.list({ limit: 9, ...query })).items.map(({ id }) => id).sort();
  expect(await ids({ verdict: 'new' })).toEqual(['one', 'two']);
  expect(await ids({})).toEqual(['one', 'two']);
  await reviews.judge([{ id: 'one', revision: 0 }], JUDGEMENT);
  isLate = true;
  expect(await ids({ verdict: 'new' })).toEqual(['two']);
  expect(await ids({})).toEqual(['one', 'two']);
});

it('judges once when its answer is lost, with and without a reminder', async () => {
  const upload = uploadOf('a');
  await alert(upload, 'one', 'gate');
  await alert(upload, 'two', 'brand');
  await remind(upload, 'r', ['gate', 'brand']);
  for (const [id, operation] of [
    ['one', 'PutItem'],
    ['two', 'TransactWriteItems'],
  ] as const) {
    proxy.plan = onceAt(operation, { kind: 'lose-answer' });
    expect(await store.reviews.judge([{ id, revision: 0 }], JUDGEMENT)).toEqual({ overtaken: [] });
    expect(proxy.seen).toContain(operation);
    expect(await store.reviews.history(id)).toHaveLength(1);
  }
  expect(await stateOf('r')).toBe('withdrawn');
});

it('gives a verdict together with the end of its reminders, or not at all', async () => {
  const upload = uploadOf('a');
  await alert(upload, 'one');
  await remind(upload, 'r', ['gate']);
  proxy.plan = (operation) =>
    operation === 'TransactWriteItems' ? { kind: 'answer', status: 400 } : undefined;
  await expect(store.reviews.judge([{ id: 'one', revision: 0 }], JUDGEMENT)).rejects.toThrow();
  proxy.plan = () => undefined;
  expect(await store.reviews.history('one')).toEqual([]);
  expect(await stateOf('r')).toBe('waiting');
});

it('ends a reminder when the last two alerts are judged at the same time', async () => {
  for (let round = 0; round < 5; round += 1) {
    const upload = uploadOf(`${round}`);
    await alert(upload, `gate ${round}`, 'gate');
    await alert(upload, `brand ${round}`, 'brand');
    await remind(upload, `r${round}`, ['gate', 'brand']);
    await Promise.all(
      ['gate', 'brand'].map((rule) =>
        new DynamoResultStore(client).reviews.judge(
          [{ id: `${rule} ${round}`, revision: 0 }],
          JUDGEMENT,
        ),
      ),
    );
    expect(await stateOf(`r${round}`)).toBe('withdrawn');
  }
});

it('shows one of many records about the same that are recorded at once, and finds the others', async () => {
  const upload = uploadOf('a');
  const ids = Array.from({ length: 6 }, (_, at) => `${at}`);
  await Promise.all(ids.map((id) => alert(upload, id)));
  const { items } = await store.reviews.list({ limit: 9 });
  expect(items).toHaveLength(1);
  await store.reviews.judge([{ id: items[0]?.id ?? '', revision: 0 }], JUDGEMENT);
  await alert(upload, 'last');
  const [last, ...others] = (await store.reviews.list({ limit: 9 })).items;
  expect(last).toMatchObject({ id: 'last', verdict: 'confirmed' });
  expect(others).toEqual([]);
  expect(await store.reviews.history(items[0]?.id ?? '')).toEqual([JUDGEMENT]);
});

it('forgets alerts with the history, by age, by hand, and not if it is held', async () => {
  const itemsLeft = async () => {
    const asked = ['old', 'held', 'new'].map(
      async (key) => (await alertItems(`bucket/${key}`)).length,
    );
    return Promise.all(asked);
  };
  for (const [key, at] of [
    ['old', 1_000],
    ['held', 1_000],
    ['new', 9_000],
  ] as const) {
    const upload = uploadOf(key, at);
    await conclude(upload);
    await alert(upload, `${key} 1`);
    await alert(upload, `${key} 2`);
  }
  const held = { of: 'image', value: 'bucket/held', since: 1, by: 'ann', why: 'case 12' } as const;
  await store.hold({ id: 'h', ...held });
  expect(await itemsLeft()).toEqual([2, 2, 2]);
  for (let isDone = false; !isDone;) ({ isDone } = await store.purgeMatches(5_000, 100));
  expect(await itemsLeft()).toEqual([0, 2, 2]);
  expect(await store.delete('bucket/new', { now: 9_999 })).toBe('deleted');
  expect(await store.delete('bucket/held', { now: 9_999 })).toBe('held');
  expect(await itemsLeft()).toEqual([0, 2, 0]);
});
