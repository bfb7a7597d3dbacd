import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { imageIdOf, Retention } from '@glyphwatch/domain';
import {
  sampleDelivery,
  sampleDetection,
  sampleMatch,
  sampleOutcome,
  sampleRecord,
  sampleUpload,
} from '@glyphwatch/domain/contracts';
import { ALERTS, DynamoResultStore, DELIVERIES, MATCHES, RESULTS } from './index.ts';
import { purgeRights, scanRights, sweepRights } from './provider.ts';
import { localClient, startLocalDynamo } from './testing/local-dynamodb.ts';

const DAY_MS = 86_400_000;
/** More than an item holds. */
const LONG = Array.from({ length: 60_000 }, () => Math.random().toString(36)).join('');
const TABLES = {
  results: RESULTS.name,
  matches: MATCHES.name,
  deliveries: DELIVERIES.name,
  alerts: ALERTS.name,
};

/** `dynamodb:Query on ImageTextMatches/index/ByImage` */
function accessesOf(name: string, input: Readonly<Record<string, unknown>>): string[] {
  const action = `dynamodb:${name.replace('Command', '')}`;
  const { TableName, IndexName, RequestItems } = input;
  if (TableName === undefined)
    return Object.keys(RequestItems ?? {}).map((t) => `${action} on ${t}`);
  return [`${action} on ${TableName}${IndexName === undefined ? '' : `/index/${IndexName}`}`];
}

it('needs no more for purging by age than the sweeper may, and uses all that purging adds', async () => {
  const dynamo = await startLocalDynamo();
  const client = localClient(dynamo.endpoint);
  const store = new DynamoResultStore(client, { pause: async () => undefined });
  const upload = sampleUpload({ uploadedAt: 1 });
  const imageId = imageIdOf(upload.address);
  const delivery = sampleDelivery({}, {}, upload);
  await store.claim(upload, { owner: 'me', now: 1, leaseUntil: 1 });
  await store.commit(imageId, 'me', {
    outcome: sampleOutcome({ detection: sampleDetection(LONG) }),
    ...{ deliveries: [delivery], records: [], notified: [], now: 1 },
  });
  await store.recordMatches(imageId, [
    sampleRecord({ matches: [sampleMatch({ text: LONG })] }, upload),
  ]);
  await store.deliveries.end(delivery.channel, [delivery.id], { state: 'told' });
  await store.hold({ id: 'h', of: 'rule', value: 'other', since: 1, by: 'ann', why: 'case 12' });
  const asked = new Set<string>();
  const send = (command: { readonly input: object; readonly constructor: { name: string } }) => {
    for (const one of accessesOf(command.constructor.name, { ...command.input })) asked.add(one);
    return client.send(command as Parameters<DynamoDBClient['send']>[0]);
  };
  const watched = new DynamoResultStore({ send: send as DynamoDBClient['send'] });
  const keep = { results: DAY_MS, matches: DAY_MS };
  const retention = new Retention({ store: watched, clock: Date.now, keep });
  expect(await retention.finish()).toEqual({ results: 1, matches: 1, failures: [] });
  const granted = (rights: ReturnType<typeof scanRights>): Set<string> =>
    new Set(
      rights.flatMap(({ actions, resources }) =>
        actions.flatMap((action) => resources.map((resource) => `${action} on ${resource}`)),
      ),
    );
  const all = granted([...sweepRights(TABLES), ...purgeRights(TABLES), ...scanRights(TABLES)]);
  expect([...asked].filter((one) => !all.has(one))).toEqual([]);
  expect([...granted(purgeRights(TABLES))].filter((one) => !asked.has(one))).toEqual([]);
  client.destroy();
  await dynamo.close();
}, 60_000);
