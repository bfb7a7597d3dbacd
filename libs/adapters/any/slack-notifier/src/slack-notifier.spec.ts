import {
  describeNotifierContract,
  notifierContract,
  sampleNotification,
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
import { SlackNotifier, type SlackNotifierOptions } from './slack-notifier.ts';
import { PATH, SlackServer } from './testing/slack-server.ts';

const servers: SlackServer[] = [];

async function open(changes: Partial<SlackNotifierOptions> = {}) {
  const server = new SlackServer();
  servers.push(server);
  const notifier = new SlackNotifier({
    url: `http://127.0.0.1:${await server.listen()}${PATH}`,
    allowHttp: true,
    allowPrivate: true,
    wait: async () => undefined,
    ...changes,
  });
  return { server, notifier };
}

async function openSubject({ checksPath = true } = {}) {
  const { server, notifier } = await open();
  server.checksPath = checksPath;
  return {
    notifier,
    received: async () => server.posted.map((text) => /Notification: (\S+)/.exec(text)?.[1] ?? ''),
    goDown: () => server.close(),
    refuse: async () => void (server.replies = [{ status: 400, body: 'invalid_blocks' }]),
    misconfigure: async () => void (server.path = '/services/T0000/B0000/another-secret'),
    close: () => server.close(),
  };
}

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

describeNotifierContract('SlackNotifier', openSubject);

describeFaults('SlackNotifier', open, {
  secrets: [PATH, 'secret-of-the-webhook'],
  badSuccesses: [
    ['{"ok":false,"error":"ratelimited"}', 'notifier-unavailable'],
    ['{"ok":false,"error":"invalid_auth"}', 'notifier-misconfigured'],
    ['{"ok":false,"error":"msg_too_long"}', 'notification-refused'],
    ['"hello"', 'notifier-misconfigured'],
  ],
});

describeLive('slack', ['SLACK_URL'], (url) => new SlackNotifier({ url }));

it.each([
  [400, 'invalid_payload', 'notification-refused'],
  [403, 'action_prohibited', 'notifier-misconfigured'],
  [403, 'invalid_token', 'notifier-misconfigured'],
  [404, 'channel_not_found', 'notifier-misconfigured'],
  [410, 'channel_is_archived', 'notifier-misconfigured'],
  [500, 'rollup_error', 'notifier-unavailable'],
])('takes %i %s for %s', async (status, body, code) => {
  const { server, notifier } = await open();
  server.replies = [{ status, body }];
  await expect(notifier.notify(sampleNotification())).rejects.toMatchObject({ code });
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
  const url = 'https://watch.example/image?id=a%3Cb&x=|y>';
  const { server, notifier } = await open({ linkTo: () => ({ url }) });
  for (const message of attackingMessages()) await notifier.notify(message);
  const link = '<https://watch.example/image?id=a%3Cb&amp;x=%7Cy&gt;|Open the picture>';
  expect(new Set(server.acted)).toEqual(new Set([link]));
});

it('cuts at a word, says how much is missing, and keeps image and id', async () => {
  const { server, notifier } = await open();
  await notifier.notify(veryLongNotification('n-1'));
  expect(server.posted).toEqual([expect.stringMatching(CUT_AT_A_WORD)]);
});

describe('the server of this spec', () => {
  it('sees markup act that is not escaped', async () => {
    const { server, notifier } = await open();
    await notifier.notify(sampleNotification());
    const [sent] = server.received;
    const { port } = new URL(`http://${sent?.headers['host']}`);
    await fetch(`http://127.0.0.1:${port}${PATH}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...JSON.parse(sent?.body ?? ''), text: ATTACKS[0] }),
    });
    expect(server.acted).toEqual(['<!channel>', '<!here|here>', '<@U012AB3CD>', '<#C012AB3CD>']);
  });

  it('breaks a promise of the port when it accepts any address', async () => {
    expect(await notifierContract.brokenBy(() => openSubject({ checksPath: false }))).toEqual([
      'fails with notifier-misconfigured when a person must act',
    ]);
  });
});
