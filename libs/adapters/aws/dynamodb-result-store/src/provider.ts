import { CLIENT_TIMEOUTS } from '@glyphwatch/aws-failures';
import { type OpenedStore, provider, type Right, type StoreProvider } from '@glyphwatch/provider';
import * as z from 'zod/mini';
import { ACTIONS, MATCHES, RESULTS } from './tables.ts';

const tableName = z.string().check(z.minLength(3));

export const dynamodb: StoreProvider = provider({
  name: 'dynamodb',
  abilities: {
    ports: ['ResultStore'],
    summary: 'two DynamoDB tables, one conditional write for each step',
    hosts: ['function'],
    limits: ['no search of texts', 'no deleting of results'],
    needs: ['the tables that infra creates'],
  },
  settings: () =>
    z.strictObject({
      tableName: z._default(tableName, RESULTS.name),
      matchesTableName: z._default(tableName, MATCHES.name),
    }),
  open: async (settings): Promise<OpenedStore> => {
    const [{ DynamoDBClient }, { DynamoResultStore }] = await Promise.all([
      import('@aws-sdk/client-dynamodb'),
      import('./dynamo-result-store.ts'),
    ]);
    const client = new DynamoDBClient({ requestHandler: CLIENT_TIMEOUTS });
    return {
      results: new DynamoResultStore(client, settings),
      [Symbol.asyncDispose]: async () => client.destroy(),
    };
  },
});

/** ARNs of the tables, and of the key that encrypts them if it is your own. */
export interface TableArns {
  readonly results: string;
  readonly matches: string;
  readonly key?: string | undefined;
}

/** All that a scan does, from claim to clear. */
export function scanRights({ results, matches, key }: TableArns): Right[] {
  return [
    { sid: 'KeepResults', actions: ACTIONS.scan.results, resources: [results] },
    { sid: 'KeepMatches', actions: ACTIONS.scan.matches, resources: [matches] },
    ...(key ? [keyRight(key)] : []),
  ];
}

/** A sweep besides lists images by status and what waits, never what matched. */
export function sweepRights({ results }: Pick<TableArns, 'results'>): Right[] {
  const indexes = RESULTS.indexes
    .filter(({ name }) => name !== 'ByMatch')
    .map(({ name }) => `${results}/index/${name}`);
  return [
    { sid: 'ListResults', actions: ACTIONS.list.results, resources: [results] },
    { sid: 'ListByIndex', actions: ACTIONS.list.resultIndexes, resources: indexes },
  ];
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html */
function keyRight(key: string): Right {
  const actions = ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'];
  return { sid: 'TableKey', actions, resources: [key] };
}
