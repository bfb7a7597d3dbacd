import { type Answer, FILES, Served } from '../testing/served.ts';

let served: Served;
beforeAll(async () => {
  served = await Served.start();
});
afterAll(() => served[Symbol.asyncDispose]());

const own = () => `127.0.0.1:${served.port}`;
const refused = ({ status, text }: Answer) => [status, JSON.parse(text).code];

it.each([
  ['another name that leads here (rebinding)', 'evil.example'],
  ['another port', '127.0.0.1:1'],
  ['localhost, which is another origin', 'localhost'],
  ['an address with a trailing dot', '127.0.0.1.'],
])('answers no request for %s', async (_, host) => {
  const name = /:\d+$/.test(host) ? host : `${host}:${served.port}`;
  for (const path of ['/', '/api/me', '/app.css']) {
    const answer = await served.script(path, { headers: { host: name } });
    expect(refused(answer)).toEqual([421, 'wrong-host']);
    expect(answer.text).not.toContain('start()');
  }
});

it.each([
  ['of another page', 'https://evil.example'],
  ['of another port of this machine', 'http://127.0.0.1:1'],
  ['of any other IP address', 'http://192.168.0.1'],
  ['of a file or a sandbox', 'null'],
  ['that only begins like ours', 'http://127.0.0.1.evil.example'],
])('answers no request with the Origin %s', async (_, origin) => {
  const answer = await served.script('/api/me', { headers: { origin } });
  expect(refused(answer)).toEqual([403, 'foreign-origin']);
  expect(answer.headers['access-control-allow-origin']).toBeUndefined();
});

it.each(['cross-site', 'same-site'])('answers no %s request of a browser', async (site) => {
  for (const path of ['/api/me', '/api/picture?id=x', '/app.css']) {
    const headers = { 'sec-fetch-site': site, 'sec-fetch-mode': 'no-cors' };
    expect(refused(await served.script(path, { headers }))).toEqual([403, 'foreign-origin']);
  }
});

it('lets a link in a message open the page, which holds nothing, but nothing of the API', async () => {
  const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
  expect((await served.ask('/image?id=x', { headers })).status).toBe(200);
  for (const path of ['/api/me', '/api%2fme', `http://${own()}/api/me`]) {
    const { status } = await served.script(path, { headers });
    expect([path, status]).not.toEqual([path, 200]);
  }
  for (const path of ['/api/me', '/%61pi/me', '/ap%69/alerts.csv'])
    expect(refused(await served.script(path, { headers }))).toEqual([403, 'foreign-origin']);
});

it.each(['/%', '/api/uploads/%ED%A0%80.png'])(
  'answers an address that is none as carefully, and does not repeat it: %#',
  async (path) => {
    const { status, headers, text } = await served.ask(path, { headers: { host: 'evil.example' } });
    expect(status).toBe(400);
    expect(text).not.toMatch(/%/);
    expect(headers).toMatchObject({
      ...{ 'x-content-type-options': 'nosniff', 'cross-origin-resource-policy': 'same-origin' },
      'content-security-policy': expect.stringMatching(/sandbox/),
    });
  },
);

it('takes no write without its header, as forms and simple requests have none', async () => {
  const body = { alerts: [{ id: 'a', revision: 0 }], verdict: 'confirmed' };
  const headers = { authorization: `Bearer ${served.console.token}` };
  for (const method of ['POST', 'PUT', 'DELETE']) {
    const answer = await served.ask('/api/alerts/judge', { method, headers, body });
    expect(refused(answer)).toEqual([403, 'header-missing']);
  }
  const form = { ...headers, 'x-glyphwatch': '1', 'content-type': 'text/plain' };
  const answer = await served.ask('/api/alerts/judge', {
    ...{ method: 'POST', headers: form, body: JSON.stringify(body) },
  });
  expect(answer.status).toBe(400);
});

it('answers nothing of the API to strangers, and everything to its page', async () => {
  const { url } = served.console;
  const token = new URL(url).hash.replace('#token=', '');
  const enter = (given: string) =>
    served.ask('/api/session', {
      ...{ method: 'POST', headers: { 'x-glyphwatch': '1' }, body: { token: given } },
    });
  for (const path of ['/api/me', '/api/images', '/api/events', '/api/openapi.json'])
    expect(refused(await served.ask(path))).toEqual([401, 'not-signed-in']);
  expect((await enter('guess')).status).toBe(401);
  const entered = await enter(token);
  expect(entered.status).toBe(204);
  const [cookie = ''] = entered.headers['set-cookie'] ?? [];
  expect(cookie).toMatch(
    new RegExp(`^glyphwatch-${served.port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict$`),
  );
  const pair = cookie.split(';')[0] ?? '';
  const headers = { cookie: pair, origin: `http://${own()}`, 'sec-fetch-site': 'same-origin' };
  expect((await served.ask('/api/me', { headers })).status).toBe(200);
  expect((await enter(token)).status).toBe(401);
});

it('believes no cookie that a neighbour on this machine may have set', async () => {
  for (const cookie of [
    `glyphwatch-${served.port}=guess`,
    `glyphwatch-1=${served.console.token}`,
    `glyphwatch-${served.port}=${served.console.token}`,
    `glyphwatch-${served.port}=a; glyphwatch-${served.port}=b`,
  ]) {
    expect((await served.ask('/api/me', { headers: { cookie } })).status).toBe(401);
  }
});

it('forbids scripts of others, frames and referrers', async () => {
  const page = await served.ask('/alerts?q=x');
  const policy = String(page.headers['content-security-policy']);
  expect(policy).toMatch(/default-src 'none'/);
  expect(policy).toMatch(/script-src 'self';/);
  expect(policy).toMatch(/frame-ancestors 'none'/);
  expect(policy).toMatch(/require-trusted-types-for 'script'/);
  expect(policy).toMatch(/style-src 'self';/);
  expect(policy).not.toMatch(/unsafe|\*|https?:|blob:|nonce/);
  for (const path of ['/', '/app.css', '/api/me', '/nothing.js', '/api/picture?id=x']) {
    expect((await served.script(path)).headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'x-frame-options': 'DENY',
    });
  }
  const { headers } = await served.script('/api/me');
  expect(headers['content-security-policy']).toMatch(/default-src 'none'.*sandbox/);
  expect(headers['cache-control']).toBe('no-store');
});

it.each([
  '/../package.json',
  '/..%2fpackage.json',
  '/%2e%2e/%2e%2e/etc/passwd.txt',
  '/app.css/../../x.css',
  '/app.css%00.js',
  '//etc/passwd.txt',
  '/api/../x.js',
  '/api/nothing',
])('serves no file at %s', async (path) => {
  const { status, text } = await served.ask(path);
  expect(status).toBeGreaterThanOrEqual(400);
  expect(text).not.toMatch(/root:|"name"/);
});

it('serves its files as what they are, and those with a hash in their name for ever', async () => {
  const script = await served.ask('/app-ABCDEFGH.js');
  expect(script.text).toBe(String(FILES.get('app-ABCDEFGH.js')));
  expect(script.headers).toMatchObject({
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': expect.stringMatching(/immutable/),
  });
  expect((await served.ask('/app.css')).headers['cache-control']).toBe('no-cache');
});

it('refuses bodies that are too large, torn or deep, and goes on', async () => {
  const send = (body: string) => served.script('/api/alerts/judge', { method: 'POST', body });
  expect((await send(JSON.stringify({ note: 'x'.repeat(1_100_000) }))).status).toBe(413);
  expect((await send('{"alerts": [')).status).toBe(400);
  expect((await send('{"__proto__": {"verdict": "new"}}')).status).toBe(400);
  expect((await send('['.repeat(100_000))).status).toBe(400);
  expect((await served.script('/api/me')).status).toBe(200);
  expect(served.failures).toEqual([]);
});

it.each([
  '/api/images?limit=0',
  '/api/images?limit=1e9',
  '/api/images?cursor=bm9uc2Vuc2U',
  '/api/images?cursor=%00',
  '/api/images?time=yesterday',
  '/api/images/histogram?time=..%2B275760-09-13',
  '/api/images?severity=worst',
  `/api/images?q=${'x'.repeat(201)}`,
  '/api/images?q=a&q=b',
  '/api/picture?id=x&width=99999',
])('says what is wrong with %s', async (path) => {
  const { status, text } = await served.script(path);
  expect(status).toBe(400);
  expect(JSON.parse(text).error).not.toBe('');
});

it('serves all of it below a base path, and nothing above', async () => {
  await using below = await Served.start({}, { basePath: '/watch/' });
  expect(below.console.url).toMatch(/:\d+\/watch\/#token=/);
  expect((await below.script('/watch/api/me')).status).toBe(200);
  expect((await below.ask('/watch/images')).text).toContain('<title>Glyphwatch');
  expect((await below.ask('/watch/app.css')).status).toBe(200);
  for (const path of ['/', '/api/me', '/app.css', '/watching/'])
    expect((await below.script(path)).status).toBe(404);
});
