import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { startFauxqs } from 'fauxqs';
import { uploadPage } from './upload-page.ts';

const BUCKET = 'page';
const SIGN_IN = { issuer: 'https://id.example.com/"a&b"', clientId: 'c', audience: 'd' };
const FILES = new Map(
  Object.entries({
    'index.html': '<!doctype html><head><title>Glyphwatch</title></head>',
    'app.js': 'start()',
    'chunk-later-ABCDEFGH.js': 'later()',
  }).map(([name, text]) => [name, Buffer.from(text)]),
);

let fauxqs: Awaited<ReturnType<typeof startFauxqs>>;
let client: S3Client;
beforeAll(async () => {
  fauxqs = await startFauxqs({ port: 0, host: '127.0.0.1', logger: false });
  fauxqs.createBucket(BUCKET);
  client = new S3Client({
    endpoint: `http://127.0.0.1:${fauxqs.port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    forcePathStyle: true,
  });
});
afterAll(async () => {
  client.destroy();
  await fauxqs.stop();
});

const keys = async () =>
  ((await client.send(new ListObjectsV2Command({ Bucket: BUCKET }))).Contents ?? []).map(
    ({ Key }) => Key,
  );

it('puts every file with the type and life that the local server gives it, and says where to sign in', async () => {
  await uploadPage(client, { files: FILES, bucket: BUCKET, signIn: SIGN_IN });
  const read = async (Key: string) => {
    const { Body, ContentType, CacheControl } = await client.send(
      new GetObjectCommand({ Bucket: BUCKET, Key }),
    );
    return [ContentType, CacheControl, await Body?.transformToString()];
  };
  expect(await keys()).toEqual(['app.js', 'chunk-later-ABCDEFGH.js', 'index.html']);
  expect(await read('app.js')).toEqual(['text/javascript; charset=utf-8', 'no-cache', 'start()']);
  const [, life] = await read('chunk-later-ABCDEFGH.js');
  expect(life).toBe('public, max-age=31536000, immutable');
  const [type, indexLife, index = ''] = await read('index.html');
  expect([type, indexLife]).toEqual(['text/html; charset=utf-8', 'no-store']);
  const [, content = ''] = /content="([^"]*)"/.exec(index) ?? [];
  const unescaped = content.replaceAll('&quot;', '"').replaceAll('&amp;', '&');
  expect(JSON.parse(unescaped)).toEqual(SIGN_IN);
});

it('refuses a page that was not built, before it has replaced anything', async () => {
  const before = await keys();
  const files = new Map([['other.js', Buffer.from('')]]);
  const upload = uploadPage(client, { files, bucket: BUCKET, signIn: SIGN_IN });
  await expect(upload).rejects.toThrow('was not built');
  expect(await keys()).toEqual(before);
});
