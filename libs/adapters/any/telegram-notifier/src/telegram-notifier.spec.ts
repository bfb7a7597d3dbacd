import {
  describeNotifierContract,
  notifierContract,
  sampleNotification,
  sampleNotificationRule,
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
import { TelegramNotifier, type TelegramNotifierOptions } from './telegram-notifier.ts';
import { CHAT, TelegramServer, TOKEN } from './testing/telegram-server.ts';

const servers: TelegramServer[] = [];
const JPEG = Uint8Array.of(0xff, 0xd8, 0xff);

async function open(changes: Partial<TelegramNotifierOptions> = {}) {
  const server = new TelegramServer();
  servers.push(server);
  const notifier = new TelegramNotifier({
    server: `http://127.0.0.1:${await server.listen()}`,
    token: TOKEN,
    chat: CHAT,
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
  const refusal = '{"ok":false,"error_code":400,"description":"Bad Request: message is too long"}';
  return {
    notifier,
    received: async () => server.posted.map((text) => /Notification: (\S+)/.exec(text)?.[1] ?? ''),
    goDown: () => server.close(),
    refuse: async () => void (server.replies = [{ status: 400, body: refusal }]),
    misconfigure: async () => void (server.token = 'another'),
    close: () => server.close(),
  };
}

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

describeNotifierContract('TelegramNotifier', openSubject);

describeFaults('TelegramNotifier', open, {
  secrets: [TOKEN],
  waitInBody: { status: 429, body: '{"ok":false,"error_code":429,"parameters":{"retry_after":2}}' },
  badSuccesses: [
    ['{"ok":false,"error_code":429}', 'notifier-unavailable'],
    ['{"ok":false,"error_code":502}', 'notifier-unavailable'],
    [
      '{"ok":false,"error_code":403,"description":"Forbidden: bot was kicked"}',
      'notifier-misconfigured',
    ],
    ['{"ok":false,"error_code":400,"description":"Bad Request: too long"}', 'notification-refused'],
    ['ok', 'notifier-misconfigured'],
  ],
});

describeLive(
  'telegram',
  ['TELEGRAM_TOKEN', 'TELEGRAM_CHAT'],
  (token, chat) => new TelegramNotifier({ token, chat }),
);

it.each([
  [400, 'Bad Request: chat not found', 'notifier-misconfigured'],
  [400, 'Bad Request: group chat was upgraded to a supergroup chat', 'notifier-misconfigured'],
  [400, 'Bad Request: not enough rights to send text messages', 'notifier-misconfigured'],
  [400, 'Bad Request: message text is empty', 'notification-refused'],
  [401, 'Unauthorized', 'notifier-misconfigured'],
  [403, 'Forbidden: bot was blocked by the user', 'notifier-misconfigured'],
  [404, 'Not Found', 'notifier-misconfigured'],
])('takes %i %s for %s', async (status, description, code) => {
  const { server, notifier } = await open();
  server.replies = [
    { status, body: JSON.stringify({ ok: false, error_code: status, description }) },
  ];
  await expect(notifier.notify(sampleNotification())).rejects.toMatchObject({ code });
});

it.each([
  [CHAT, 1000],
  [-1001234567890, 3000],
  ['@guards', 3000],
])('sends to the chat %s every %i ms at most', async (chat, milliseconds) => {
  const waits: number[] = [];
  const wait = async (ms: number) => void waits.push(ms);
  const { server, notifier } = await open({ chat, clock: () => 0, wait });
  server.replies = [{ status: 200, body: '{"ok":true}' }];
  await notifier.notify(sampleNotification());
  await notifier.notify(sampleNotification());
  expect(waits.map(Math.round)).toEqual([milliseconds]);
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
  const url = 'https://watch.example/image?id=gate';
  const { server, notifier } = await open({ linkTo: () => ({ url }) });
  for (const message of attackingMessages()) await notifier.notify(message);
  expect(new Set(server.acted)).toEqual(new Set([url]));
});

it('shows the picture of the match with a shorter text, but not of a sensitive one', async () => {
  const { server, notifier } = await open({ cutOut: async () => JPEG });
  await notifier.notify(veryLongNotification('n-1'));
  await notifier.notify(
    sampleNotification({ rules: [sampleNotificationRule({ sensitive: true })] }),
  );
  expect(server.photos).toEqual([{ name: 'match.jpg', type: 'image/jpeg', size: 3 }]);
  expect(server.posted).toEqual([expect.stringMatching(CUT_AT_A_WORD), expect.any(String)]);
  expect(server.posted[0]?.length).toBeLessThanOrEqual(1024);
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
  it('sees mentions, commands and links act outside of preformatted text', async () => {
    const { server, notifier } = await open();
    await notifier.notify(sampleNotification());
    const text = 'tg://user?id=1 /start@bot #tag @everyone https://evil.example +49 170 1234567';
    await fetch(`http://${server.received[0]?.headers['host']}/bot${TOKEN}/sendMessage`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ chat_id: CHAT, text, entities: [] }),
    });
    expect(server.acted).toHaveLength(6);
  });

  it('breaks a promise of the port when it checks no token', async () => {
    expect(await notifierContract.brokenBy(() => openSubject({ checksToken: false }))).toEqual([
      'fails with notifier-misconfigured when a person must act',
    ]);
  });
});
