import { CreateTableCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { failureOf } from '@glyphwatch/domain/contracts';
import { DynamoReveals, REVEALS, tableInput } from './index.ts';
import { type LocalDynamo, localClient, startLocalDynamo } from './testing/local-dynamodb.ts';

const REVEAL = { at: Date.UTC(2026, 10, 30), by: 'ann', imageId: 'yard/gate.png', page: 2 };

let dynamo: LocalDynamo;
beforeAll(async () => {
  dynamo = await startLocalDynamo();
});
afterAll(() => dynamo.close());

it('keeps each look, also two of one person in the same millisecond', async () => {
  const client = localClient(dynamo.endpoint);
  await client.send(new CreateTableCommand(tableInput(REVEALS)));
  const reveals = new DynamoReveals(client, { tableName: REVEALS.name });
  await Promise.all([reveals.record(REVEAL), reveals.record(REVEAL)]);
  const { Items = [] } = await client.send(new ScanCommand({ TableName: REVEALS.name }));
  expect(Items).toHaveLength(2);
  for (const item of Items) {
    expect(item).toMatchObject({
      ImageID: { S: 'yard/gate.png' },
      By: { S: 'ann' },
      Page: { N: '2' },
    });
    expect(item['RevealedKey']?.S).toMatch(/^2026-11-30T00:00:00.000Z /);
  }
  client.destroy();
});

it('rejects when it cannot keep it', async () => {
  const client = localClient(dynamo.endpoint);
  const nowhere = new DynamoReveals(client, { tableName: 'NotThere' });
  await failureOf(nowhere.record(REVEAL), 'store-misconfigured');
  client.destroy();
  const unreachable = localClient('http://127.0.0.1:1');
  const away = new DynamoReveals(unreachable, { tableName: REVEALS.name });
  await failureOf(away.record(REVEAL), 'store-unavailable');
  unreachable.destroy();
});
