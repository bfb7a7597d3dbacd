import {
  type AttributeValue,
  type DynamoDBClient,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { NO_TURN } from '@glyphwatch/domain';
import { sampleDelivery, sampleRecord, sampleUpload } from '@glyphwatch/domain/contracts';
import { DynamoResultStore } from './index.ts';
import { DELIVERIES, MATCHES, type TableDefinition } from './tables.ts';
import { localClient, type LocalDynamo, startLocalDynamo } from './testing/local-dynamodb.ts';

const DAMAGE = { B: Uint8Array.of(1, 2, 3) };

let dynamo: LocalDynamo;
let client: DynamoDBClient;
let problems: string[];
let store: DynamoResultStore;
beforeEach(async () => {
  dynamo = await startLocalDynamo();
  client = localClient(dynamo.endpoint);
  problems = [];
  store = new DynamoResultStore(client, { onProblem: (problem) => problems.push(problem) });
});
afterEach(async () => {
  client.destroy();
  await dynamo.close();
});

/** Damages an attribute of every item that mentions `key`. */
async function damage(
  { name: TableName, partitionKey, sortKey }: TableDefinition,
  key: string,
  attribute: string,
): Promise<void> {
  const { Items = [] } = await client.send(new ScanCommand({ TableName }));
  const keyOf = (item: Record<string, AttributeValue>) => {
    const names = [partitionKey, ...(sortKey === undefined ? [] : [sortKey])];
    return Object.fromEntries(names.map((each) => [each, item[each] ?? { S: '' }]));
  };
  const keys = Items.filter((item) => JSON.stringify(item).includes(key)).map(keyOf);
  expect(keys.length).toBeGreaterThan(0);
  for (const Key of keys) {
    await client.send(
      new UpdateItemCommand({
        ...{ TableName, Key, UpdateExpression: 'SET #attribute = :damage' },
        ExpressionAttributeNames: { '#attribute': attribute },
        ExpressionAttributeValues: { ':damage': DAMAGE },
      }),
    );
  }
}

it('leaves damaged deliveries out of what is due and of the log, and says so once', async () => {
  const { deliveries } = store;
  for (const id of ['d-old', 'd-bad', 'd-new']) {
    await deliveries.add([sampleDelivery({ id, channel: 'mail' })]);
  }
  await damage(DELIVERIES, 'd-bad', 'About');
  await damage(DELIVERIES, 'd-new', 'Notification');
  for (let time = 0; time < 2; time += 1) {
    expect((await deliveries.look('mail')).due.map(({ id }) => id)).toEqual(['d-old', 'd-new']);
    const { items } = await deliveries.list({ limit: 10 });
    expect(items.map(({ id }) => id).sort()).toEqual(['d-new', 'd-old']);
    const told = await deliveries.notifications('mail', ['d-old', 'd-new']);
    expect([...told.keys()]).toEqual(['d-old']);
  }
  expect(problems.sort()).toEqual([
    'Delivery "d-bad" is damaged and left out. Delete its item.',
    'Delivery "d-new" is damaged and left out. Delete its item.',
  ]);
});

it('goes on with a damaged turn and damaged silences, which the next change replaces', async () => {
  const { deliveries } = store;
  const now = await deliveries.now();
  const about = { of: 'rule', value: 'gate', from: now, by: 'ann', why: 'reprint' } as const;
  const silence = { ...about, id: 's-1', until: now + 60_000 };
  await deliveries.silence(silence);
  await deliveries.change('mail', { ...NO_TURN, policy: 'p' });
  await damage(DELIVERIES, 'turn:mail', 'Body');
  await damage(DELIVERIES, 'silences', 'Body');
  const { turn, silences } = await deliveries.look('mail');
  expect([turn, silences]).toEqual([{ ...NO_TURN, revision: 1 }, []]);
  expect(problems).toHaveLength(2);
  expect(await deliveries.change('mail', { ...NO_TURN, revision: 1, policy: 'q' })).toBe(true);
  await deliveries.silence(silence);
  expect(await deliveries.look('mail')).toMatchObject({
    turn: { policy: 'q' },
    silences: [silence],
  });
});

it('leaves damaged records out of the history, and fills the page', async () => {
  const uploadedAt = 1_760_000_000_000;
  const records = ['a', 'b', 'c'].map((id) =>
    sampleRecord({ id, ruleId: 'gate', version: `version-${id}`, uploadedAt }),
  );
  await store.recordMatches('b/a', records);
  await damage(MATCHES, 'version-b', 'Body');
  const first = await store.listMatches('gate', { limit: 1 });
  const { items } = await store.listMatches('gate', { limit: 1, cursor: first.cursor ?? '' });
  expect([...first.items, ...items].map(({ id }) => id).sort()).toEqual(['a', 'c']);
  expect(problems).toEqual([
    expect.stringMatching(/^Match "gate .*" is damaged in ImageTextMatches/),
  ]);
});

it('deletes damaged deliveries with their image, unless they wait', async () => {
  const { deliveries } = store;
  const [imageId, other] = ['b/bad', 'b/other'];
  for (const [id, about] of [
    ['d-bad', imageId],
    ['d-other', other],
  ] as const) {
    await deliveries.add([sampleDelivery({ id, channel: 'mail', imageId: about })]);
  }
  const upload = { ...sampleUpload(), address: { bucket: 'b', key: 'bad' } };
  await store.markGone(upload, 1);
  await damage(DELIVERIES, 'd-bad', 'About');
  expect(await store.delete(imageId, { now: 2 })).toBe('waiting');
  expect(await store.delete(imageId, { now: 2, evenIfWaiting: true })).toBe('deleted');
  const { Items = [] } = await client.send(new ScanCommand({ TableName: DELIVERIES.name }));
  const ids = Items.map((item) => item[DELIVERIES.partitionKey]?.S);
  expect(ids.filter((id) => id?.startsWith('d-'))).toEqual(['d-other']);
});

it('neither purges nor deletes anything while the holds are damaged', async () => {
  const upload = { ...sampleUpload(), address: { bucket: 'b', key: 'a' } };
  await store.markGone(upload, 1);
  const record = sampleRecord({ ruleId: 'gate' }, upload);
  await store.recordMatches('b/a', [record]);
  const about = { of: 'rule', value: 'gate', since: 1, by: 'ann', why: 'case 12' } as const;
  await store.hold({ ...about, id: 'h-1' });
  await damage(DELIVERIES, 'holds', 'Body');
  const refused = { code: 'store-misconfigured', message: expect.stringContaining('"holds"') };
  await expect(store.delete('b/a', { now: 2 })).rejects.toMatchObject(refused);
  await expect(store.purgeMatches(Infinity, 10)).rejects.toMatchObject(refused);
  await expect(store.deliveries.purge(Infinity, 10)).rejects.toMatchObject(refused);
  await expect(store.hold({ ...about, id: 'h-2' })).rejects.toMatchObject(refused);
  expect((await store.listMatches('gate', { limit: 9 })).items).toEqual([record]);
});
