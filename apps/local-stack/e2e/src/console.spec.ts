import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { draw } from '@glyphwatch/sent-image/testing';
import { sampleDelivery, sampleUpload } from '@glyphwatch/domain/contracts';
import sharp from 'sharp';
import { synthesise } from '../../src/index.ts';
import { until } from './until.ts';
import { Yard } from './yard.ts';

const SECRET = 'HUNTER2PASSWORD';
const RULES = `rules:
  - { id: keep-out, match: KEEP OUT }
  - { id: password, match: ${SECRET}, severity: critical, sensitive: true }
`;
const AUDIENCE = 'console-page';
const ISSUER = 'https://id.example.com/people';

jest.setTimeout(180_000);

let folder: string;
let yard: Yard;

beforeAll(async () => {
  // Far from this repository, whose packages the function would find, too.
  folder = mkdtempSync(join(tmpdir(), 'console-function-'));
  const architecture = process.arch === 'arm64' ? 'arm64' : 'x64';
  const chosen = {
    ...{ architecture, timezone: 'Europe/Berlin' },
    console: { enabled: true, issuer: ISSUER, audience: AUDIENCE },
  };
  // JSON is YAML.
  writeFileSync(join(folder, 'settings.yaml'), JSON.stringify(chosen));
  writeFileSync(join(folder, 'watchlist.yaml'), RULES);
  const cdkOut = await synthesise(join(folder, 'settings.yaml'), join(folder, 'cdk.out'));
  yard = await Yard.open({ cdkOut });
  const pictures = [
    ['gate.png', 'KEEP OUT'],
    ['screen.png', SECRET],
  ] as const;
  for (const [key, text] of pictures) await yard.put(key, (await draw([text])).png);
  for (const [key] of pictures) await yard.hasStatus(key, 'MATCHED');
  await until('both alerts are there', async () => {
    const rows = await Promise.all(pictures.map(([key]) => yard.matches(key)));
    return rows.every(({ length }) => length > 0);
  });
});
afterAll(async () => {
  await yard?.close();
  rmSync(folder, { recursive: true, force: true });
});

type Change = Partial<Parameters<Yard['stack']['issuer']['sign']>[0]>;

/** A token of the issuer, good unless changed. */
function tokenOf(group: string, change: Change = {}): Promise<string> {
  const claims = { preferred_username: group === 'reviewer' ? 'ann' : 'vic', groups: [group] };
  return yard.stack.issuer.sign({ issuer: ISSUER, audience: AUDIENCE, claims, ...change });
}

/** As Cognito's access tokens are. */
function tokenFor(client_id: string): Promise<string> {
  return yard.stack.issuer.sign({
    issuer: ISSUER,
    claims: { client_id, sub: 'x', groups: ['viewer'] },
  });
}

interface Asked {
  readonly token?: string;
  readonly method?: string;
  readonly body?: object;
}

function ask(path: string, { token, method = 'GET', body }: Asked = {}): Promise<Response> {
  const [api] = yard.stack.httpApis;
  return fetch(`${api?.address}/${path}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body ? { 'content-type': 'application/json', 'x-glyphwatch': '1' } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
}

async function json(path: string, asked: Asked) {
  const answer = await ask(path, asked);
  expect([path, answer.status]).toEqual([path, 200]);
  return JSON.parse(await answer.text());
}

it('lets only good tokens of its issuer, for its page, through to the function', async () => {
  const { resource } = yard.stack.httpApis[0] ?? {};
  expect(resource?.routes.map(({ key, tokens }) => [key, tokens])).toEqual([
    ['GET /api/{proxy+}', { issuer: ISSUER, audiences: [AUDIENCE] }],
    ['POST /api/{proxy+}', { issuer: ISSUER, audiences: [AUDIENCE] }],
  ]);
  const good = await tokenOf('viewer');
  const [header, payload, signature] = good.split('.');
  const none = Buffer.from('{"alg":"none"}').toString('base64url');
  const bad = [
    ...[undefined, '', 'made-up', `${header}.${payload}.`, `${none}.${payload}.`],
    `${header}.${Buffer.from('{}').toString('base64url')}.${signature}`,
    await tokenOf('viewer', { audience: 'another-page' }),
    await tokenOf('viewer', { issuer: 'https://id.example.com/others' }),
    await tokenOf('viewer', { lifeSeconds: -60 }),
    await tokenFor('another-page'),
  ];
  const fn = yard.stack.function('Console');
  for (const token of bad) {
    const answer = await ask('api/me', token === undefined ? {} : { token });
    expect(answer.status).toBe(401);
  }
  // None of them so much as started it.
  expect(fn.started).toBe(0);
  expect(await json('api/me', { token: good })).toMatchObject({
    ...{ name: 'vic', timezone: 'Europe/Berlin', rules: 'none', can: [], places: [yard.bucket] },
  });
  expect((await ask('api/me', { token: await tokenFor(AUDIENCE) })).status).toBe(200);
  expect((await ask('index.html', { token: good })).status).toBe(404);
  expect((await ask('api/rules', { token: good, method: 'PUT', body: {} })).status).toBe(404);
  expect((await ask('api/me', { token: await tokenOf('strangers') })).status).toBe(403);
});

it('shows walls and pictures, takes verdicts of reviewers, and withdraws reminders', async () => {
  const [viewer, reviewer] = [await tokenOf('viewer'), await tokenOf('reviewer')];
  const alerts = await until('both alerts are on the wall', async () => {
    const { items } = await json('api/alerts?verdict=new', { token: viewer });
    return items.length === 2 && items;
  });
  const gate = alerts.find(({ name }: { name: string }) => name === 'gate.png');
  const picture = await ask(`${gate.picture}&width=320`, { token: viewer });
  expect((await sharp(await picture.arrayBuffer()).metadata()).format).toBe('webp');
  const image = await json(`api/image?id=${encodeURIComponent(gate.imageId)}`, { token: viewer });
  expect(JSON.stringify(image)).toContain('KEEP OUT');
  const about = { ruleIds: ['keep-out'], reminder: { of: 'told', number: 1 } };
  const upload = sampleUpload({ address: { bucket: yard.bucket, key: 'gate.png' } });
  const add = (id: string, channel: string) =>
    yard.outbox.add([sampleDelivery({ id, channel }, about, upload)]);
  // Nobody tells these channels, so that both stay.
  await add('reminder', 'pager');
  await add('dead', 'fax');
  await yard.outbox.end('fax', ['dead'], { state: 'refused', error: 'no paper' });
  const body = { alerts: [gate], verdict: 'confirmed', note: 'ours' };
  const judge = 'api/alerts/judge';
  expect((await ask(judge, { token: viewer, method: 'POST', body })).status).toBe(403);
  const judged = await json(judge, { token: reviewer, method: 'POST', body });
  expect(judged).toMatchObject({ overtaken: [], alerts: [{ verdict: 'confirmed' }] });
  const stateOf = async (id: string) => (await yard.deliveries({ ids: [id] }))[0]?.state;
  expect(await stateOf('reminder')).toBe('withdrawn');
  const retry = { token: reviewer, method: 'POST', body: { channel: 'fax' } };
  expect(await json('api/deliveries/retry', retry)).toEqual({ n: 1 });
  expect(await stateOf('dead')).toBe('waiting');
  const query = `api/alerts/history?id=${encodeURIComponent(gate.id)}`;
  expect(await json(query, { token: viewer })).toMatchObject({
    items: [{ by: 'ann', verdict: 'confirmed', note: 'ours' }],
  });
  for (const path of [
    ...['api/images', 'api/images/count', 'api/alerts/count', 'api/health', 'api/alerts.csv'],
    ...['api/images?key=gate', 'api/alerts?rule=keep-out&key=gate', 'api/openapi.json'],
    `api/neighbours?wall=images&id=${encodeURIComponent(gate.imageId)}`,
  ]) {
    expect([path, (await ask(path, { token: viewer })).status]).toEqual([path, 200]);
  }
});

it('shows nothing that a sensitive rule matched before it has recorded who wants to see it', async () => {
  const [viewer, reviewer] = [await tokenOf('viewer'), await tokenOf('reviewer')];
  const { items } = await json('api/images', { token: viewer });
  const { imageId } = items.find(({ name }: { name: string }) => name === 'screen.png');
  const paths = ['api/images', 'api/alerts', 'api/alerts.csv', 'api/images.csv'];
  for (const path of [...paths, `api/image?id=${encodeURIComponent(imageId)}`]) {
    expect(await (await ask(path, { token: reviewer })).text()).not.toContain(SECRET);
  }
  const reveal = (token: string) => ask('api/reveal', { token, method: 'POST', body: { imageId } });
  const rows = async () => {
    const TableName = String(yard.stack.outputs['RevealsTableOutput']);
    return (await yard.stack.dynamo.send(new ScanCommand({ TableName }))).Items ?? [];
  };
  expect((await reveal(viewer)).status).toBe(403);
  yard.stack.break(
    ({ service, operation, input }) =>
      service === 'dynamodb' &&
      operation === 'PutItem' &&
      input['TableName'] === yard.stack.outputs['RevealsTableOutput'],
  );
  const failed = await reveal(reviewer);
  yard.stack.mend();
  expect([failed.status, await failed.text()]).toEqual([503, expect.not.stringContaining(SECRET)]);
  expect(await rows()).toEqual([]);
  const shown = JSON.parse(await (await reveal(reviewer)).text());
  expect(JSON.stringify(shown.findings)).toContain(SECRET);
  expect(shown.picture).toMatch(/^data:image\/webp;base64,/);
  expect(await rows()).toMatchObject([{ ImageID: { S: imageId }, By: { S: 'ann' } }]);
  expect(yard.logs.join('\n')).not.toContain(SECRET);
});

it('needs every right of its role, and no other', () => {
  const { accessControl } = yard.stack;
  const role = /Console/;
  expect(accessControl.denied.filter((one) => role.test(one.role))).toEqual([]);
  const unused = accessControl.unused().filter((one) => role.test(one.role));
  // The bucket has versions.
  expect(unused.map(({ action }) => action)).toEqual(['s3:GetObject']);
});
