import {
  describeNotifierContract,
  notifierContract,
  sampleNotification,
  sampleNotificationRule,
} from '@glyphwatch/domain/contracts';
import {
  ATTACKS,
  attackingMessages,
  CUT_AT_A_WORD,
  describeFaults,
  describeLive,
  HIDDEN_CHARACTER,
  textsIn,
  veryLongNotification,
} from '@glyphwatch/http-calls/testing';
import { DiscordNotifier, type DiscordNotifierOptions } from './discord-notifier.ts';
import { DiscordServer, PATH, TOKEN } from './testing/discord-server.ts';

const servers: DiscordServer[] = [];
const PNG = Uint8Array.of(0x89, 0x50, 0x4e, 0x47);

async function open(changes: Partial<DiscordNotifierOptions> = {}) {
  const server = new DiscordServer();
  servers.push(server);
  const notifier = new DiscordNotifier({
    url: `http://127.0.0.1:${await server.listen()}${PATH}`,
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
    received: async () => server.posted.map((text) => /Notification: (\S+)/.exec(text)?.[1] ?? ''),
    goDown: () => server.close(),
    refuse: async () => void (server.replies = [{ status: 400, body: '{"code":50035}' }]),
    misconfigure: async () => void (server.token = 'another'),
    close: () => server.close(),
  };
}

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

describeNotifierContract('DiscordNotifier', openSubject);

describeFaults('DiscordNotifier', open, {
  secrets: [PATH, TOKEN],
  waitInBody: {
    status: 429,
    body: '{"message":"You are being rate limited.","retry_after":2.0,"global":false}',
  },
  badSuccesses: [
    ['{"ok":false}', 'notifier-misconfigured'],
    ['ok', 'notifier-misconfigured'],
  ],
});

describeLive('discord', ['DISCORD_URL'], (url) => new DiscordNotifier({ url }));

it('waits for whole and broken seconds', async () => {
  const waits: number[] = [];
  const { server, notifier } = await open({
    clock: () => 0,
    wait: async (ms) => void waits.push(ms),
  });
  server.replies = [
    { status: 429, headers: { 'retry-after': '5' }, body: '{"retry_after":0.3065}' },
    'answer',
  ];
  await notifier.notify(sampleNotification());
  expect(waits).toEqual([307, 2000]);
});

it('lets nothing act that stands in a picture, a name or a rule', async () => {
  const { server, notifier } = await open();
  for (const message of attackingMessages()) await notifier.notify(message);
  expect(server.posted).toHaveLength(attackingMessages().length);
  expect(server.acted).toEqual([]);
  for (const { body } of server.received) {
    expect(textsIn(JSON.parse(body)).filter((text) => HIDDEN_CHARACTER.test(text))).toEqual([]);
  }
});

it('links only to the picture', async () => {
  const url = 'https://watch.example/image?id=a)%3Cb>[x](y)';
  const { server, notifier } = await open({ linkTo: () => ({ url }) });
  await notifier.notify(sampleNotification());
  expect(server.acted).toEqual([
    '[Open the picture](<https://watch.example/image?id=a%29%3Cb%3e[x]%28y%29>)',
  ]);
});

it('shows the picture of the match, but not of a sensitive one', async () => {
  const { server, notifier } = await open({ cutOut: async () => PNG });
  await notifier.notify(sampleNotification({ id: 'n-1' }));
  await notifier.notify(
    sampleNotification({ rules: [sampleNotificationRule({ sensitive: true })] }),
  );
  expect(server.files).toEqual([{ name: 'match.png', type: 'image/png', size: 4 }]);
  expect(server.posted).toEqual([expect.stringContaining('Notification: n-1'), expect.any(String)]);
});

it('says why there is no picture', async () => {
  const { server, notifier } = await open({
    cutOut: async () => Promise.reject(new Error('secret')),
  });
  await notifier.notify(sampleNotification());
  expect(server.posted).toEqual([expect.stringContaining('No picture: it could not be drawn.')]);
});

it('cuts at a word, says how much is missing, and keeps image and id', async () => {
  const { server, notifier } = await open();
  await notifier.notify(veryLongNotification('n-1'));
  expect(server.posted).toEqual([expect.stringMatching(CUT_AT_A_WORD)]);
});

describe('the server of this spec', () => {
  it.each(ATTACKS.slice(0, 5))('sees %j act when it is not escaped', async (content) => {
    const { server, notifier } = await open();
    await notifier.notify(sampleNotification());
    const [sent] = server.received;
    await fetch(`http://${sent?.headers['host']}${PATH}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...JSON.parse(sent?.body ?? ''), content }),
    });
    expect(server.acted).not.toEqual([]);
  });

  it('breaks a promise of the port when it checks no token', async () => {
    expect(await notifierContract.brokenBy(() => openSubject({ checksToken: false }))).toEqual([
      'fails with notifier-misconfigured when a person must act',
    ]);
  });
});
