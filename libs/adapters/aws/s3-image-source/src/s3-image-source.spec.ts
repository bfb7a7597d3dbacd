import {
  CreateBucketCommand,
  DeleteObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { type Fault, startFaultProxy } from '@glyphwatch/aws-failures/testing';
import { describeImageSourceContract, failureOf } from '@glyphwatch/domain/contracts';
import { startFauxqs } from 'fauxqs';
import { S3ImageSource, type S3ImageSourceOptions } from './index.ts';

const BUCKET = 'pictures';
const MAX_BYTES = 5000;
const BYTES = Uint8Array.from({ length: 1024 }, (_, index) => index % 256);

async function open() {
  const s3 = await startFauxqs({ port: 0, host: '127.0.0.1', logger: false });
  const proxy = await startFaultProxy(`http://127.0.0.1:${s3.port}`);
  const client = new S3Client({
    endpoint: proxy.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    forcePathStyle: true,
    maxAttempts: 1,
  });
  await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
  const change = async (Key: string, Body: Uint8Array): Promise<string> => {
    const { ETag } = await client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }));
    return ETag ?? '';
  };
  const image = (key: string, options: Partial<S3ImageSourceOptions> = {}, versionId?: string) =>
    new S3ImageSource(
      client,
      { bucket: BUCKET, key, ...(versionId === undefined ? {} : { versionId }) },
      { maxBytes: MAX_BYTES, ...options },
    );
  return {
    proxy,
    change,
    image,
    async remove(Key: string) {
      await client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key }));
    },
    async close() {
      client.destroy();
      await proxy.close();
      await s3.stop();
    },
  };
}
type Subject = Awaited<ReturnType<typeof open>>;

/** As S3 words it. A HEAD has no body, so there only the status tells. */
const refusal = (code: string, status: number): Fault => ({
  kind: 'answer',
  status,
  body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>no</Message></Error>`,
});
const failing =
  (get: Fault, head: Fault | undefined = get) =>
  (seen: string) =>
    seen === 'GET' ? get : seen === 'HEAD' ? head : undefined;

describeImageSourceContract('S3ImageSource', async () => {
  const { proxy, change, image, remove, close } = await open();
  const put = async (key: string, bytes: Uint8Array) => {
    await change(key, bytes);
    return image(key);
  };
  return {
    put,
    async change(key: string, bytes: Uint8Array) {
      await change(key, bytes);
    },
    remove,
    putTooBig: (key) => put(key, new Uint8Array(MAX_BYTES + 1)),
    async makeUnreadable() {
      proxy.plan = failing(refusal('AccessDenied', 403));
    },
    async breakBackend() {
      proxy.plan = () => refusal('ServiceUnavailable', 503);
    },
    close,
  };
});

describe('S3ImageSource', () => {
  let subject: Subject;
  beforeEach(async () => {
    subject = await open();
  });
  afterEach(() => subject.close());

  for (const key of [
    'a+b (1) ü é.png',
    'C++.png',
    'a%2Fb.png',
    '🚪/🗝.png',
    'a\nb.png',
    'k'.repeat(1024),
    'ä'.repeat(512),
  ]) {
    it(`reads ${JSON.stringify(key.slice(0, 30))} (${Buffer.byteLength(key)} bytes)`, async () => {
      await subject.change(key, BYTES);
      expect([...(await subject.image(key).read())]).toEqual([...BYTES]);
    });
  }

  it('reads an object of just as many bytes as it may', async () => {
    await subject.change('a.png', new Uint8Array(MAX_BYTES));
    expect((await subject.image('a.png').read()).byteLength).toBe(MAX_BYTES);
  });

  it('reads the announced content by its ETag, with quotes or without', async () => {
    const etag = await subject.change('a.png', BYTES);
    for (const announced of [etag, etag.replaceAll('"', '')]) {
      const bytes = await subject.image('a.png', { etag: announced }).read();
      expect(bytes.byteLength).toBe(BYTES.byteLength);
    }
  });

  it('says image-gone when other content than announced is there', async () => {
    const etag = await subject.change('a.png', BYTES);
    await subject.change('a.png', Uint8Array.of(1));
    await failureOf(subject.image('a.png', { etag }).read(), 'image-gone');
  });

  for (const [code, status] of [
    ['NoSuchKey', 404],
    ['NoSuchVersion', 404],
    ['NoSuchBucket', 404],
    ['MethodNotAllowed', 405],
    ['PreconditionFailed', 412],
  ] as const) {
    it(`says image-gone after ${code}`, async () => {
      subject.proxy.plan = failing(refusal(code, status));
      const image = subject.image('a.png', {}, 'v1');
      expect((await failureOf(image.read(), 'image-gone')).cause).toBeDefined();
    });
  }

  it('says image-gone after AccessDenied when a second look says so', async () => {
    subject.proxy.plan = failing(refusal('AccessDenied', 403), { kind: 'answer', status: 404 });
    await failureOf(subject.image('a.png').read(), 'image-gone');
  });

  it('names the permissions when it cannot tell gone from denied', async () => {
    subject.proxy.plan = failing(refusal('AccessDenied', 403), { kind: 'answer', status: 403 });
    const { message } = await failureOf(subject.image('a.png').read(), 'image-unreadable');
    expect(message).toMatch(/s3:GetObjectVersion.*s3:ListBucket/);
  });

  it('says that an archived object must be restored, without a second look', async () => {
    subject.proxy.plan = failing(refusal('InvalidObjectState', 403));
    const { message } = await failureOf(subject.image('a.png').read(), 'image-unreadable');
    expect(message).toMatch(/restore it/);
    expect(subject.proxy.seen).not.toContain('HEAD');
  });

  for (const [code, status, expected] of [
    ['SlowDown', 503, 'source-unavailable'],
    ['InternalError', 500, 'source-unavailable'],
    ['ExpiredToken', 400, 'image-unreadable'],
    ['InvalidAccessKeyId', 403, 'image-unreadable'],
    ['InvalidArgument', 400, 'image-unreadable'],
  ] as const) {
    it(`says ${expected} after ${code}`, async () => {
      subject.proxy.plan = failing(refusal(code, status));
      await failureOf(subject.image('a.png').read(), expected);
    });
  }

  it('says source-unavailable when the content breaks off', async () => {
    await subject.change('a.png', BYTES);
    subject.proxy.plan = () => ({ kind: 'cut-answer', after: 100 });
    await failureOf(subject.image('a.png').read(), 'source-unavailable');
  });

  it('says source-unavailable when the content begins and never ends', async () => {
    await subject.change('a.png', BYTES);
    subject.proxy.plan = () => ({ kind: 'stall-answer' });
    await failureOf(subject.image('a.png', { timeoutMs: 200 }).read(), 'source-unavailable');
  });

  it('says source-unavailable when nobody answers in time', async () => {
    subject.proxy.plan = () => ({ kind: 'hang' });
    await failureOf(subject.image('a.png', { timeoutMs: 50 }).read(), 'source-unavailable');
  });
});
