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
import { TeamsNotifier, type TeamsNotifierOptions } from './teams-notifier.ts';
import { PATH, SIGNATURE, TeamsServer } from './testing/teams-server.ts';

const servers: TeamsServer[] = [];

async function open(changes: Partial<TeamsNotifierOptions> = {}) {
  const server = new TeamsServer();
  servers.push(server);
  const notifier = new TeamsNotifier({
    url: `http://127.0.0.1:${await server.listen()}${PATH}`,
    allowHttp: true,
    allowPrivate: true,
    wait: async () => undefined,
    ...changes,
  });
  return { server, notifier };
}

async function openSubject({ checksSignature = true } = {}) {
  const { server, notifier } = await open();
  server.checksSignature = checksSignature;
  return {
    notifier,
    received: async () => server.posted.map((text) => /Notification: (\S+)/.exec(text)?.[1] ?? ''),
    goDown: () => server.close(),
    refuse: async () => void (server.replies = [{ status: 413 }]),
    misconfigure: async () => void (server.signature = 'another'),
    close: () => server.close(),
  };
}

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

describeNotifierContract('TeamsNotifier', openSubject);

const OLD =
  'Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error';

describeFaults('TeamsNotifier', open, {
  secrets: [PATH, SIGNATURE],
  badSuccesses: [
    [`${OLD} 429 with ContextId tcid=0.`, 'notifier-unavailable'],
    [`${OLD} 413 with ContextId tcid=0.`, 'notification-refused'],
    [`${OLD} 403 with ContextId tcid=0.`, 'notifier-misconfigured'],
  ],
});

describeLive('teams', ['TEAMS_URL'], (url) => new TeamsNotifier({ url }));

it('says which flow it needs when the flow is off or another one', async () => {
  const { server, notifier } = await open();
  server.replies = [{ status: 400, body: '{"error":{"code":"WorkflowTriggerIsNotEnabled"}}' }];
  await expect(notifier.notify(sampleNotification())).rejects.toMatchObject({
    code: 'notifier-misconfigured',
    message: expect.stringContaining('the flow is turned on'),
  });
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

it('has one button, to the picture', async () => {
  const url = 'https://watch.example/image?id=gate';
  const { server, notifier } = await open({ linkTo: () => ({ url }) });
  await notifier.notify(sampleNotification());
  expect(server.acted).toEqual([url]);
});

it('cuts at a word, says how much is missing, and keeps image and id', async () => {
  const { server, notifier } = await open();
  await notifier.notify(veryLongNotification('n-1'));
  expect(server.posted).toEqual([expect.stringMatching(CUT_AT_A_WORD)]);
});

describe('the server of this spec', () => {
  it.each([
    ['text blocks, which are Markdown', { type: 'TextBlock', text: '[x](https://evil.example)' }],
    ['fields that the schema does not have', { type: 'RichTextBlock', inlines: [], extra: true }],
  ])('refuses %s', async (_, element) => {
    const server = new TeamsServer();
    servers.push(server);
    const content = { type: 'AdaptiveCard', version: '1.4', body: [element] };
    const contentType = 'application/vnd.microsoft.card.adaptive';
    const { status } = await fetch(`http://127.0.0.1:${await server.listen()}${PATH}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        type: 'message',
        attachments: [{ contentType, contentUrl: null, content }],
      }),
    });
    expect(status).toBe(400);
  });

  it('breaks a promise of the port when it checks no signature', async () => {
    expect(await notifierContract.brokenBy(() => openSubject({ checksSignature: false }))).toEqual([
      'fails with notifier-misconfigured when a person must act',
    ]);
  });
});
