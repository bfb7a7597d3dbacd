import { generateKeyPairSync, sign } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BUCKET,
  openTestBucket,
  refusal,
  type TestBucket,
} from '@glyphwatch/s3-image-source/testing';
import { EXIT } from '../../terminal/exit-codes.ts';
import { pngOf } from '../../testing/picture.ts';
import { Receiving } from '../../testing/receiving.ts';
import { glyphwatch } from '../../testing/run-command.ts';

const SLOW = 240_000;
const TOKEN = 'correct horse'.replace(' ', '-');
const WITH_TOKEN = { authorization: `Bearer ${TOKEN}` };

let folder: string;
let bucket: TestBucket;
let receiving: Receiving | undefined;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'glyphwatch-'));
  writeFileSync(join(folder, 'watch-rules.yaml'), 'rules: [{ id: gate, match: KEEP OUT }]\n');
  bucket = await openTestBucket();
});
afterEach(async () => {
  receiving?.child.kill('SIGKILL');
  await receiving?.ended;
  receiving = undefined;
  rmSync(folder, { recursive: true, force: true });
  await bucket.close();
});

function options(receive: object, env: NodeJS.ProcessEnv = {}) {
  writeFileSync(join(folder, 'glyphwatch.yaml'), JSON.stringify({ receive }));
  return { cwd: folder, env: { ...bucket.env, TOKEN, ...env } };
}
async function receive(senders: object, env: NodeJS.ProcessEnv = {}): Promise<Receiving> {
  receiving = await Receiving.start(['--format', 'jsonl'], options(senders, env));
  return receiving;
}
const minio = () => ({
  minio: { buckets: [BUCKET], tokenFrom: 'TOKEN', endpoint: bucket.proxy.endpoint },
});
const uploaded = (...keys: readonly string[]) => ({
  EventName: 's3:ObjectCreated:Put',
  Records: keys.map((key) => ({
    eventName: 's3:ObjectCreated:Put',
    s3: { bucket: { name: BUCKET }, object: { key: encodeURIComponent(key) } },
  })),
});
const deleted = (key: string) => ({
  Records: [
    { eventName: 's3:ObjectRemoved:Delete', s3: { bucket: { name: BUCKET }, object: { key } } },
  ],
});
const imagesIn = (out: string): string[] =>
  out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
    .map((line): string => (line.image ? `${line.image} ${line.status}` : JSON.stringify(line)));

it(
  'reads what MinIO says was uploaded, and answers once the results are stored',
  async () => {
    await bucket.put('in/ä b+c.png', await pngOf(['KEEP OUT']));
    await bucket.put('in/readme.txt', 'text');
    await bucket.put('in/drawing.svg', 'text');
    const { post, stop } = bound(await receive(minio()));
    const all = uploaded('in/ä b+c.png', 'in/readme.txt', 'in/drawing.svg');
    expect(await post('/minio', all, WITH_TOKEN)).toEqual({ status: 204, text: '' });
    // What was answered with success is stored, whatever happens to the process.
    const stored = await glyphwatch(['results', 'list', '--format', 'jsonl'], { cwd: folder });
    expect(imagesIn(stored.out)).toEqual([`s3://${BUCKET}/in/ä b+c.png MATCHED`]);
    bucket.proxy.seen.length = 0;
    expect((await post('/minio', all, WITH_TOKEN)).status).toBe(204);
    // A repeated notification downloads nothing.
    expect(bucket.proxy.seen).toEqual(['HEAD']);
    await bucket.put('in/ä b+c.png', await pngOf(['EXIT']));
    await post('/minio', all, WITH_TOKEN);
    // Late: the object is still there.
    await post('/minio', deleted('in/%C3%A4+b%2Bc.png'), WITH_TOKEN);
    await bucket.remove('in/ä b+c.png');
    await post('/minio', deleted('in/%C3%A4+b%2Bc.png'), WITH_TOKEN);
    const { code, out, err } = await stop();
    expect(code).toBe(EXIT.interrupted);
    expect(imagesIn(out).map((line) => line.split(' ').at(-1))).toEqual([
      ...['MATCHED', 'MATCHED', 'NO_MATCH', 'NO_MATCH', 'GONE'],
      '{"passedOver":{"svg":3,"other":3}}',
    ]);
    expect(err).not.toContain('KEEP');
    expect(err).toContain('stopped: 5 images done');
  },
  SLOW,
);

it(
  'refuses what is forged or no notification, says why, and reads nothing for it',
  async () => {
    const { post, url, stop } = bound(await receive(minio()));
    const event = uploaded('a.png');
    const other = JSON.stringify(event).replaceAll(BUCKET, 'elsewhere');
    const cases: readonly (readonly [number, RegExp, string, unknown, object])[] = [
      [401, /token is missing/, '/minio', event, {}],
      [401, /token is wrong/, '/minio', event, { authorization: 'Bearer wrong' }],
      [401, /token is missing/, '/minio', event, { authorization: `Basic ${TOKEN}` }],
      [404, /nothing is received/, '/other', event, WITH_TOKEN],
      [404, /nothing is received/, '/pubsub', event, WITH_TOKEN],
      [403, /browsers/, '/minio', event, { ...WITH_TOKEN, origin: 'https://evil.example' }],
      [415, /not JSON/, '/minio', event, { ...WITH_TOKEN, 'content-type': 'text/plain' }],
      [400, /no JSON/, '/minio', '{', WITH_TOKEN],
      [400, /Records is no list/, '/minio', {}, WITH_TOKEN],
      [400, /bucket that the settings do not/, '/minio', other, WITH_TOKEN],
      [413, /more than 1048576 bytes/, '/minio', ' '.repeat(1_048_577), WITH_TOKEN],
    ];
    for (const [status, reason, path, body, headers] of cases) {
      const answer = await post(path, body, { ...headers });
      expect({ path, reason, status: answer.status }).toEqual({ path, reason, status });
      expect(answer.text).toMatch(reason);
    }
    const got = await fetch(`${url}/minio`, { headers: WITH_TOKEN });
    expect(got.status).toBe(405);
    expect(bucket.proxy.seen).toEqual([]);
    const { out, err } = await stop();
    expect(out).toBe('');
    expect(err).toContain('12 requests refused');
    expect(err).not.toMatch(new RegExp(`${TOKEN}|wrong"|elsewhere`));
  },
  SLOW,
);

it(
  'asks the sender to try again when an image cannot be read, and reads it then',
  async () => {
    await bucket.put('a.png', await pngOf(['KEEP OUT']));
    const { post, stop } = bound(await receive(minio()));
    bucket.proxy.plan = (method) => (method === 'GET' ? refusal('AccessDenied', 403) : undefined);
    const failed = await post('/minio', uploaded('a.png'), WITH_TOKEN);
    expect(failed).toEqual({ status: 503, text: 'an image could not be read or stored' });
    bucket.proxy.plan = () => undefined;
    expect((await post('/minio', uploaded('a.png'), WITH_TOKEN)).status).toBe(204);
    expect(imagesIn((await stop()).out)).toEqual([
      `s3://${BUCKET}/a.png FAILED`,
      `s3://${BUCKET}/a.png MATCHED`,
    ]);
  },
  SLOW,
);

it(
  'finishes and answers what is in progress when it is stopped; the rest is tried again',
  async () => {
    const keys = Array.from({ length: 8 }, (_, n) => `${n}.png`);
    for (const [n, key] of keys.entries()) await bucket.put(key, await pngOf(['KEEP OUT'], n));
    const started = await receive(minio());
    const answers = keys.map((key) => started.post('/minio', uploaded(key), WITH_TOKEN));
    await once(started.child.stdout ?? started.child, 'data');
    const { code, out } = await started.stop();
    const statuses = (await Promise.all(answers)).map(({ status }) => status);
    expect(code).toBe(EXIT.interrupted);
    expect(statuses.filter((status) => status === 204)).toHaveLength(imagesIn(out).length);
    expect(new Set(statuses)).toEqual(new Set([204, 503]));
  },
  SLOW,
);

it(
  'takes pushes of Google Pub/Sub with a genuine token, and none with a forged one',
  async () => {
    await bucket.put('a.png', await pngOf(['KEEP OUT']));
    const google = keyPair();
    writeFileSync(join(folder, 'keys.json'), JSON.stringify({ keys: [google.jwk] }));
    const email = 'push@project.iam.gserviceaccount.com';
    const audience = 'https://watch.example.com/pubsub';
    const { post, stop } = bound(
      await receive({
        pubsub: {
          ...{ audience, email, keys: 'keys.json' },
          ...{ buckets: [BUCKET], endpoint: bucket.proxy.endpoint },
        },
      }),
    );
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      ...{ iss: 'https://accounts.google.com', aud: audience, iat: now, exp: now + 3_600 },
      ...{ email, email_verified: true },
    };
    const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
    const attributes = { eventType: 'OBJECT_FINALIZE', bucketId: BUCKET, objectId: 'a.png' };
    const push = { message: { attributes, messageId: '1' }, subscription: 's' };
    const forged = keyPair().tokenOf(claims);
    const stale = google.tokenOf({ ...claims, exp: now - 600 });
    for (const token of [forged, stale, google.tokenOf({ ...claims, email: 'a@b.example' })]) {
      expect((await post('/pubsub', push, bearer(token))).status).toBe(401);
    }
    expect((await post('/pubsub', push)).status).toBe(401);
    expect(bucket.proxy.seen).toEqual([]);
    expect((await post('/pubsub', push, bearer(google.tokenOf(claims)))).status).toBe(204);
    expect(imagesIn((await stop()).out)).toEqual([`s3://${BUCKET}/a.png MATCHED`]);
  },
  SLOW,
);

it(
  'takes events of Azure Event Grid after a handshake, if the URL has the secret',
  async () => {
    const picture = await pngOf(['KEEP OUT']);
    const storage = createServer(({ url, method }, response) => {
      if (!url?.startsWith('/scans/in/a.png?sv=1&sig=')) return response.writeHead(404).end();
      response.writeHead(200, { etag: '"0x8D"', 'content-length': picture.byteLength });
      return response.end(method === 'HEAD' ? undefined : picture);
    });
    await once(storage.listen(0, '127.0.0.1'), 'listening');
    const origin = `http://127.0.0.1:${(storage.address() as AddressInfo).port}`;
    const { post, url, stop } = bound(
      await receive(
        { eventgrid: { secretFrom: 'TOKEN', containersFrom: ['SAS'] } },
        { SAS: `${origin}/scans?sv=1&sig=sesame` },
      ),
    );
    const at = (secret: string) => `/eventgrid?secret=${secret}`;
    const asked = {
      method: 'OPTIONS',
      headers: { 'webhook-request-origin': 'eventgrid.azure.net' },
    };
    const handshake = await fetch(url + at(TOKEN), asked);
    expect(handshake.status).toBe(200);
    expect(handshake.headers.get('webhook-allowed-origin')).toBe('eventgrid.azure.net');
    expect((await fetch(url + at('guess'), asked)).status).toBe(401);
    const validation = {
      eventType: 'Microsoft.EventGrid.SubscriptionValidationEvent',
      data: { validationCode: '512d' },
    };
    const validated = await post(at(TOKEN), [validation]);
    expect(JSON.parse(validated.text)).toEqual({ validationResponse: '512d' });
    const event = {
      ...{ specversion: '1.0', id: '1', type: 'Microsoft.Storage.BlobCreated' },
      subject: '/blobServices/default/containers/scans/blobs/in/a.png',
      data: { url: `${origin}/scans/in/a.png` },
    };
    expect((await post('/eventgrid', event)).status).toBe(401);
    const type = { 'content-type': 'application/cloudevents+json; charset=utf-8' };
    expect((await post(at(TOKEN), event, type)).status).toBe(204);
    const elsewhere = { ...event, data: { url: 'https://evil.example/scans/in/a.png' } };
    expect((await post(at(TOKEN), elsewhere)).status).toBe(400);
    const name = `${origin}/scans/in/a.png`;
    const shown = await glyphwatch(['results', 'show', name, '--format', 'json'], { cwd: folder });
    expect(JSON.parse(shown.out)).toMatchObject({ image: name, status: 'MATCHED' });
    const { out, err } = await stop();
    expect(imagesIn(out)).toEqual([`${name} MATCHED`]);
    expect(out + err).not.toContain('sesame');
    storage.closeAllConnections();
    storage.close();
  },
  SLOW,
);

it.each([
  ['nobody who may send', undefined, [], /name no sender of notifications/],
  [
    'an address that others reach, without a secret',
    { minio: { buckets: ['scans'], endpoint: 'http://127.0.0.1:1' } },
    ['--host', '0.0.0.0'],
    /Anybody who reaches 0\.0\.0\.0 could send forged notifications to \/minio/,
  ],
  [
    'a secret that is not set',
    { minio: { buckets: ['scans'], tokenFrom: 'NOT_SET' } },
    [],
    /NOT_SET, which is not set/,
  ],
  [
    'keys that are not there',
    { pubsub: { buckets: ['scans'], audience: 'a', email: 'a@b.example', keys: 'none.json' } },
    [],
    /none\.json is no file with a set of keys/,
  ],
] as const)(
  'refuses to start with %s',
  async (_, senders, args, message) => {
    const { cwd, env } = senders ? options(senders) : { cwd: folder, env: {} };
    const { code, err } = await glyphwatch(['receive', ...args], { cwd, env });
    expect(code).toBe(EXIT.invalid);
    expect(err).toMatch(message);
  },
  SLOW,
);

function bound(started: Receiving) {
  return {
    url: started.url,
    post: started.post.bind(started),
    stop: started.stop.bind(started),
  };
}

function keyPair() {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return {
    jwk: { ...publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'RS256', use: 'sig' },
    tokenOf(claims: object): string {
      const signed = `${encode({ alg: 'RS256', kid: 'k1' })}.${encode(claims)}`;
      return `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`;
    },
  };
}
