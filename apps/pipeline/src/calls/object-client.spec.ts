import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { startFauxqs } from 'fauxqs';
import { ObjectClient } from './object-client.ts';

const KEYS = [
  'a+b (1) ü é.png',
  'C++.png',
  '%2F',
  'a//b',
  "!'()*~",
  '😀/é=&?#;:@,$',
  'x'.repeat(900),
];

function clientOf(endpoint: string): ObjectClient {
  return new ObjectClient({
    place: {
      region: 'us-east-1',
      credentials: () => ({ accessKeyId: 'id', secretAccessKey: 'secret' }),
      endpointOf: () => endpoint,
    },
    timeoutMs: 5_000,
    maxAttempts: 2,
    wait: async () => undefined,
  });
}

describe('with an object store', () => {
  let stop: () => Promise<void>;
  let objects: ObjectClient;
  let put: (Key: string, Body: string) => Promise<unknown>;

  beforeAll(async () => {
    const fauxqs = await startFauxqs({ port: 0, logger: false });
    const endpoint = `http://127.0.0.1:${fauxqs.port}`;
    const credentials = { accessKeyId: 'id', secretAccessKey: 'secret' };
    const sdk = new S3Client({ endpoint, region: 'us-east-1', credentials, forcePathStyle: true });
    await sdk.send(new CreateBucketCommand({ Bucket: 'yard' }));
    objects = clientOf(endpoint);
    put = (Key, Body) => sdk.send(new PutObjectCommand({ Bucket: 'yard', Key, Body }));
    stop = async () => {
      sdk.destroy();
      await fauxqs.stop();
    };
  });

  afterAll(() => stop());

  it.each(KEYS)('reads the object %s that the SDK wrote', async (Key) => {
    await put(Key, `of ${Key}`);
    const { Body, ContentLength, ETag } = await objects.send(
      new GetObjectCommand({ Bucket: 'yard', Key }),
    );
    const bytes = await Body?.transformToByteArray();
    expect(Buffer.from(bytes ?? []).toString()).toBe(`of ${Key}`);
    expect(ContentLength).toBe(Buffer.byteLength(`of ${Key}`));
    expect(ETag).toMatch(/^".+"$/);
  });

  it('fails with 304 for what the caller knows already', async () => {
    await put('known', 'text');
    const { ETag: IfNoneMatch, Body } = await objects.send(
      new GetObjectCommand({ Bucket: 'yard', Key: 'known' }),
    );
    await Body?.transformToByteArray();
    const again = new GetObjectCommand({ Bucket: 'yard', Key: 'known', IfNoneMatch });
    await expect(objects.send(again)).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } });
  });

  it('fails by the name that the store gives', async () => {
    const missing = (Bucket: string) => objects.send(new GetObjectCommand({ Bucket, Key: 'none' }));
    await expect(missing('yard')).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(missing('nowhere')).rejects.toMatchObject({ name: 'NoSuchBucket' });
  });

  it('asks for an object without its content', async () => {
    await put('there', 'text');
    const ask = (Key: string) => objects.send(new HeadObjectCommand({ Bucket: 'yard', Key }));
    expect(await ask('there')).toMatchObject({ ContentLength: 4 });
    await expect(ask('none')).rejects.toMatchObject({ $metadata: { httpStatusCode: 404 } });
  });

  it('writes nothing', async () => {
    const command = new PutObjectCommand({ Bucket: 'yard', Key: 'x', Body: 'x' });
    await expect(objects.send(command)).rejects.toThrow('Objects are only read here.');
  });
});

describe('on the wire', () => {
  let server: Server;
  const asked: { path: string; host: string; authorization: string }[] = [];

  beforeAll(async () => {
    server = createServer(({ url = '', headers }, response) => {
      const { host = '', authorization = '' } = headers;
      asked.push({ path: url, host, authorization });
      if (!url.includes('hang')) response.end('x');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  beforeEach(() => asked.splice(0));

  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const local = () => clientOf(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);

  it('keeps dots in a key, asks for a version, and signs for S3', async () => {
    const input = { Bucket: 'yard', Key: 'a/../b/./c', VersionId: 'v/1+' };
    const { Body } = await local().send(new GetObjectCommand(input));
    await Body?.transformToByteArray();
    expect(asked).toMatchObject([{ path: '/yard/a/../b/./c?versionId=v%2F1%2B' }]);
    expect(asked[0]?.authorization).toContain('/us-east-1/s3/aws4_request');
  });

  it('stops when the caller does, and does not try again', async () => {
    const stop = new AbortController();
    const command = new GetObjectCommand({ Bucket: 'yard', Key: 'hang' });
    const reading = local().send(command, { abortSignal: stop.signal });
    setImmediate(() => stop.abort());
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
    expect(asked.length).toBeLessThanOrEqual(1);
  });
});
