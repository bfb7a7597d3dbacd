import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { CLIENT_TIMEOUTS } from '@glyphwatch/aws-failures';
import type { Notification } from '@glyphwatch/domain';
import {
  describeNotifierContract,
  failureOf,
  sampleDigest,
  sampleNotification,
  sampleNotificationRule,
} from '@glyphwatch/domain/contracts';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { EventBridgeNotifier } from './index.ts';
import {
  startEventsEndpoint,
  type EventsEndpoint,
  type SentEntry,
} from './testing/events-endpoint.ts';

const ajv = new Ajv({ allErrors: true, strict: true });
addFormats(ajv);
const validators = Object.fromEntries(
  ['image-text-matched', 'image-text-detected', 'image-scan-failed', 'image-digest'].map((name) => {
    const schema = JSON.parse(readFileSync(join(__dirname, `../schemas/${name}.json`), 'utf8'));
    return [String(schema.title), ajv.compile(schema)];
  }),
);

const cleanups: (() => Promise<void>)[] = [];
afterEach(() => Promise.all(cleanups.splice(0).map((cleanUp) => cleanUp())));

/** Waiting is instant. */
async function start() {
  const endpoint = await startEventsEndpoint();
  const client = new EventBridgeClient({
    endpoint: endpoint.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'caller', secretAccessKey: 'secret' },
    maxAttempts: 1,
    requestHandler: CLIENT_TIMEOUTS,
  });
  const waits: number[] = [];
  const wait = async (milliseconds: number) => void waits.push(milliseconds);
  const notifier = new EventBridgeNotifier(client, { busName: 'events', wait });
  cleanups.push(async () => {
    client.destroy();
    await endpoint.close();
  });
  return { notifier, endpoint, waits };
}

const idOf = ({ Detail }: SentEntry): string => JSON.parse(Detail).notificationId;
const idsAt = ({ taken }: EventsEndpoint): string[] => taken.map(idOf);
const told = (id: string): Notification => sampleNotification({ id });

function problemsOf({ DetailType, Detail }: SentEntry): unknown {
  const validate = validators[DetailType];
  return validate?.(JSON.parse(Detail)) ? [] : (validate?.errors ?? 'no schema');
}

describeNotifierContract('EventBridgeNotifier', async () => {
  const { notifier, endpoint } = await start();
  return {
    notifier,
    async received() {
      expect(endpoint.taken.flatMap(problemsOf)).toEqual([]);
      return idsAt(endpoint);
    },
    goDown: async () =>
      void (endpoint.trouble = () => ({ status: 500, code: 'InternalException' })),
    refuse: async () => void (endpoint.refuseEntry = () => 'MalformedDetail'),
    misconfigure: async () =>
      void (endpoint.trouble = () => ({ status: 400, code: 'ResourceNotFoundException' })),
  };
});

it('keeps the counts of a digest when its names do not fit', async () => {
  const { notifier, endpoint } = await start();
  const [group] = sampleDigest().groups;
  const name = '🚪'.repeat(30_000);
  const long = group && { ...group, ruleId: name, folders: [{ name, count: 2 }] };
  const groups = Array.from({ length: 50 }, () => long).flatMap((one) => one ?? []);
  await notifier.notify(sampleDigest({ count: 10_000, groups, others: { groups: 9, count: 9 } }));
  expect(endpoint.taken.flatMap(problemsOf)).toEqual([]);
  expect(endpoint.taken[0]?.DetailType).toBe('Image Digest');
  const detail = JSON.parse(endpoint.taken[0]?.Detail ?? '');
  expect(detail).toMatchObject({ shortened: true, count: 10_000, groupCount: 59 });
});

it('says when people hear next, and which reminder it is', async () => {
  const { notifier, endpoint } = await start();
  await notifier.notify(sampleNotification({ nextAt: 0, groupBy: ['ruleId'], reminder: 1 }));
  expect(endpoint.taken.flatMap(problemsOf)).toEqual([]);
  expect(JSON.parse(endpoint.taken[0]?.Detail ?? '')).toMatchObject({
    nextAt: '1970-01-01T00:00:00.000Z',
    reminder: 1,
  });
});

it('keeps the counts when matches do not fit', async () => {
  const { notifier, endpoint } = await start();
  const [match] = sampleNotificationRule().matches;
  const long = match
    ? Array.from({ length: 20 }, () => ({ ...match, context: 'é'.repeat(9000) }))
    : [];
  await notifier.notify(
    sampleNotification({ rules: [sampleNotificationRule({ count: 400, matches: long })] }),
  );
  const detail = JSON.parse(endpoint.taken[0]?.Detail ?? '');
  expect(detail).toMatchObject({ shortened: true, ruleCount: 1, rules: [{ count: 400 }] });
  expect(detail.rules[0].matches).toHaveLength(10);
});

it('sends concurrent notifications in requests of ten', async () => {
  const { notifier, endpoint } = await start();
  await Promise.all(Array.from({ length: 23 }, (_, index) => notifier.notify(told(`n-${index}`))));
  expect([...endpoint.requests].sort()).toEqual([10, 10, 3]);
});

it('retries only the entries that may succeed', async () => {
  const { notifier, endpoint, waits } = await start();
  const codes: Record<string, string[]> = {
    a: ['ThrottlingException'],
    b: ['InternalFailure', 'InternalFailure'],
    c: ['MalformedDetail'],
  };
  endpoint.refuseEntry = (entry) => codes[idOf(entry)]?.shift();
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((id) => notifier.notify(told(id)));
  await failureOf(Promise.resolve(c), 'notification-refused');
  await Promise.all([a, b, d]);
  expect(endpoint.requests).toEqual([4, 2, 1]);
  expect(waits).toEqual([200, 400]);
  expect(idsAt(endpoint)).toEqual(['d', 'a', 'b']);
});

it('gives up on an entry after three tries', async () => {
  const { notifier, endpoint } = await start();
  endpoint.refuseEntry = () => 'ThrottlingException';
  await failureOf(notifier.notify(told('a')), 'notifier-unavailable');
  expect(endpoint.requests).toEqual([1, 1, 1]);
});

it('sends each on its own when they are refused together', async () => {
  const { notifier, endpoint } = await start();
  const troubles = [{ status: 400, code: 'ValidationException' }];
  endpoint.trouble = () => troubles.shift();
  await Promise.all(['a', 'b'].map((id) => notifier.notify(told(id))));
  expect(idsAt(endpoint).sort()).toEqual(['a', 'b']);
});

it('treats a lost answer as transient', async () => {
  const { notifier, endpoint } = await start();
  endpoint.trouble = () => 'lose-answer';
  await failureOf(notifier.notify(told('a')), 'notifier-unavailable');
  expect(idsAt(endpoint)).toEqual(['a']);
});

for (const [code, expected] of [
  ['AccessDeniedException', 'notifier-misconfigured'],
  ['NotAuthorizedForSourceException', 'notifier-misconfigured'],
  ['ResourceNotFoundException', 'notifier-misconfigured'],
  ['InvalidArgument', 'notification-refused'],
] as const) {
  it(`fails with ${expected} on the entry code ${code}, without a retry`, async () => {
    const { notifier, endpoint } = await start();
    endpoint.refuseEntry = () => code;
    await failureOf(notifier.notify(told('a')), expected);
    expect(endpoint.requests).toEqual([1]);
  });
}

it('takes an entry without an answer of its own for one that was not accepted', async () => {
  const client = { send: async () => ({ FailedEntryCount: 0, Entries: [], $metadata: {} }) };
  const notifier = new EventBridgeNotifier(client, { busName: 'events', wait: async () => {} });
  await failureOf(notifier.notify(told('n1')), 'notifier-unavailable');
});
