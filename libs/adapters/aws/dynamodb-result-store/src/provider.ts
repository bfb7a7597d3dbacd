import { CLIENT_TIMEOUTS } from '@glyphwatch/aws-failures';
import { type OpenedStore, provider, type Right, type StoreProvider } from '@glyphwatch/provider';
import * as z from 'zod/mini';
import { ACTIONS, ALERTS, DELIVERIES, MATCHES, RESULTS, type TableDefinition } from './tables.ts';

const tableName = z.string().check(z.minLength(3));

export const dynamodb: StoreProvider = provider({
  name: 'dynamodb',
  abilities: {
    ports: ['ResultStore', 'Deliveries', 'ResultQueries', 'AlertReviews'],
    summary: 'four DynamoDB tables, one conditional write or one transaction for each step',
    hosts: ['function'],
    limits: ['no search of texts', 'no bars'],
    needs: ['the tables that infra creates'],
  },
  settings: () =>
    z.strictObject({
      tableName: z._default(tableName, RESULTS.name),
      matchesTableName: z._default(tableName, MATCHES.name),
      deliveriesTableName: z._default(tableName, DELIVERIES.name),
      alertsTableName: z._default(tableName, ALERTS.name),
    }),
  open: async (settings): Promise<OpenedStore> => {
    const [{ DynamoDBClient }, { DynamoResultStore }] = await Promise.all([
      import('@aws-sdk/client-dynamodb'),
      import('./dynamo-result-store.ts'),
    ]);
    const client = new DynamoDBClient({ requestHandler: CLIENT_TIMEOUTS });
    const results = new DynamoResultStore(client, settings);
    return {
      results,
      deliveries: results.deliveries,
      queries: results.queries,
      reviews: results.reviews,
      [Symbol.asyncDispose]: async () => client.destroy(),
    };
  },
});

/** ARNs of the tables, and of the key that encrypts them if it is your own. */
export interface TableArns {
  readonly results: string;
  readonly matches: string;
  readonly deliveries: string;
  readonly alerts: string;
  readonly key?: string | undefined;
}

/** All that a scan does, from claim to clear, and telling what it added. */
export function scanRights({ results, matches, deliveries, alerts, key }: TableArns): Right[] {
  const { scan } = ACTIONS;
  const dueIndex = indexArns(deliveries, DELIVERIES, ['ByDue']);
  const byImage = indexArns(matches, MATCHES, ['ByImage']);
  return [
    { sid: 'KeepResults', actions: scan.results, resources: [results] },
    { sid: 'KeepMatches', actions: scan.matches, resources: [matches] },
    { sid: 'MatchesOfImage', actions: scan.matchIndexes, resources: byImage },
    { sid: 'KeepAlerts', actions: scan.alerts, resources: [alerts] },
    { sid: 'KeepDeliveries', actions: scan.deliveries, resources: [deliveries] },
    { sid: 'ListDue', actions: scan.deliveryIndexes, resources: dueIndex },
    ...(key ? [keyRight(key)] : []),
  ];
}

/** A sweep besides lists images by status and what is unrecorded, never what matched. */
export function sweepRights({ results }: Pick<TableArns, 'results'>): Right[] {
  const indexes = indexArns(results, RESULTS, ['ByStatus', 'ByWaiting']);
  return [
    { sid: 'ListResults', actions: ACTIONS.list.results, resources: [results] },
    { sid: 'ListByIndex', actions: ACTIONS.list.resultIndexes, resources: indexes },
  ];
}

/** What a console reads, and the verdicts that it writes. With one, reminders are withdrawn; dead letters are sent again. */
export function consoleRights({ results, matches, deliveries, alerts, key }: TableArns): Right[] {
  const { list, review } = ACTIONS;
  return [
    { sid: 'ReadResults', actions: list.results, resources: [results] },
    {
      sid: 'ResultsByTime',
      actions: list.resultIndexes,
      resources: indexArns(results, RESULTS, ['ByUpload']),
    },
    { sid: 'ReadMatches', actions: review.matches, resources: [matches] },
    { sid: 'Verdicts', actions: review.alerts, resources: [alerts] },
    {
      sid: 'AlertsByVerdict',
      actions: review.alertIndexes,
      resources: indexArns(alerts, ALERTS, ['ByVerdict', 'ById']),
    },
    { sid: 'Deliveries', actions: review.deliveries, resources: [deliveries] },
    {
      sid: 'DeliveriesByIndex',
      actions: list.deliveryIndexes,
      resources: indexArns(deliveries, DELIVERIES, ['ByDue', 'ByImage']),
    },
    ...(key ? [keyRight(key)] : []),
  ];
}

/** Adding to who saw what is otherwise covered. */
export function revealRights(reveals: string): Right[] {
  return [{ sid: 'RecordReveals', actions: ACTIONS.reveal.reveals, resources: [reveals] }];
}

/** Purging the log of what was told, besides what a scan and a sweep do. */
export function purgeLogRights({ deliveries }: Pick<TableArns, 'deliveries'>): Right[] {
  const { purgeLog } = ACTIONS;
  return [
    { sid: 'PurgeLog', actions: purgeLog.deliveries, resources: [deliveries] },
    {
      sid: 'LogByTime',
      actions: purgeLog.deliveryIndexes,
      resources: indexArns(deliveries, DELIVERIES, ['ByTime']),
    },
  ];
}

/** Purging results and history by age, besides what a scan and a sweep do. */
export function purgeRights({ matches, deliveries, alerts }: TableArns): Right[] {
  const { purge } = ACTIONS;
  return [
    { sid: 'PurgeMatches', actions: purge.matches, resources: [matches] },
    { sid: 'PurgeAlerts', actions: purge.alerts, resources: [alerts] },
    {
      sid: 'DeliveriesOfImage',
      actions: purge.deliveryIndexes,
      resources: indexArns(deliveries, DELIVERIES, ['ByImage']),
    },
  ];
}

function indexArns<T extends TableDefinition>(
  table: string,
  _: T,
  names: readonly T['indexes'][number]['name'][],
): string[] {
  return names.map((name) => `${table}/index/${name}`);
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html */
function keyRight(key: string): Right {
  const actions = ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'];
  return { sid: 'TableKey', actions, resources: [key] };
}
