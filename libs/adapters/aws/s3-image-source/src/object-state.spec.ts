import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type FaultProxy, startFaultProxy } from '@glyphwatch/aws-failures/testing';
import { type FauxqsServer, startFauxqs } from 'fauxqs';
import { objectState } from './object-state.ts';

let s3: FauxqsServer;
let proxy: FaultProxy;
let client: S3Client;
beforeAll(async () => {
  s3 = await startFauxqs({ port: 0, host: '127.0.0.1', logger: false });
  s3.createBucket('yard');
  proxy = await startFaultProxy(`http://127.0.0.1:${s3.port}`);
  client = new S3Client({
    endpoint: proxy.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    forcePathStyle: true,
    maxAttempts: 1,
  });
});
afterEach(() => void (proxy.plan = () => undefined));
afterAll(async () => {
  client.destroy();
  await proxy.close();
  await s3.stop();
});

it.each(['a+b (1) ü é.png', 'C++.png', '%2F', 'a/../b.png', '🙂.png'])(
  'finds the object %j where it is',
  async (key) => {
    await client.send(new PutObjectCommand({ Bucket: 'yard', Key: key, Body: 'x' }));
    expect(await objectState(client, { bucket: 'yard', key })).toBe('there');
  },
);

it('knows an object that is gone', async () => {
  expect(await objectState(client, { bucket: 'yard', key: 'never-put.png' })).toBe('gone');
});

it.each([
  ['a delete marker', 405, 'gone'],
  ['a version that was erased', 404, 'gone'],
  ['an object that it may not see', 403, 'denied'],
] as const)('takes %s (%d) for %s', async (_, status, state) => {
  proxy.plan = () => ({ kind: 'answer', status });
  expect(await objectState(client, { bucket: 'yard', key: 'a.png', versionId: 'v1' })).toBe(state);
});

it('fails when S3 does not say', async () => {
  proxy.plan = () => ({ kind: 'answer', status: 503 });
  await expect(objectState(client, { bucket: 'yard', key: 'a.png' })).rejects.toMatchObject({
    $metadata: { httpStatusCode: 503 },
  });
});
