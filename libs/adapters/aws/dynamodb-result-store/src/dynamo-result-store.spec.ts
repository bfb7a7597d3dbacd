import { DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import { describeResultStoreContract } from '@glyphwatch/domain/contracts';
import { DynamoResultStore, TABLES } from './index.ts';
import { localClient, startLocalDynamo } from './testing/local-dynamodb.ts';

describeResultStoreContract('DynamoResultStore', async () => {
  const dynamo = await startLocalDynamo();
  const clients = [localClient(dynamo.endpoint, { maxAttempts: 1 })];
  const newClient = () => {
    const client = localClient(dynamo.endpoint, { maxAttempts: 1 });
    clients.push(client);
    return client;
  };
  let isOpen = true;
  const breakBackend = async () => {
    isOpen = false;
    await dynamo.close();
  };
  const names = { tableName: 'ImageTextMetadata', matchesTableName: 'ImageTextMatches' };
  const client = newClient();
  return {
    store: new DynamoResultStore({ send: client.send.bind(client) }, names),
    reopen: async () => new DynamoResultStore(newClient()),
    breakBackend,
    async misconfigure() {
      for (const table of TABLES) {
        await client.send(new DeleteTableCommand({ TableName: table.name }));
      }
    },
    async close() {
      clients.forEach((one) => one.destroy());
      if (isOpen) await dynamo.close();
    },
  };
});
