import {
  describeNotifierContract,
  sampleNotification,
  TEST_CERTIFICATE,
} from '@glyphwatch/domain/contracts';
import { WebhookNotifier, type WebhookNotifierOptions } from './webhook-notifier.ts';
import { WebhookReceiver } from './testing/webhook-receiver.ts';

const SECRET = `whsec_${Buffer.alloc(32, 'a').toString('base64')}`;
const NEXT_SECRET = `whsec_${Buffer.alloc(32, 'b').toString('base64')}`;
const LOOPBACK = { address: '127.0.0.1', family: 4 };
const receivers: WebhookReceiver[] = [];

async function open(
  changes: Partial<WebhookNotifierOptions> = {},
  scheme: 'http' | 'https' = 'http',
) {
  const receiver = new WebhookReceiver(scheme);
  receivers.push(receiver);
  const port = await receiver.listen();
  const waits: number[] = [];
  const notifier = new WebhookNotifier({
    url: `${scheme}://127.0.0.1:${port}/hook`,
    secret: SECRET,
    allowHttp: scheme === 'http',
    allowPrivate: true,
    wait: async (milliseconds) => void waits.push(milliseconds),
    ...changes,
  });
  return { receiver, notifier, port, waits };
}

afterEach(async () => {
  await Promise.all(receivers.splice(0).map((receiver) => receiver.close()));
});

describeNotifierContract('WebhookNotifier', async () => {
  const { receiver, notifier } = await open();
  const answer = async (status: number) => {
    receiver.replies = [{ status }];
    receiver.received.length = 0;
  };
  return {
    notifier,
    received: async () => (receiver.replies[0]?.status === 204 ? receiver.verifiedIds(SECRET) : []),
    goDown: () => receiver.close(),
    refuse: () => answer(422),
    misconfigure: () => answer(401),
    close: () => receiver.close(),
  };
});

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
    expect(receiver.verifiedIds(SECRET)).toEqual([notification.id, notification.id]);
  });

  it('signs with every secret, so that a receiver can change from one to the next', async () => {
    const { receiver, notifier } = await open({ secret: [SECRET, NEXT_SECRET] });
    await notifier.notify(sampleNotification({ id: 'n-1' }));
    expect(receiver.verifiedIds(SECRET)).toEqual(['n-1']);
    expect(receiver.verifiedIds(NEXT_SECRET)).toEqual(['n-1']);
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

describe('WebhookNotifier, answers', () => {
  it.each([200, 201, 202, 204, 299])('treats %i as delivered', async (status) => {
    const { receiver, notifier } = await open();
    receiver.replies = [{ status }];
    await expect(notifier.notify(sampleNotification())).resolves.toBeUndefined();
  });

  it.each([
    [301, 'notifier-misconfigured'],
    [302, 'notifier-misconfigured'],
    [307, 'notifier-misconfigured'],
    [400, 'notification-refused'],
    [401, 'notifier-misconfigured'],
    [404, 'notifier-misconfigured'],
    [410, 'notifier-misconfigured'],
    [413, 'notification-refused'],
    [422, 'notification-refused'],
  ])('treats %i as %s and tries once', async (status, code) => {
    const { receiver, notifier } = await open();
    receiver.replies = [{ status, headers: { location: '/elsewhere' } }];
    await expect(notifier.notify(sampleNotification())).rejects.toMatchObject({ code });
    expect(receiver.received).toHaveLength(1);
  });

  it.each([408, 429, 500, 502, 503, 504])('retries after %i', async (status) => {
    const { receiver, notifier, waits } = await open();
    receiver.replies = [{ status }];
    await expect(notifier.notify(sampleNotification())).rejects.toMatchObject({
      code: 'notifier-unavailable',
    });
    expect(receiver.received).toHaveLength(3);
    expect(waits).toEqual([500, 1000]);
  });

  it('delivers with a retry, after the delay that the receiver requests', async () => {
    const { receiver, notifier, waits } = await open();
    receiver.replies = [
      { status: 429, headers: { 'retry-after': '3' } },
      { status: 503, headers: { 'retry-after': '0' } },
      { status: 200 },
    ];
    await notifier.notify(sampleNotification({ id: 'n-1' }));
    expect(waits).toEqual([3000, 0]);
    expect(receiver.verifiedIds(SECRET)).toEqual(['n-1', 'n-1', 'n-1']);
  });

  it('accepts a date as the delay', async () => {
    const now = Date.parse('2026-01-01T00:00:00Z');
    const { receiver, notifier, waits } = await open({ clock: () => now });
    const headers = { 'retry-after': 'Thu, 01 Jan 2026 00:00:02 GMT' };
    receiver.replies = [{ status: 503, headers }, { status: 200 }];
    await notifier.notify(sampleNotification());
    expect(waits).toEqual([2000]);
  });

  it('leaves a longer delay than a call allows to the next delivery', async () => {
    const { receiver, notifier, waits } = await open();
    receiver.replies = [{ status: 429, headers: { 'retry-after': '3600' } }];
    await expect(notifier.notify(sampleNotification())).rejects.toMatchObject({
      code: 'notifier-unavailable',
    });
    expect(receiver.received).toHaveLength(1);
    expect(waits).toEqual([]);
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

  it('does not read an endless body', async () => {
    const { receiver, notifier } = await open();
    receiver.replies = [{ status: 200, endless: true }];
    await expect(notifier.notify(sampleNotification())).resolves.toBeUndefined();
  });

  it('rejects response headers of more than 8 KB', async () => {
    const { receiver, notifier } = await open({ retries: 0 });
    receiver.replies = [{ status: 200, headers: { 'x-long': 'x'.repeat(10_000) } }];
    await expect(notifier.notify(sampleNotification())).rejects.toMatchObject({
      code: 'notifier-unavailable',
    });
  });

  it('times out and leaves it to the next delivery', async () => {
    const { receiver, notifier } = await open({ timeoutMs: 50 });
    receiver.replies = [{ status: 200, silent: true }];
    await expect(notifier.notify(sampleNotification())).rejects.toMatchObject({
      code: 'notifier-unavailable',
    });
    expect(receiver.received).toHaveLength(1);
  });
});

describe('WebhookNotifier, where it connects to', () => {
  it('delivers over TLS to a name, connected to the checked address', async () => {
    const asked: string[] = [];
    const resolve = async (hostname: string) => (asked.push(hostname), [LOOPBACK]);
    const { receiver, port } = await open({}, 'https');
    const url = `https://hooks.example:${port}/hook`;
    const options = { url, secret: SECRET, ca: TEST_CERTIFICATE, allowPrivate: true, resolve };
    await new WebhookNotifier(options).notify(sampleNotification({ id: 'n-1' }));
    expect(receiver.verifiedIds(SECRET)).toEqual(['n-1']);
    expect(receiver.received[0]?.headers).toMatchObject({ host: `hooks.example:${port}` });
    expect(asked).toEqual(['hooks.example']);
  });

  it.each([
    ['unknown', 'hooks.example', undefined],
    ['for another name', 'other.example', TEST_CERTIFICATE],
  ])('trusts no certificate that is %s', async (_, host, ca) => {
    const { receiver, port } = await open({}, 'https');
    const notifier = new WebhookNotifier({
      url: `https://${host}:${port}/`,
      secret: SECRET,
      allowPrivate: true,
      resolve: async () => [LOOPBACK],
      ...(ca === undefined ? {} : { ca }),
    });
    await expect(notifier.notify(sampleNotification())).rejects.toMatchObject({
      code: 'notifier-misconfigured',
    });
    expect(receiver.received).toEqual([]);
  });

  it.each([
    'http://hooks.example/',
    'ftp://hooks.example/',
    'https://user:secret@hooks.example/',
    'hooks.example',
    '',
  ])('refuses the URL %j before resolving anything', async (url) => {
    const resolve = async () => Promise.reject(new Error('was asked'));
    const notifier = new WebhookNotifier({ url, secret: SECRET, resolve });
    await expect(notifier.notify(sampleNotification())).rejects.toMatchObject({
      code: 'notifier-misconfigured',
    });
  });

  it.each([
    '127.0.0.1',
    '2130706433',
    '0x7f.1',
    '0177.0.0.1',
    '10.1.2.3',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[fd00::1]',
  ])('does not connect to a private address, written as %s', async (host) => {
    const { receiver, port } = await open();
    const url = `http://${host}:${port}/`;
    const notifier = new WebhookNotifier({ url, secret: SECRET, allowHttp: true });
    await expect(notifier.notify(sampleNotification())).rejects.toMatchObject({
      code: 'notifier-misconfigured',
    });
    expect(receiver.received).toEqual([]);
  });

  it('rejects a name if only one of its addresses is private', async () => {
    const { receiver, port } = await open();
    const resolve = async () => [{ address: '8.8.8.8', family: 4 }, LOOPBACK];
    const url = `http://hooks.example:${port}/`;
    const notifier = new WebhookNotifier({ url, secret: SECRET, allowHttp: true, resolve });
    await expect(notifier.notify(sampleNotification())).rejects.toMatchObject({
      code: 'notifier-misconfigured',
    });
    expect(receiver.received).toEqual([]);
  });

  it('checks again for every try, in case a name changes to a private address', async () => {
    const { receiver, port } = await open();
    const failure = Object.assign(new Error('no answer yet'), { code: 'EAI_AGAIN' });
    const answers = [Promise.reject(failure)];
    const resolve = async () => answers.shift() ?? [LOOPBACK];
    const url = `http://hooks.example:${port}/`;
    const wait = async () => undefined;
    const notifier = new WebhookNotifier({ url, secret: SECRET, allowHttp: true, resolve, wait });
    await expect(notifier.notify(sampleNotification())).rejects.toMatchObject({
      code: 'notifier-misconfigured',
    });
    expect(answers).toEqual([]);
    expect(receiver.received).toEqual([]);
  });

  it('tries again later when a name cannot be resolved', async () => {
    const failure = Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
    const notifier = new WebhookNotifier({
      url: 'https://hooks.example/',
      secret: SECRET,
      retries: 0,
      resolve: async () => Promise.reject(failure),
    });
    await expect(notifier.notify(sampleNotification())).rejects.toMatchObject({
      code: 'notifier-unavailable',
      cause: failure,
    });
  });

  it('uses no proxy of the environment', async () => {
    const { receiver: proxy, port: proxyPort } = await open();
    const { receiver, notifier } = await open();
    const before = { ...process.env };
    Object.assign(process.env, {
      HTTP_PROXY: `http://127.0.0.1:${proxyPort}`,
      NODE_USE_ENV_PROXY: '1',
    });
    try {
      await notifier.notify(sampleNotification());
    } finally {
      process.env = before;
    }
    expect(proxy.received).toEqual([]);
    expect(receiver.received).toHaveLength(1);
  });
});
