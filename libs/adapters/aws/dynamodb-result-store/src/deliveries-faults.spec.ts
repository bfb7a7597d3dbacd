import {
  type Fault,
  type FaultProxy,
  onceAt,
  startFaultProxy,
} from '@glyphwatch/aws-failures/testing';
import { type Deliveries, NO_TURN, type Silence } from '@glyphwatch/domain';
import { failureOf, sampleDelivery, unique } from '@glyphwatch/domain/contracts';
import { DynamoResultStore } from './index.ts';
import { type LocalDynamo, localClient, startLocalDynamo } from './testing/local-dynamodb.ts';

const LOST: Fault = { kind: 'lose-answer' };
const DOWN: Fault = { kind: 'answer', status: 503 };
const CONFLICT: Fault = {
  kind: 'answer',
  status: 400,
  body: JSON.stringify({ __type: 'com.amazonaws.dynamodb.v20120810#TransactionConflictException' }),
};
const HOUR_MS = 3_600_000;
/** `channels` asks for each channel of all tests. */
const MOST_REQUESTS = 6;
jest.setTimeout(60_000);

let dynamo: LocalDynamo;
let proxy: FaultProxy;
let clients: ReturnType<typeof localClient>[];
/** Sends again what was not answered. */
let deliveries: Deliveries;
/** Not through the proxy. */
let other: Deliveries;

beforeAll(async () => {
  dynamo = await startLocalDynamo();
});
afterAll(() => dynamo.close());
beforeEach(async () => {
  proxy = await startFaultProxy(dynamo.endpoint);
  clients = [
    localClient(proxy.endpoint, { maxAttempts: 3 }),
    localClient(proxy.endpoint, { maxAttempts: 1 }),
    localClient(dynamo.endpoint),
  ];
  const opened = clients.map((client) => new DynamoResultStore(client).deliveries);
  const [sturdy, , direct] = opened;
  if (!sturdy || !direct) throw new Error('there is one for each client');
  [deliveries, other] = [sturdy, direct];
});
afterEach(async () => {
  clients.forEach((client) => client.destroy());
  await proxy.close();
});

/** A channel with two rows that wait and one that was refused. */
async function scene() {
  const channel = unique('channel');
  const added = [1, 2, 3].map(() => sampleDelivery({ channel }));
  const [first, second, third] = added;
  if (!first || !second || !third) throw new Error('three were made');
  await other.add(added);
  await other.end(channel, [third.id], { state: 'refused', error: 'no' });
  const { due: waiting } = await other.look(channel, { evenIfNotDue: true });
  // Clocks of processes may differ by a second, and each has to find these due.
  const long = waiting.map(({ id, due }) => ({ id, due, until: due - 10_000 }));
  await other.postpone(channel, long);
  const rows = long.map(({ id, until }) => ({ id, due: until, until: until + 2 * HOUR_MS }));
  const silence: Silence = {
    ...{ id: unique('s'), of: 'channel', value: channel, from: 0, until: 9_999_999_999_999 },
    ...{ by: 'ann', why: 'a drill' },
  };
  await other.silence(silence);
  const more = sampleDelivery({ channel });
  return { channel, first, second, third, rows, silence, more };
}
type Scene = Awaited<ReturnType<typeof scene>>;

/** What of the table matters, without what differs from run to run. */
async function stateOf({ channel, first, second, third, more, silence }: Scene) {
  const { items } = await other.list({ channel, limit: 100 });
  const names = new Map([first, second, third, more].map(({ id }, index) => [id, index]));
  const { turn } = await other.look(channel);
  const isSilent = (await other.silences()).some(({ id }) => id === silence.id);
  const rows = items.map(({ id, state, attempts, due, addedAt, error, by, why }) => [
    ...[names.get(id), state, attempts, due - addedAt >= HOUR_MS, error, by, why],
  ]);
  return { rows: rows.sort(), revision: turn.revision, isSilent };
}

type Act = (deliveries: Deliveries, scene: Scene) => Promise<unknown>;
const READS: Readonly<Record<string, Act>> = {
  channels: async (one, { channel }) => (await one.channels()).includes(channel),
  look: async (one, { channel, first, second }) => {
    const { due } = await one.look(channel, { own: [first.id, second.id] });
    return due.length;
  },
  notifications: async (one, { channel, first }) =>
    (await one.notifications(channel, [first.id])).size,
  list: async (one, { channel }) => (await one.list({ channel, limit: 2 })).items.length,
};
const WRITES: Readonly<Record<string, Act>> = {
  add: (one, { more, first }) => one.add([more, first]),
  postpone: async (one, { channel, rows }) => {
    const changes = rows.map((row) => ({ ...row, error: 'down' }));
    return (await one.postpone(channel, changes)).length;
  },
  end: (one, { channel, first }) => one.end(channel, [first.id], { state: 'told' }),
  refuse: (one, { channel, first }) => one.end(channel, [first.id], { state: 'refused' }),
  withdraw: (one, { channel }) => one.withdraw({ channel }, 'ann', 'a drill'),
  retry: (one, { channel }) => one.retry({ channel }, 'ann'),
  silence: (one, { silence }) => one.silence(silence),
  endSilence: (one, { silence }) => one.endSilence(silence.id),
  forget: (one, { first }) => one.forget(first.imageId),
};

/** How many requests it takes, its answer and what is stored then. */
async function undisturbed(act: Act) {
  const one = await scene();
  proxy.seen.length = 0;
  const answer = await act(fresh('sturdy'), one);
  const requests = Math.min(proxy.seen.length, MOST_REQUESTS);
  return { requests, answer, state: await stateOf(one) };
}

/** As a process that just started. */
function fresh(kind: 'sturdy' | 'fragile'): Deliveries {
  const client = clients[kind === 'sturdy' ? 0 : 1];
  if (!client) throw new Error('there is a client of each kind');
  return new DynamoResultStore(client).deliveries;
}

/** Only the request at this position meets the fault. */
function onceAfter(position: number, fault: Fault) {
  let passed = 0;
  return () => ((passed += 1) === position + 1 ? fault : undefined);
}

for (const [name, act] of Object.entries({ ...READS, ...WRITES })) {
  it(`${name}: answers and changes the same, whichever answer is lost or refused once`, async () => {
    const { requests, answer, state } = await undisturbed(act);
    expect(requests).toBeGreaterThan(0);
    for (let position = 0; position < requests; position += 1) {
      for (const fault of [LOST, DOWN]) {
        const one = await scene();
        proxy.plan = onceAfter(position, fault);
        expect([fault.kind, position, await act(fresh('sturdy'), one)]).toEqual([
          ...[fault.kind, position, answer],
        ]);
        proxy.plan = () => undefined;
        expect(await stateOf(one)).toEqual(state);
      }
    }
  });
}

for (const [name, act] of Object.entries(WRITES)) {
  it(`${name}: can be repeated by another process wherever the first one died`, async () => {
    const { requests, state } = await undisturbed(act);
    for (let position = 0; position < requests; position += 1) {
      for (const fault of [LOST, DOWN]) {
        const one = await scene();
        proxy.plan = onceAfter(position, fault);
        await failureOf(act(fresh('fragile'), one), 'store-unavailable');
        proxy.plan = () => undefined;
        await act(other, one);
        expect([fault.kind, position, await stateOf(one)]).toEqual([fault.kind, position, state]);
      }
    }
  });
}

for (const name of ['add', 'postpone', 'end', 'withdraw', 'retry'] as const) {
  it(`${name}: gets through a row that a transaction has just now`, async () => {
    const act = WRITES[name] ?? failing;
    const { answer, state } = await undisturbed(act);
    const one = await scene();
    await other.change(unique('channel'), NO_TURN);
    proxy.plan = onceAt(name === 'add' ? 'PutItem' : 'UpdateItem', CONFLICT);
    expect(await act(deliveries, one)).toEqual(answer);
    expect(await stateOf(one)).toEqual(state);
  });
}

it('says who won a turn, or that it may have been this one', async () => {
  const channel = unique('channel');
  expect(await deliveries.change(channel, { ...NO_TURN, holder: 'me' })).toBe(true);
  proxy.plan = onceAt('PutItem', LOST);
  expect(await deliveries.change(channel, { ...NO_TURN, revision: 1, holder: 'again' })).toBe(
    false,
  );
  expect((await other.look(channel)).turn).toMatchObject({ revision: 2, holder: 'again' });
});

it('purges once, whichever answer is lost', async () => {
  const { channel, third } = await scene();
  const [{ endedAt = 0 } = {}] = (await other.list({ ids: [third.id], limit: 1 })).items;
  proxy.plan = onceAt('DeleteItem', LOST);
  expect(await deliveries.purge(endedAt + 1, 1000)).toBeGreaterThanOrEqual(1);
  const { items } = await other.list({ channel, limit: 10 });
  expect(items.map(({ state }) => state)).toEqual(['waiting', 'waiting']);
});

it('does not purge what is sent again meanwhile', async () => {
  const { channel, third } = await scene();
  const [{ endedAt = 0 } = {}] = (await other.list({ ids: [third.id], limit: 1 })).items;
  let retried: Promise<unknown> | undefined;
  const plan = (seen: string) => {
    if (seen === 'DeleteItem') retried ??= other.retry({ channel }, 'ann');
    return undefined;
  };
  // The row is sent again after it was read, before the request to delete it arrives.
  const client = clients[0] ?? localClient(dynamo.endpoint);
  client.middlewareStack.add(
    (next, context) => async (call) => {
      plan('commandName' in context ? String(context['commandName']).replace('Command', '') : '');
      await retried;
      return next(call);
    },
    { step: 'initialize' },
  );
  await deliveries.purge(endedAt + 1, 1000);
  expect(retried).toBeDefined();
  const { items } = await other.list({ ids: [third.id], limit: 1 });
  expect(items).toMatchObject([{ state: 'waiting', by: 'ann' }]);
});

describe('an index that is late', () => {
  const entryOf = (id: string, channel: string) => ({
    DeliveryID: { S: id },
    Open: { S: `waiting:${channel}` },
    OpenKey: { S: '0' },
    AddedKey: { S: '0' },
  });
  const answering = (...items: readonly object[]): Fault => ({
    kind: 'answer',
    status: 200,
    body: JSON.stringify({ Items: items }),
  });

  it('hides nothing that the caller added', async () => {
    const { channel, first, second } = await scene();
    proxy.plan = onceAt('Query', answering());
    const { due } = await deliveries.look(channel, { own: [first.id, second.id] });
    expect(due.map(({ id }) => id).sort()).toEqual([first.id, second.id].sort());
  });

  it('shows nothing that was told, withdrawn, forgotten or postponed', async () => {
    const { channel, first, second, third, rows } = await scene();
    await other.end(channel, [first.id], { state: 'told' });
    await other.postpone(channel, rows);
    const gone = unique('id');
    const entries = [first.id, second.id, third.id, gone].map((id) => entryOf(id, channel));
    proxy.plan = onceAt('Query', answering(...entries));
    expect((await deliveries.look(channel)).due).toEqual([]);
  });

  it('withdraws nothing that was told', async () => {
    const { channel, first } = await scene();
    await other.end(channel, [first.id], { state: 'told' });
    proxy.plan = onceAt('Query', answering(entryOf(first.id, channel)));
    expect(await deliveries.withdraw({ channel }, 'ann', 'a drill')).toBe(0);
  });
});

it('reads the turn before the rows, so that nobody tells them in between unseen', async () => {
  const { channel, first } = await scene();
  const told = async () => {
    await other.change(channel, NO_TURN);
    await other.end(channel, [first.id], { state: 'told' });
  };
  // Somebody takes the turn and tells between the first and the second read.
  let telling: Promise<void> | undefined;
  const client = clients[0] ?? localClient(dynamo.endpoint);
  let reads = 0;
  client.middlewareStack.add(
    (next, context) => async (call) => {
      if (context['commandName'] === 'BatchGetItemCommand' && (reads += 1) === 2) {
        await (telling ??= told());
      }
      return next(call);
    },
    { step: 'initialize' },
  );
  const { turn, due } = await deliveries.look(channel);
  expect(telling).toBeDefined();
  expect(due.map(({ id }) => id)).not.toContain(first.id);
  expect(await deliveries.change(channel, turn)).toBe(false);
});

it('reads no notification when it looks', async () => {
  const { channel } = await scene();
  const client = clients[0] ?? localClient(dynamo.endpoint);
  const read: string[] = [];
  client.middlewareStack.add(
    (next) => async (call) => {
      const answer = await next(call);
      read.push(JSON.stringify(answer.output));
      return answer;
    },
    { step: 'initialize' },
  );
  expect((await deliveries.look(channel)).due).toHaveLength(2);
  expect(read.join()).toContain('About');
  expect(read.join()).not.toContain('Notification');
});

it('asks for the time before anything was answered', async () => {
  const client = clients[0] ?? localClient(dynamo.endpoint);
  const clock = () => Date.now() - HOUR_MS;
  const slow = new DynamoResultStore(client, { clock });
  expect(Math.abs((await slow.deliveries.now()) - Date.now())).toBeLessThan(HOUR_MS / 2);
});

it('adds with the time of DynamoDB, also with a result, where the clock of the process is an hour ahead', async () => {
  const client = clients[0] ?? localClient(dynamo.endpoint);
  const fast = new DynamoResultStore(client, { clock: () => Date.now() + HOUR_MS });
  const delivery = sampleDelivery({}, { waitMs: 60_000 });
  await fast.deliveries.add([delivery]);
  const { due } = await other.look(delivery.channel, { evenIfNotDue: true });
  expect(Math.abs((due[0]?.addedAt ?? 0) - Date.now())).toBeLessThan(HOUR_MS / 2);
});

it('takes no more requests to look than two rounds', async () => {
  const { channel } = await scene();
  await deliveries.channels();
  proxy.seen.length = 0;
  await deliveries.look(channel);
  expect([...proxy.seen].sort()).toEqual(['BatchGetItem', 'BatchGetItem', 'Query']);
  proxy.seen.length = 0;
  await deliveries.look(unique('channel'));
  expect([...proxy.seen].sort()).toEqual(['BatchGetItem', 'Query']);
});

async function failing(): Promise<never> {
  throw new Error('no such act');
}
