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
import { NtfyNotifier, type NtfyNotifierOptions } from './ntfy-notifier.ts';
import { NtfyServer, TOKEN, TOPIC } from './testing/ntfy-server.ts';

const servers: NtfyServer[] = [];

async function open(changes: Partial<NtfyNotifierOptions> = {}) {
  const server = new NtfyServer();
  servers.push(server);
  const notifier = new NtfyNotifier({
    server: `http://127.0.0.1:${await server.listen()}`,
    topic: TOPIC,
    token: TOKEN,
    allowHttp: true,
    allowPrivate: true,
    wait: async () => undefined,
    ...changes,
  });
  return { server, notifier };
}

async function openSubject({ checksToken = true } = {}) {
  const { server, notifier } = await open();
  server.checksToken = checksToken;
  return {
    notifier,
    received: async () =>
      server.published.map(({ message }) => /Notification: (\S+)/.exec(message)?.[1] ?? ''),
    goDown: () => server.close(),
    refuse: async () =>
      void (server.replies = [{ status: 413, body: '{"code":41303,"http":413}' }]),
    misconfigure: async () => void (server.token = 'tk_another'),
    close: () => server.close(),
  };
}

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

describeNotifierContract('NtfyNotifier', openSubject);

describeFaults('NtfyNotifier', open, {
  secrets: [TOPIC, TOKEN],
  badSuccesses: [
    ['{"ok":true}', 'notifier-misconfigured'],
    ['ok', 'notifier-misconfigured'],
  ],
});

describeLive(
  'ntfy',
  ['NTFY_TOPIC'],
  (topic) => new NtfyNotifier({ server: 'https://ntfy.sh', topic }),
);

it.each([
  [400, 40009, 'notifier-misconfigured'],
  [400, 40017, 'notification-refused'],
  [401, 40101, 'notifier-misconfigured'],
  [403, 40301, 'notifier-misconfigured'],
  [413, 41303, 'notification-refused'],
  [500, 50001, 'notifier-unavailable'],
  [507, 50701, 'notifier-unavailable'],
])('takes %i with code %i for %s', async (status, code, failure) => {
  const { server, notifier } = await open();
  server.replies = [{ status, body: JSON.stringify({ code, http: status, error: 'error' }) }];
  await expect(notifier.notify(sampleNotification())).rejects.toMatchObject({ code: failure });
});

it('gives the server the time to give back one request, and rests when the quota of the day is used up', async () => {
  const waits: number[] = [];
  const { server, notifier } = await open({
    wait: async (milliseconds) => void waits.push(milliseconds),
  });
  server.replies = [
    { status: 429, body: '{"code":42901,"http":429}' },
    { status: 429, body: '{"code":42908,"http":429}' },
  ];
  const error = await notifier.notify(sampleNotification()).catch(({ message }) => message);
  expect(waits).toEqual([5000]);
  expect(error).toContain('quota of messages a day is used up');
  await expect(notifier.notify(sampleNotification())).rejects.toMatchObject({ message: error });
  expect(server.received).toHaveLength(2);
});

it.each([
  ['low', 2],
  ['medium', 3],
  ['high', 4],
  ['critical', 5],
] as const)('makes %s priority %i', async (severity, priority) => {
  const { server, notifier } = await open();
  await notifier.notify(sampleNotification({ severity }));
  expect(server.published).toMatchObject([{ priority }]);
});

it('lets nothing act that stands in a picture, a name or a rule, and never exceeds 4,096 bytes', async () => {
  const { server, notifier } = await open();
  for (const message of attackingMessages()) await notifier.notify(message);
  expect(server.files).toEqual([]);
  expect(server.published).toHaveLength(attackingMessages().length);
  for (const published of server.published) {
    expect(published).not.toHaveProperty('click');
    expect(textsIn(published).filter((text) => HIDDEN_CHARACTER.test(text))).toEqual([]);
  }
});

it('opens the picture when it is touched', async () => {
  const url = 'https://watch.example/image?id=gate';
  const { server, notifier } = await open({ linkTo: () => ({ url }) });
  await notifier.notify(sampleNotification());
  expect(server.published).toMatchObject([{ click: url }]);
});

it('cuts at a word, says how much is missing, and keeps image and id', async () => {
  const { server, notifier } = await open();
  await notifier.notify(veryLongNotification('n-1'));
  expect(server.published).toMatchObject([{ message: expect.stringMatching(CUT_AT_A_WORD) }]);
});

it('breaks a promise of the port if the server of this spec checks no token', async () => {
  expect(await notifierContract.brokenBy(() => openSubject({ checksToken: false }))).toEqual([
    'fails with notifier-misconfigured when a person must act',
  ]);
});
