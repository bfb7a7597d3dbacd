import { describeImageSourceContract, failureOf } from '@glyphwatch/domain/contracts';
import { BucketImage } from './buckets.ts';
import { BUCKET, openTestBucket, refusal, type TestBucket } from './testing/index.ts';

const MAX_BYTES = 5_000;

function imageIn({ client }: TestBucket, key: string, listed?: { etag: string; size: number }) {
  const options = { maxBytes: MAX_BYTES, ...(listed ? { listed } : {}) };
  return new BucketImage(client, { bucket: BUCKET, key }, options);
}

describeImageSourceContract('BucketImage', async () => {
  const bucket = await openTestBucket();
  const put = async (key: string, bytes: Uint8Array) => {
    await bucket.put(key, bytes);
    return imageIn(bucket, key);
  };
  return {
    put,
    async change(key: string, bytes: Uint8Array) {
      await bucket.put(key, bytes);
    },
    remove: (key: string) => bucket.remove(key),
    putTooBig: (key: string) => put(key, new Uint8Array(MAX_BYTES + 1)),
    async makeUnreadable() {
      bucket.proxy.plan = () => refusal('AccessDenied', 403);
    },
    async breakBackend() {
      bucket.proxy.plan = () => refusal('ServiceUnavailable', 503);
    },
    close: () => bucket.close(),
  };
});

describe('BucketImage', () => {
  let bucket: TestBucket;
  beforeEach(async () => {
    bucket = await openTestBucket();
  });
  afterEach(() => bucket.close());

  it('is identified by the listing, without a request, and downloaded once', async () => {
    const etag = await bucket.put('a.png', 'KEEP OUT');
    const image = imageIn(bucket, 'a.png', { etag, size: 8 });
    expect(await image.identify()).toEqual({ hash: etag, size: 8 });
    expect(bucket.proxy.seen).toEqual([]);
    await image.read();
    expect(Buffer.from(await image.read()).toString()).toBe('KEEP OUT');
    expect(bucket.proxy.seen).toEqual(['GET']);
  });

  it('never reads other content than identified: the next attempt has the new content', async () => {
    const etag = await bucket.put('a.png', 'KEEP OUT');
    const image = imageIn(bucket, 'a.png', { etag, size: 8 });
    const newer = await bucket.put('a.png', 'NO ENTRY HERE');
    await failureOf(image.read(), 'source-unavailable');
    expect(await image.identify()).toEqual({ hash: newer, size: 13 });
    expect(Buffer.from(await image.read()).toString()).toBe('NO ENTRY HERE');
  });

  it('reads again what was overwritten after it was read', async () => {
    const image = imageIn(bucket, 'a.png');
    await bucket.put('a.png', 'KEEP OUT');
    await image.read();
    await bucket.put('a.png', 'EXIT');
    await image.identifyNow();
    expect(Buffer.from(await image.read()).toString()).toBe('EXIT');
  });

  it('is gone when it was removed since it was listed', async () => {
    const image = imageIn(bucket, 'a.png', { etag: '1', size: 1 });
    await failureOf(image.read(), 'image-gone');
    await failureOf(image.identifyNow(), 'image-gone');
  });

  it('shows how it starts', async () => {
    await bucket.put('a', 'KEEP OUT');
    const start = await imageIn(bucket, 'a').readStart(4);
    expect(Buffer.from(start).toString()).toBe('KEEP');
  });
});
