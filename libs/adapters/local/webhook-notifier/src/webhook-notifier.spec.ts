import { describeNotifierContract, sampleNotification } from '@glyphwatch/domain/contracts';
import { describeFaults, RecordingServer } from '@glyphwatch/http-calls/testing';
import { Webhook } from 'standardwebhooks';
import { WebhookNotifier, type WebhookNotifierOptions } from './webhook-notifier.ts';

const SECRET = `whsec_${Buffer.alloc(32, 'a').toString('base64')}`;
const NEXT_SECRET = `whsec_${Buffer.alloc(32, 'b').toString('base64')}`;
const receivers: RecordingServer[] = [];

async function open(changes: Partial<WebhookNotifierOptions> = {}) {
  const receiver = new RecordingServer('http', () => ({ status: 204 }));
  receivers.push(receiver);
  const notifier = new WebhookNotifier({
    url: `http://127.0.0.1:${await receiver.listen()}/hook`,
    secret: SECRET,
    allowHttp: true,
    allowPrivate: true,
    wait: async () => undefined,
    ...changes,
  });
  return { receiver, notifier };
}

/** Ids of the received messages; throws if a signature is wrong. */
function verifiedIds({ received }: RecordingServer, secret: string): string[] {
  return received.map(({ headers, body }) => {
    new Webhook(secret).verify(body, headers);
    return String(headers['webhook-id']);
  });
}

afterEach(async () => {
  await Promise.all(receivers.splice(0).map((receiver) => receiver.close()));
});

describeNotifierContract('WebhookNotifier', async () => {
  const { receiver, notifier } = await open();
  let accepts = true;
  const answer = async (status: number) => {
    accepts = false;
    receiver.replies = [{ status }];
    receiver.received.length = 0;
  };
  return {
    notifier,
    received: async () => (accepts ? verifiedIds(receiver, SECRET) : []),
    goDown: () => receiver.close(),
    refuse: () => answer(422),
    misconfigure: () => answer(401),
    close: () => receiver.close(),
  };
});

describeFaults(
  'WebhookNotifier',
  async (options) => {
    const { receiver: server, notifier } = await open(options);
    return { server, notifier };
  },
  { secrets: [SECRET, '/hook'], takesAnyBody: true },
);

describe('WebhookNotifier, signing', () => {
  it('sends the headers of Standard Webhooks with the notification id and unix seconds', async () => {
    const { receiver, notifier } = await open({ clock: () => 1_760_000_000_999 });
    await notifier.notify(sampleNotification({ id: 'n-1' }));
    const [message] = receiver.received;
    expect(message?.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'webhook-id': 'n-1',
      'webhook-timestamp': '1760000000',
      'webhook-signature': expect.stringMatching(/^v1,[A-Za-z0-9+/]{43}=$/),
    });
  });

  it('sends the same id and body in a repeat', async () => {
    const { receiver, notifier } = await open();
    const notification = sampleNotification();
    await notifier.notify(notification);
    await notifier.notify(notification);
    const [first, second] = receiver.received;
    expect(second?.body).toBe(first?.body);
    expect(verifiedIds(receiver, SECRET)).toEqual([notification.id, notification.id]);
  });

  it('signs with every secret, so that a receiver can change from one to the next', async () => {
    const { receiver, notifier } = await open({ secret: [SECRET, NEXT_SECRET] });
    await notifier.notify(sampleNotification({ id: 'n-1' }));
    expect(verifiedIds(receiver, SECRET)).toEqual(['n-1']);
    expect(verifiedIds(receiver, NEXT_SECRET)).toEqual(['n-1']);
  });

  it.each([
    ['no secret at all', []],
    ['a secret without its prefix', SECRET.slice(6)],
    ['a secret of 23 bytes', `whsec_${Buffer.alloc(23).toString('base64')}`],
    ['a secret of 65 bytes', `whsec_${Buffer.alloc(65).toString('base64')}`],
    ['a secret that is not base64', 'whsec_correct horse battery staple'],
  ])('rejects the secret %s before sending anything', async (_, secret) => {
    const { receiver, notifier } = await open({ secret });
    const attempt = notifier.notify(sampleNotification());
    await expect(attempt).rejects.toMatchObject({ code: 'notifier-misconfigured' });
    await attempt.catch(({ message }) => {
      for (const shown of [secret].flat()) expect(message).not.toContain(shown);
    });
    expect(receiver.received).toEqual([]);
  });
});

it('does not call a receiver again that is gone', async () => {
  const { receiver, notifier } = await open();
  receiver.replies = [{ status: 410 }, { status: 200 }];
  for (let times = 0; times < 2; times += 1) {
    await expect(notifier.notify(sampleNotification())).rejects.toMatchObject({
      code: 'notifier-misconfigured',
    });
  }
  expect(receiver.received).toHaveLength(1);
});
