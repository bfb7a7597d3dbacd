import { request } from 'node:https';
import { TEST_CERTIFICATE, TEST_KEY } from '@glyphwatch/domain/contracts';
import { type Answer, Served } from '../testing/served.ts';
import { PasswordGate } from './password-gate.ts';
import { hashPassword } from './password-hash.ts';
import type { Gate, ServeOptions } from './serve-options.ts';

const ORIGIN = 'https://watch.example.com';
const HOST = 'watch.example.com';
const PASSWORD = 'correct horse battery';
const HOUR = 3_600_000;
const ATTEMPTS = 10;

const quickGate: Gate = {
  admit: async (name, password) =>
    ['ann', 'bob'].includes(name) && password === PASSWORD ? name : undefined,
};
const basic = (name: string, password: string): string =>
  `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
const code = ({ status, text }: Answer) => [status, JSON.parse(text).code];

/** Behind a proxy on this machine that ends TLS. */
function start(options: Partial<ServeOptions> = {}, clock?: () => number): Promise<Served> {
  const door = { gate: quickGate, origin: ORIGIN, proxy: '127.0.0.1' };
  return Served.start(clock ? { clock } : {}, { ...door, ...options });
}

/** As the proxy sends on what `from` asked. */
function ask(
  served: Served,
  { path = '/api/me', from = '192.0.2.1', ...asked }: Asked = {},
): Promise<Answer> {
  const forwarded = { host: HOST, 'x-forwarded-for': from, 'x-forwarded-proto': 'https' };
  return served.ask(path, { ...asked, headers: { ...forwarded, ...asked.headers } });
}
type Asked = Parameters<Served['ask']>[1] & { path?: string; from?: string };

const signIn = (served: Served, name: string, password: string, asked: Asked = {}) =>
  ask(served, { ...asked, headers: { authorization: basic(name, password), ...asked.headers } });

const cookieIn = ({ headers }: Answer): string => headers['set-cookie']?.[0]?.split(';')[0] ?? '';

it('asks for name and password, gives a session, and knows by it who judges', async () => {
  await using served = await start();
  expect(served.console.url).toBe(`${ORIGIN}/`);
  const asked = await ask(served);
  expect(asked.status).toBe(401);
  expect(asked.headers['www-authenticate']).toMatch(/^Basic realm="Glyphwatch"/);
  const entered = await signIn(served, 'ann', PASSWORD);
  expect(JSON.parse(entered.text).name).toBe('ann');
  expect(entered.headers['set-cookie']?.[0]).toMatch(
    /^__Host-glyphwatch-\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Secure$/,
  );
  const again = await ask(served, { headers: { cookie: cookieIn(entered) } });
  expect(again.headers['set-cookie']).toBeUndefined();
  expect(JSON.parse(again.text).name).toBe('ann');
});

it('tells unknown names and wrong passwords apart to nobody', async () => {
  const people = PasswordGate.parse(`ann:${await hashPassword(PASSWORD)}`, 'people');
  await using served = await start({ gate: people });
  const [unknown, wrong] = [
    await signIn(served, 'eve', PASSWORD),
    await signIn(served, 'ann', 'correct horse'),
  ];
  expect([unknown.status, unknown.text]).toEqual([401, wrong.text]);
  expect((await signIn(served, 'ann', PASSWORD)).status).toBe(200);
});

it('ends a session after half a day', async () => {
  let now = 0;
  await using served = await start({}, () => now);
  const headers = { cookie: cookieIn(await signIn(served, 'ann', PASSWORD)) };
  now = 11 * HOUR;
  expect((await ask(served, { headers })).status).toBe(200);
  now = 12 * HOUR;
  expect((await ask(served, { headers })).status).toBe(401);
});

describe('who guesses passwords', () => {
  const guess = (served: Served, asked: Asked = {}, name = 'ann') =>
    Array.from({ length: ATTEMPTS }, (_, at) => signIn(served, name, `guess ${at}`, asked));

  it('waits after some, even with the right one, but those who are in and other addresses do not', async () => {
    let now = 0;
    await using served = await start({}, () => now);
    const cookie = cookieIn(await signIn(served, 'ann', PASSWORD, { from: '192.0.2.9' }));
    for (const { status } of await Promise.all(guess(served))) expect(status).toBe(401);
    const refused = await signIn(served, 'ann', PASSWORD);
    expect(code(refused)).toEqual([429, 'too-many-attempts']);
    expect(Number(refused.headers['retry-after'])).toBe(900);
    expect((await ask(served, { headers: { cookie } })).status).toBe(200);
    expect((await signIn(served, 'ann', PASSWORD, { from: '192.0.2.9' })).status).toBe(200);
    now = 15 * 60_000;
    expect((await signIn(served, 'ann', PASSWORD)).status).toBe(200);
  });

  it('gains nothing by other names, by asking at once, or by forwarding addresses of one’s own', async () => {
    await using served = await start();
    const tries = Array.from({ length: 3 * ATTEMPTS }, (_, at) =>
      signIn(served, `name${at}`, 'guess', { from: `198.51.100.${at}, 192.0.2.1` }),
    );
    const statuses = (await Promise.all(tries)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(ATTEMPTS);
    expect((await signIn(served, 'ann', PASSWORD)).status).toBe(429);
  });

  it('has one address in a whole network of IPv6', async () => {
    await using served = await start();
    const tries = Array.from({ length: ATTEMPTS }, (_, at) =>
      signIn(served, 'ann', `guess ${at}`, { from: `2001:db8::${at + 1}` }),
    );
    await Promise.all(tries);
    expect((await signIn(served, 'bob', 'guess', { from: '2001:db8::ffff' })).status).toBe(429);
    expect((await signIn(served, 'bob', PASSWORD, { from: '2001:db8:0:1::1' })).status).toBe(200);
  });

  it('waits for one name, from however many addresses', async () => {
    await using served = await start();
    for (let address = 0; address < 10; address += 1) {
      const tries = Array.from({ length: ATTEMPTS }, (_, at) =>
        signIn(served, 'ann', `guess ${address} ${at}`, { from: `203.0.113.${address}` }),
      );
      await Promise.all(tries);
    }
    expect((await signIn(served, 'ann', PASSWORD, { from: '203.0.113.99' })).status).toBe(429);
    expect((await signIn(served, 'bob', PASSWORD, { from: '203.0.113.99' })).status).toBe(200);
  });

  it('is a browser that repeats one wrong password for nobody', async () => {
    await using served = await start();
    for (let time = 0; time < 3 * ATTEMPTS; time += 1)
      expect((await signIn(served, 'ann', 'a typo')).status).toBe(401);
    expect((await signIn(served, 'ann', PASSWORD)).status).toBe(200);
  });

  it('keeps no more than two hashes being worked out, and refuses a crowd', async () => {
    let [running, most] = [0, 0];
    const slow: Gate = {
      async admit() {
        most = Math.max(most, (running += 1));
        await new Promise((next) => setTimeout(next, 20));
        running -= 1;
        return undefined;
      },
    };
    await using served = await start({ gate: slow });
    const tries = Array.from({ length: 40 }, (_, at) =>
      signIn(served, 'ann', `guess ${at}`, { from: `203.0.113.${at}` }),
    );
    const statuses = (await Promise.all(tries)).map(({ status }) => status);
    expect(most).toBe(2);
    expect(statuses).toContain(429);
    expect(statuses).toContain(401);
  });
});

it.each([
  ['rebinding', { host: 'evil.example' }],
  ['the address itself', { host: '127.0.0.1' }],
  ['a forwarded host', { host: 'evil.example', 'x-forwarded-host': HOST }],
])('answers nothing at %s, whatever the password', async (_, headers) => {
  await using served = await start();
  expect(code(await signIn(served, 'ann', PASSWORD, { headers }))).toEqual([421, 'wrong-host']);
});

it('takes no request that another page makes with a password that the browser keeps', async () => {
  await using served = await start();
  const body = { alerts: [{ id: 'a', revision: 0 }], verdict: 'confirmed' };
  const site = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' };
  const path = '/api/alerts/judge';
  const post = (headers: Record<string, string>) =>
    signIn(served, 'ann', PASSWORD, { path, method: 'POST', body, headers });
  expect(code(await post({ ...site, 'x-glyphwatch': '1' }))).toEqual([403, 'foreign-origin']);
  expect(code(await post({ origin: 'https://evil.example', 'x-glyphwatch': '1' }))).toEqual([
    ...[403, 'foreign-origin'],
  ]);
  expect(code(await post({ origin: `http://${HOST}`, 'x-glyphwatch': '1' }))).toEqual([
    ...[403, 'foreign-origin'],
  ]);
  expect(code(await post({}))).toEqual([403, 'header-missing']);
  const opened = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
  expect(code(await signIn(served, 'ann', PASSWORD, { headers: opened }))).toEqual([
    ...[403, 'foreign-origin'],
  ]);
});

it('adopts no session that somebody else began (fixation)', async () => {
  await using served = await start();
  const name = `__Host-glyphwatch-${served.port}`;
  const planted = { cookie: `${name}=${'A'.repeat(43)}` };
  const entered = await signIn(served, 'ann', PASSWORD, { headers: planted });
  expect(cookieIn(entered)).not.toBe(planted.cookie);
  expect((await ask(served, { headers: planted })).status).toBe(401);
  const mine = cookieIn(await signIn(served, 'bob', PASSWORD));
  for (const cookie of [`${mine}; ${planted.cookie}`, mine.replace('__Host-', '')])
    expect((await ask(served, { headers: { cookie } })).status).toBe(401);
});

it('trades no token for a session, as there is none that lets in', async () => {
  await using served = await start();
  const entered = await ask(served, {
    ...{ path: '/api/session', method: 'POST', body: { token: served.console.token } },
    headers: { 'x-glyphwatch': '1' },
  });
  expect(entered.status).toBe(401);
});

it('is not spoken to in the clear, nor by anybody but the proxy', async () => {
  await using served = await start();
  const plain = { 'x-forwarded-proto': 'http' };
  expect(code(await signIn(served, 'ann', PASSWORD, { headers: plain }))).toEqual([
    ...[403, 'not-encrypted'],
  ]);
  await using behindAnother = await start({ proxy: '192.0.2.80' });
  await expect(signIn(behindAnother, 'ann', PASSWORD)).rejects.toThrow(/hang up|ECONNRESET/);
});

it('believes nothing that is forwarded where there is no proxy', async () => {
  await using served = await Served.start({}, { gate: quickGate });
  const attempts = Array.from({ length: ATTEMPTS }, (_, at) =>
    served.ask('/api/me', {
      headers: {
        ...{ authorization: basic('ann', `guess ${at}`), 'x-forwarded-for': `192.0.2.${at}` },
      },
    }),
  );
  await Promise.all(attempts);
  const headers = { authorization: basic('ann', PASSWORD), 'x-forwarded-for': '192.0.2.99' };
  expect((await served.ask('/api/me', { headers })).status).toBe(429);
});

it.each([
  ['nothing', 'Basic'],
  ['what is no Base64', 'Basic !'],
  ['no colon', 'Basic YQ=='],
  ['no name and no password', 'Basic Og=='],
  ['very much', `Basic ${'A'.repeat(5000)}`],
  ['another scheme', 'Digest a'],
])('lets nobody in with %s', async (_, authorization) => {
  await using served = await start();
  expect((await ask(served, { headers: { authorization } })).status).toBe(401);
});

it('ends TLS itself, with a cookie that only goes there', async () => {
  const tls = { cert: Buffer.from(TEST_CERTIFICATE), key: Buffer.from(TEST_KEY) };
  const door = { gate: quickGate, tls, origin: ORIGIN, basePath: '/watch/' };
  await using served = await Served.start({}, door);
  const answer = await new Promise<{ status: number; cookie: string }>((resolve, reject) => {
    const headers = { host: HOST, authorization: basic('ann', PASSWORD) };
    const to = { host: '127.0.0.1', port: served.port, path: '/watch/api/me', headers };
    request({ ...to, ca: TEST_CERTIFICATE, servername: 'localhost' }, (response) => {
      response.resume();
      const [cookie = ''] = response.headers['set-cookie'] ?? [];
      resolve({ status: response.statusCode ?? 0, cookie });
    })
      .on('error', reject)
      .end();
  });
  expect(answer.status).toBe(200);
  expect(answer.cookie).toMatch(/^__Secure-glyphwatch-\d+=.*Path=\/watch\/.*; Secure$/);
  await expect(ask(served)).rejects.toThrow(/hang up|ECONNRESET/);
});

it.each([
  [{}],
  [{ gate: quickGate }],
  [{ gate: quickGate, origin: ORIGIN }],
  [{ origin: ORIGIN, proxy: '192.0.2.80' }],
])('opens no door that others reach with only %j', async (options) => {
  await expect(Served.start({}, { host: '0.0.0.0', ...options })).rejects.toThrow(/needs a gate/);
});
