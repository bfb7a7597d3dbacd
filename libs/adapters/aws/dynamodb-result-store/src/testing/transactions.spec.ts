import {
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { DELIVERIES, RESULTS } from '../tables.ts';
import { type LocalDynamo, localClient, startLocalDynamo } from './local-dynamodb.ts';

let dynamo: LocalDynamo;
let client: DynamoDBClient;
beforeAll(async () => {
  dynamo = await startLocalDynamo();
  client = localClient(dynamo.endpoint);
});
afterAll(async () => {
  client.destroy();
  await dynamo.close();
});

const TABLES = [RESULTS, DELIVERIES] as const;
const IF_NEW = {
  ConditionExpression: 'attribute_not_exists(#id)',
};

/** Puts an item of this id in each table, if it is new. */
function pair(id: string, value: string, ClientRequestToken?: string) {
  return new TransactWriteItemsCommand({
    ...(ClientRequestToken === undefined ? {} : { ClientRequestToken }),
    TransactItems: TABLES.map(({ name, partitionKey }) => ({
      Put: {
        TableName: name,
        Item: { [partitionKey]: { S: id }, Value: { S: value } },
        ...IF_NEW,
        ExpressionAttributeNames: { '#id': partitionKey },
      },
    })),
  });
}

/** Of one table after the other. */
async function valuesOf(id: string): Promise<(string | undefined)[]> {
  const values: (string | undefined)[] = [];
  for (const { name, partitionKey } of TABLES) {
    const Key = { [partitionKey]: { S: id } };
    const command = new GetItemCommand({ TableName: name, Key, ConsistentRead: true });
    values.push((await client.send(command)).Item?.['Value']?.S);
  }
  return values;
}

it('writes all', async () => {
  await client.send(pair('a', '1'));
  expect(await valuesOf('a')).toEqual(['1', '1']);
});

it('writes nothing and names the refused write, wherever it stands', async () => {
  for (const [index, { name, partitionKey }] of TABLES.entries()) {
    const id = `b${index}`;
    const Item = { [partitionKey]: { S: id }, Value: { S: 'old' } };
    await client.send(new PutItemCommand({ TableName: name, Item }));
    const codes = TABLES.map((_, at) => ({
      Code: at === index ? 'ConditionalCheckFailed' : 'None',
    }));
    await expect(client.send(pair(id, 'new'))).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      CancellationReasons: codes,
    });
    expect(await valuesOf(id)).toEqual(TABLES.map((_, at) => (at === index ? 'old' : undefined)));
  }
});

it('takes a request once, and refuses its token for another', async () => {
  await client.send(pair('c', '1', 'token-c'));
  await client.send(pair('c', '1', 'token-c'));
  await expect(client.send(pair('c', '2', 'token-c'))).rejects.toMatchObject({
    name: 'IdempotentParameterMismatchException',
  });
  await expect(client.send(pair('c', '1', 'token-d'))).rejects.toMatchObject({
    name: 'TransactionCanceledException',
  });
  expect(await valuesOf('c')).toEqual(['1', '1']);
});

it('lets one of many win, and shows nobody half of it', async () => {
  const attempts = Array.from({ length: 10 }, (_, index) => client.send(pair('d', `${index}`)));
  const won = Promise.allSettled(attempts);
  for (let read = 0; read < 5; read += 1) {
    const [one, two] = await valuesOf('d');
    // What the first table had, the second has by now.
    if (one !== undefined) expect(two).toBe(one);
  }
  expect((await won).filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const [one, two] = await valuesOf('d');
  expect(one).toBe(two);
});

it('refuses what is too much, or twice the same item', async () => {
  const [{ Put } = {}] = pair('e', '1').input.TransactItems ?? [];
  const other = (index: number) => ({
    Put: { TableName: RESULTS.name, Item: { [RESULTS.partitionKey]: { S: `e${index}` } } },
  });
  const long = (index: number) => {
    const { Put: put } = other(index);
    return { Put: { ...put, Item: { ...put.Item, Value: { S: 'x'.repeat(390_000) } } } };
  };
  for (const TransactItems of [
    [{ Put }, { Put }],
    Array.from({ length: 101 }, (_, index) => other(index)),
    Array.from({ length: 15 }, (_, index) => long(index)),
  ]) {
    const command = new TransactWriteItemsCommand({ TransactItems });
    await expect(client.send(command)).rejects.toMatchObject({ name: 'ValidationException' });
  }
  expect(await valuesOf('e')).toEqual([undefined, undefined]);
});
