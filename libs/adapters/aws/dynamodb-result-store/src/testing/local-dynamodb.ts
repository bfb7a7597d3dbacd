import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  type DynamoDBClientConfig,
} from '@aws-sdk/client-dynamodb';
import { tableInput } from '../table-input.ts';
import { TABLES } from '../tables.ts';
import { withTransactions } from './transactions.ts';

/** It has no types of its own; a name that the compiler does not follow spares every project that uses this some. */
const DYNALITE: string = 'dynalite';

interface Dynalite {
  default(options: { readonly createTableMs: number }): Server;
}

export interface LocalDynamo {
  readonly endpoint: string;
  close(): Promise<void>;
}

/** A DynamoDB of its own in this process, with all tables. */
export async function startLocalDynamo({ withTables = true } = {}): Promise<LocalDynamo> {
  const { default: dynalite }: Dynalite = await import(DYNALITE);
  const server = dynalite({ createTableMs: 0 });
  withTransactions(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const endpoint = `http://127.0.0.1:${port}`;
  if (withTables) await createTables(endpoint);
  return {
    endpoint,
    async close() {
      const closed = once(server, 'close');
      server.closeAllConnections();
      server.close();
      await closed;
    },
  };
}

export function localClient(endpoint: string, config: DynamoDBClientConfig = {}): DynamoDBClient {
  return new DynamoDBClient({
    endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    ...config,
  });
}

async function createTables(endpoint: string): Promise<void> {
  const client = localClient(endpoint);
  for (const definition of TABLES) {
    await client.send(new CreateTableCommand(tableInput(definition)));
    const describe = new DescribeTableCommand({ TableName: definition.name });
    while ((await client.send(describe)).Table?.TableStatus !== 'ACTIVE') continue;
  }
  client.destroy();
}
