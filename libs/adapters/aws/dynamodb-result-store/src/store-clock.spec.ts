import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { StoreClock } from './store-clock.ts';
import { localClient } from './testing/local-dynamodb.ts';

/** A whole second, as a `Date` header has it. */
const SERVER_MS = 1_790_000_000_000;
const FIVE_MINUTES_MS = 300_000;

let server: Server;
let client: ReturnType<typeof localClient>;
/** What the next answers say; `undefined` for no date. */
let date: number | undefined;
let status: number;

beforeAll(async () => {
  server = createServer((incoming, outgoing) => {
    incoming.resume();
    outgoing.sendDate = false;
    if (date !== undefined) outgoing.setHeader('date', new Date(date).toUTCString());
    outgoing.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
    outgoing.end(status === 200 ? '{}' : '{"__type":"x#AccessDeniedException"}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  client = localClient(`http://127.0.0.1:${port}`, { maxAttempts: 1 });
});
beforeEach(() => {
  [date, status] = [SERVER_MS, 200];
});
afterAll(() => {
  client.destroy();
  server.close();
  server.closeAllConnections();
});

/** A clock of a machine that stands at `local.now`, and a request that sets it. */
function clockAt(now: number) {
  const local = { now };
  const clock = new StoreClock(() => local.now);
  const timed = clock.setBy(client);
  const command = () => new GetItemCommand({ TableName: 'any', Key: { id: { S: '1' } } });
  return { local, clock, ask: () => timed.send(command()) };
}

for (const [what, offset] of [
  ['behind', -FIVE_MINUTES_MS],
  ['ahead', FIVE_MINUTES_MS],
  ['right', 0],
] as const) {
  it(`tells the server's time where this machine's clock is ${what}`, async () => {
    const { local, clock, ask } = clockAt(SERVER_MS + offset);
    expect(clock.isSet).toBe(false);
    expect(clock.now()).toBe(local.now);
    await ask();
    expect(clock.isSet).toBe(true);
    expect(clock.now()).toBeGreaterThanOrEqual(SERVER_MS);
    expect(clock.now()).toBeLessThanOrEqual(SERVER_MS + 1000);
    local.now += 60_000;
    expect(clock.now()).toBeGreaterThanOrEqual(SERVER_MS + 60_000);
    expect(clock.now()).toBeLessThanOrEqual(SERVER_MS + 61_000);
  });
}

it('learns from a refusal, too', async () => {
  const { clock, ask } = clockAt(SERVER_MS - FIVE_MINUTES_MS);
  status = 400;
  await expect(ask()).rejects.toMatchObject({ name: 'AccessDeniedException' });
  expect(clock.now()).toBeGreaterThanOrEqual(SERVER_MS);
});

it('goes by this machine where an answer has no date', async () => {
  const { local, clock, ask } = clockAt(SERVER_MS - FIVE_MINUTES_MS);
  date = undefined;
  await ask();
  expect(clock.isSet).toBe(false);
  expect(clock.now()).toBe(local.now);
});

it('changes its mind only as far as an answer proves it wrong', async () => {
  const { local, clock, ask } = clockAt(SERVER_MS);
  await ask();
  const offset = clock.now() - local.now;
  for (const ms of [100, 300, 499]) {
    local.now = SERVER_MS + ms;
    await ask();
    expect(clock.now() - local.now).toBe(offset);
  }
  // The server is still in its first second, so this machine is ahead.
  local.now = SERVER_MS + 3000;
  await ask();
  local.now += 5000;
  expect(clock.now()).toBe(SERVER_MS + 6000);
});

it('does not go back where it is corrected a little', async () => {
  const { local, clock, ask } = clockAt(SERVER_MS);
  await ask();
  local.now += 1500;
  const before = clock.now();
  await ask();
  expect(clock.now()).toBe(before);
  local.now += 1500;
  expect(clock.now()).toBeGreaterThan(before);
});

it("follows this machine's clock when somebody sets it", async () => {
  const { local, clock, ask } = clockAt(SERVER_MS);
  await ask();
  clock.now();
  local.now += FIVE_MINUTES_MS;
  clock.now();
  await ask();
  expect(clock.now()).toBeLessThanOrEqual(SERVER_MS + 1000);
  local.now -= 2 * FIVE_MINUTES_MS;
  await ask();
  expect(clock.now()).toBeGreaterThanOrEqual(SERVER_MS);
});
