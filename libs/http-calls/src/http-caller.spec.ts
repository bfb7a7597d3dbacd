import { TEST_CERTIFICATE } from '@glyphwatch/domain/contracts';
import { HttpCaller, type HttpOptions, type HttpService } from './index.ts';
import { NO_ANSWERS, ODD_ANSWERS, RecordingServer } from './testing/index.ts';

const LOOPBACK = { address: '127.0.0.1', family: 4 };
const SERVICE: HttpService = {
  name: 'The receiver',
  codes: {
    unavailable: 'notifier-unavailable',
    misconfigured: 'notifier-misconfigured',
    refused: 'notification-refused',
  },
  advice: { unavailable: 'Try later.', misconfigured: 'Check it.', refused: 'See its log.' },
};
const servers: RecordingServer[] = [];

async function open(
  { scheme = 'http', ...changes }: HttpOptions & { scheme?: 'http' | 'https' } = {},
  service: Partial<HttpService> = {},
) {
  const server = new RecordingServer(scheme);
  servers.push(server);
  const port = await server.listen();
  const waits: number[] = [];
  const options: HttpOptions = {
    allowHttp: scheme === 'http',
    allowPrivate: true,
    wait: async (milliseconds) => void waits.push(milliseconds),
    ...changes,
  };
  const caller = new HttpCaller({ ...SERVICE, ...service }, options);
  const call = (url = `${scheme}://127.0.0.1:${port}/secret-path`) =>
    caller.call(() => ({ url, headers: { 'x-token': 'secret-token' }, body: 'secret-body' }));
  return { server, port, waits, call };
}

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

const failure = (call: Promise<unknown>): Promise<Error & { code: string }> =>
  call.then(
    () => Promise.reject(new Error('the call succeeded')),
    (error) => error,
  );

describe('answers', () => {
  it.each([200, 201, 202, 204, 299])('takes %i for success', async (status) => {
    const { server, call } = await open();
    server.replies = [{ status }];
    expect(await call()).toMatchObject({ status, body: '' });
    expect(server.received).toMatchObject([{ body: 'secret-body' }]);
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
  ])('takes %i for %s and tries once', async (status, code) => {
    const { server, call } = await open();
    server.replies = [{ status, headers: { location: '/elsewhere' } }];
    const error = await failure(call());
    expect(error.code).toBe(code);
    expect(error.message).toMatch(/^The receiver answered \d+\. .*\.$/);
    expect(error.message).not.toContain('secret');
    expect(server.received).toHaveLength(1);
  });

  it.each([408, 425, 429, 500, 502, 503, 504])('tries again after %i', async (status) => {
    const { server, waits, call } = await open();
    server.replies = [{ status }];
    expect((await failure(call())).code).toBe('notifier-unavailable');
    expect(server.received).toHaveLength(3);
    expect(waits).toEqual([500, 1000]);
  });

  it('waits as long as a header asks, in seconds or as a date', async () => {
    const now = Date.parse('2026-01-01T00:00:00Z');
    const { server, waits, call } = await open({ clock: () => now });
    server.replies = [
      { status: 429, headers: { 'retry-after': '3' } },
      { status: 503, headers: { 'retry-after': 'Thu, 01 Jan 2026 00:00:02 GMT' } },
      { status: 200 },
    ];
    await call();
    expect(waits).toEqual([3000, 2000]);
  });

  it('does not wait longer than a call may take', async () => {
    const { server, waits, call } = await open();
    server.replies = [{ status: 429, headers: { 'retry-after': '3600' } }];
    expect((await failure(call())).code).toBe('notifier-unavailable');
    expect([server.received.length, waits]).toEqual([1, []]);
  });

  it('keeps a longer wait between calls, an hour at most, whatever happens to the clock', async () => {
    let now = Date.parse('2026-01-01T00:00:00Z');
    const { server, call } = await open({ clock: () => now });
    server.replies = [{ status: 429, headers: { 'retry-after': '86400' } }, { status: 200 }];
    const first = await failure(call());
    expect(first.message).toBe(
      'The receiver answered 429 (next try in 86400 s or later). Try later.',
    );
    now += 3_599_999;
    expect(await failure(call())).toBe(first);
    expect(server.received).toHaveLength(1);
    now += 1;
    await call();
    server.replies = [{ status: 503, headers: { 'retry-after': '60' } }, { status: 200 }];
    await failure(call());
    now -= 86_400_000;
    await call();
  });

  it('sends no more requests a second than the service takes, tries included', async () => {
    const { server, waits, call } = await open({ clock: () => 0 }, { perSecond: 2 });
    server.replies = [{ status: 503, headers: { 'retry-after': '1' } }, { status: 200 }];
    await call();
    await call();
    expect(waits).toEqual([1000, 500, 1000]);
  });

  it('leaves the judgement to the service, which may ask for a wait and find fault with 200', async () => {
    const judge: HttpService['judge'] = ({ status, body }) =>
      status === 200 && body === 'busy' ? { kind: 'unavailable', retryAfterMs: 7 } : undefined;
    const { server, waits, call } = await open({}, { judge, maxAnswerBytes: 100 });
    server.replies = [
      { status: 200, body: 'busy' },
      { status: 200, body: 'done' },
    ];
    expect(await call()).toMatchObject({ body: 'done' });
    expect(waits).toEqual([7]);
  });
});

describe('servers that misbehave', () => {
  it.each(NO_ANSWERS)('settles if one %s', async (_, reply, kind) => {
    const { server, call } = await open({ retries: 0, timeoutMs: 300 });
    server.replies = [{ status: 200, ...reply }];
    expect((await failure(call())).code).toBe(`notifier-${kind}`);
  });

  it.each(ODD_ANSWERS)('takes %s by its status if it reads no body', async (_, reply) => {
    const { server, call } = await open();
    server.replies = [{ status: 200, ...reply }];
    expect(await call()).toMatchObject({ body: '' });
  });

  it.each(ODD_ANSWERS)('settles after %s if it reads the body', async (_, reply) => {
    const { server, call } = await open({ retries: 0, timeoutMs: 300 }, { maxAnswerBytes: 2500 });
    server.replies = [{ status: 200, ...reply }];
    const { body } = await call().catch((error: Error & { code: string }) => {
      expect(error.code).toBe('notifier-unavailable');
      return { body: '' };
    });
    expect(body.length).toBeLessThanOrEqual(2500);
  });

  it('does not try again after a time-out', async () => {
    const { server, call } = await open({ timeoutMs: 50 });
    server.replies = [{ status: 200, silent: true }];
    expect((await failure(call())).message).toContain('ETIMEDOUT');
    expect(server.received).toHaveLength(1);
  });

  it.each([0, 2500])(
    'reads only the first %i bytes of an endless answer',
    async (maxAnswerBytes) => {
      const { server, call } = await open({}, { maxAnswerBytes });
      server.replies = [{ status: 200, endless: 'x'.repeat(1000) }];
      expect((await call()).body).toHaveLength(maxAnswerBytes);
    },
  );
});

describe('where it connects to', () => {
  it('calls over TLS by name, connected to the checked address', async () => {
    const asked: string[] = [];
    const resolve = async (hostname: string) => (asked.push(hostname), [LOOPBACK]);
    const { server, port, call } = await open({ scheme: 'https', ca: TEST_CERTIFICATE, resolve });
    await call(`https://hooks.example:${port}/hook`);
    expect(server.received[0]?.headers).toMatchObject({ host: `hooks.example:${port}` });
    expect(asked).toEqual(['hooks.example']);
  });

  it.each([
    ['unknown', 'hooks.example', undefined],
    ['for another name', 'other.example', TEST_CERTIFICATE],
  ])('trusts no certificate that is %s', async (_, host, ca) => {
    const resolve = async () => [LOOPBACK];
    const trust = ca === undefined ? {} : { ca };
    const { server, port, call } = await open({ scheme: 'https', resolve, ...trust });
    expect((await failure(call(`https://${host}:${port}/`))).code).toBe('notifier-misconfigured');
    expect(server.received).toEqual([]);
  });

  it.each([
    'http://hooks.example/',
    'ftp://hooks.example/',
    'https://user:secret@hooks.example/',
    'hooks.example',
    '',
  ])('refuses the URL %j before resolving anything', async (url) => {
    const resolve = async () => Promise.reject(new Error('was asked'));
    const { call } = await open({ allowHttp: false, resolve });
    expect(await failure(call(url))).toMatchObject({
      code: 'notifier-misconfigured',
      message: expect.not.stringContaining('secret'),
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
    const { server, port, call } = await open({ allowPrivate: false });
    expect((await failure(call(`http://${host}:${port}/`))).code).toBe('notifier-misconfigured');
    expect(server.received).toEqual([]);
  });

  it('refuses a name if only one of its addresses is private', async () => {
    const resolve = async () => [{ address: '8.8.8.8', family: 4 }, LOOPBACK];
    const { server, port, call } = await open({ allowPrivate: false, resolve });
    const error = await failure(call(`http://hooks.example:${port}/`));
    expect(error.code).toBe('notifier-misconfigured');
    expect(server.received).toEqual([]);
  });

  it('checks again for every try, in case a name changes to a private address', async () => {
    const later = Object.assign(new Error('no answer yet'), { code: 'EAI_AGAIN' });
    const answers = [Promise.reject(later)];
    const resolve = async () => answers.shift() ?? [LOOPBACK];
    const { server, port, call } = await open({ allowPrivate: false, resolve });
    const error = await failure(call(`http://hooks.example:${port}/`));
    expect(error.code).toBe('notifier-misconfigured');
    expect([answers, server.received]).toEqual([[], []]);
  });

  it('counts a name that cannot be resolved as unavailable', async () => {
    const cause = Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
    const { call } = await open({ retries: 0, resolve: async () => Promise.reject(cause) });
    const error = await failure(call('https://hooks.example/'));
    expect(error).toMatchObject({ code: 'notifier-unavailable', cause });
  });

  it('uses no proxy of the environment', async () => {
    const { server: proxy, port: proxyPort } = await open();
    const { server, call } = await open();
    const before = { ...process.env };
    Object.assign(process.env, {
      HTTP_PROXY: `http://127.0.0.1:${proxyPort}`,
      NODE_USE_ENV_PROXY: '1',
    });
    try {
      await call();
    } finally {
      process.env = before;
    }
    expect([proxy.received.length, server.received.length]).toEqual([0, 1]);
  });
});
