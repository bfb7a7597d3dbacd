import { DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import { startFaultProxy } from '@glyphwatch/aws-failures/testing';
import {
  describeAlertReviewsContract,
  describeDeliveriesContract,
  describeResultQueriesContract,
  describeResultStoreContract,
} from '@glyphwatch/domain/contracts';
import { DynamoResultStore, TABLES } from './index.ts';
import { localClient, startLocalDynamo } from './testing/local-dynamodb.ts';

const FIVE_MINUTES_MS = 300_000;
/** The emulator takes a while for thousands of rows. */
const MINUTES = { timeoutMs: 180_000 };
const names = {
  tableName: 'ImageTextMetadata',
  matchesTableName: 'ImageTextMatches',
  deliveriesTableName: 'ImageTextDeliveries',
  alertsTableName: 'ImageTextAlerts',
};

/** The emulator's indexes are never late. */
const pause = async (): Promise<void> => undefined;

async function open() {
  const dynamo = await startLocalDynamo();
  const proxy = await startFaultProxy(dynamo.endpoint);
  const clients: ReturnType<typeof localClient>[] = [];
  const newClient = () => {
    const client = localClient(proxy.endpoint, { maxAttempts: 1 });
    clients.push(client);
    return client;
  };
  const client = newClient();
  return {
    store: new DynamoResultStore({ send: client.send.bind(client) }, { ...names, pause }),
    another: (clock?: () => number) =>
      new DynamoResultStore(newClient(), { pause, ...(clock ? { clock } : {}) }),
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
}

describeResultStoreContract('DynamoResultStore', async () => {
  const { another, ...opened } = await open();
  const reopen = async () => another();
  return { ...opened, deliveries: opened.store.deliveries, reopen };
});

describeDeliveriesContract(
  'DynamoDeliveries',
  async () => {
    const { another, store, ...opened } = await open();
    return {
      ...opened,
      deliveries: store.deliveries,
      fromSlowClock: async () => another(() => Date.now() - FIVE_MINUTES_MS).deliveries,
      reopen: async () => another().deliveries,
    };
  },
  MINUTES,
);

const portsOf = (store: DynamoResultStore) => ({
  ...{ store, deliveries: store.deliveries, queries: store.queries, reviews: store.reviews },
});

const openLooking = async () => {
  const { another, store, ...opened } = await open();
  return { ...opened, ...portsOf(store), elsewhere: async () => portsOf(another()) };
};
describeResultQueriesContract('DynamoResultQueries', openLooking);
describeAlertReviewsContract('DynamoAlertReviews', openLooking);
