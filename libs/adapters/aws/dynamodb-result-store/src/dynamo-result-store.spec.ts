import { DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import { startFaultProxy } from '@glyphwatch/aws-failures/testing';
import { describeResultStoreContract } from '@glyphwatch/domain/contracts';
import { DynamoResultStore, TABLES } from './index.ts';
import { localClient, startLocalDynamo } from './testing/local-dynamodb.ts';

describeResultStoreContract('DynamoResultStore', async () => {
  const dynamo = await startLocalDynamo();
  const proxy = await startFaultProxy(dynamo.endpoint);
  const clients: ReturnType<typeof localClient>[] = [];
  const newClient = () => {
    const client = localClient(proxy.endpoint, { maxAttempts: 1 });
    clients.push(client);
    return client;
  };
  const names = { tableName: 'ImageTextMetadata', matchesTableName: 'ImageTextMatches' };
  const client = newClient();
  return {
    store: new DynamoResultStore({ send: client.send.bind(client) }, names),
    reopen: async () => new DynamoResultStore(newClient()),
    async breakBackend() {
      proxy.plan = () => ({ kind: 'answer', status: 503 });
      return async () => void (proxy.plan = () => undefined);
    },
    async misconfigure() {
      for (const table of TABLES) {
        await client.send(new DeleteTableCommand({ TableName: table.name }));
      }
    },
    async close() {
      clients.forEach((one) => one.destroy());
      await proxy.close();
      await dynamo.close();
    },
  };
});
