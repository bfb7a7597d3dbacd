import {
  describeNotifierContract,
  notifierContract,
  sampleNotification,
} from '@glyphwatch/domain/contracts';
import {
  attackingMessages,
  CUT_AT_A_WORD,
  describeFaults,
  describeLive,
  HIDDEN_CHARACTER,
  textsIn,
  veryLongNotification,
} from '@glyphwatch/http-calls/testing';
import { PagerdutyNotifier, type PagerdutyNotifierOptions } from './pagerduty-notifier.ts';
import { PagerdutyServer, ROUTING_KEY } from './testing/pagerduty-server.ts';

const servers: PagerdutyServer[] = [];

async function open(changes: Partial<PagerdutyNotifierOptions> = {}) {
  const server = new PagerdutyServer();
  servers.push(server);
  const notifier = new PagerdutyNotifier({
    server: `http://127.0.0.1:${await server.listen()}`,
    routingKey: ROUTING_KEY,
    allowHttp: true,
    allowPrivate: true,
    wait: async () => undefined,
    ...changes,
  });
  return { server, notifier };
}

async function openSubject({ checksKey = true } = {}) {
  const { server, notifier } = await open();
  server.checksKey = checksKey;
  return {
    notifier,
    received: async () => [...server.alerts.keys()],
    goDown: () => server.close(),
    refuse: async () =>
      void (server.replies = [
        { status: 400, body: '{"status":"invalid event","errors":["Bad"]}' },
      ]),
    misconfigure: async () => void (server.routingKey = 'another'),
    close: () => server.close(),
  };
}

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

describeNotifierContract('PagerdutyNotifier', openSubject);

describeFaults('PagerdutyNotifier', open, {
  secrets: [ROUTING_KEY],
  badSuccesses: [
    ['{"status":"queued"}', 'notifier-misconfigured'],
    ['ok', 'notifier-misconfigured'],
  ],
});

describeLive('pagerduty', ['PAGERDUTY_KEY'], (routingKey) => new PagerdutyNotifier({ routingKey }));

it('joins repeats in one alert, also with a key longer than PagerDuty takes', async () => {
  const { server, notifier } = await open();
  for (const id of ['n-1', 'n-2', 'n-'.padEnd(300, 'x')]) {
    await notifier.notify(sampleNotification({ id }));
    await notifier.notify(sampleNotification({ id }));
  }
  expect([...server.alerts.keys()]).toEqual([
    'n-1',
    'n-2',
    expect.stringMatching(/^[0-9a-f]{64}$/),
  ]);
});

it('waits a minute when PagerDuty is asked too often', async () => {
  const { server, notifier } = await open();
  server.replies = [{ status: 429, body: '{"status":"throttle exceeded"}' }, 'answer'];
  await expect(notifier.notify(sampleNotification())).rejects.toThrow('next try in 60 s or later');
  await expect(notifier.notify(sampleNotification())).rejects.toThrow('next try in 60 s or later');
  expect(server.received).toHaveLength(1);
});

it.each([
  ['low', 'info'],
  ['medium', 'warning'],
  ['high', 'error'],
  ['critical', 'critical'],
] as const)('takes %s for %s', async (severity, theirs) => {
  const { server, notifier } = await open();
  await notifier.notify(sampleNotification({ id: 'n-1', severity }));
  expect(server.alerts.get('n-1')?.payload.severity).toBe(theirs);
});

it('lets nothing act that stands in a picture, a name or a rule', async () => {
  const { server, notifier } = await open();
  for (const message of attackingMessages()) await notifier.notify(message);
  expect(server.alerts.size).toBe(attackingMessages().length);
  for (const { links, ...alert } of server.alerts.values()) {
    expect(links).toBeUndefined();
    const texts = textsIn(alert);
    expect(texts.filter((text) => HIDDEN_CHARACTER.test(text))).toEqual([]);
    // PagerDuty makes links of addresses in details.
    expect(texts.filter((text) => /https?:\/\/|www\./i.test(text))).toEqual([]);
  }
});

it('links to the picture', async () => {
  const url = 'https://watch.example/image?id=gate';
  const { server, notifier } = await open({ linkTo: () => ({ url }) });
  await notifier.notify(sampleNotification({ id: 'n-1' }));
  expect(server.alerts.get('n-1')?.links).toMatchObject([{ href: url }]);
});

it('cuts at a word, says how much is missing, and keeps image and id', async () => {
  const { server, notifier } = await open();
  await notifier.notify(veryLongNotification('n-1'));
  expect(server.alerts.get('n-1')?.payload.custom_details.message).toMatch(CUT_AT_A_WORD);
});

it('breaks a promise of the port if the server of this spec checks no key', async () => {
  expect(await notifierContract.brokenBy(() => openSubject({ checksKey: false }))).toEqual([
    'fails with notifier-misconfigured when a person must act',
  ]);
});
