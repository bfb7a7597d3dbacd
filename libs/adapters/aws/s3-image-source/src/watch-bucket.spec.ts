import { failureOf } from '@glyphwatch/domain/contracts';
import { type BucketChange, watchBucket } from './buckets.ts';
import { BUCKET, openTestBucket, refusal, type TestBucket } from './testing/index.ts';

let bucket: TestBucket;
let stopping: AbortController;
let troubles: unknown[];
beforeEach(async () => {
  bucket = await openTestBucket();
  stopping = new AbortController();
  troubles = [];
});
afterEach(() => bucket.close());

const watching = () =>
  watchBucket(
    bucket.client,
    { bucket: BUCKET, prefix: '' },
    { signal: stopping.signal, pollMs: 1, onTrouble: (cause) => troubles.push(cause) },
  );
const said = (change: BucketChange | undefined): string | undefined =>
  change && ('found' in change ? `found ${change.found.key}` : `removed ${change.removed}`);
async function next(changes: AsyncGenerator<BucketChange>): Promise<string | undefined> {
  const { value } = await changes.next();
  return said(value ?? undefined);
}

it('finds what is there, then what is new, overwritten and removed, each once', async () => {
  await bucket.put('a.png', '1');
  await bucket.put('b.png', '1');
  const changes = watching();
  expect([await next(changes), await next(changes)]).toEqual(['found a.png', 'found b.png']);
  await bucket.put('c.png', '1');
  expect(await next(changes)).toBe('found c.png');
  await bucket.put('a.png', '2');
  expect(await next(changes)).toBe('found a.png');
  await bucket.remove('b.png');
  expect(await next(changes)).toBe('removed b.png');
  await bucket.put('b.png', '1');
  expect(await next(changes)).toBe('found b.png');
  stopping.abort();
  expect(await next(changes)).toBeUndefined();
  expect(troubles).toEqual([]);
});

it('takes nothing for removed while listings fail, at their first or a later page', async () => {
  for (let n = 0; n < 1_002; n += 1) await bucket.put(`${String(n).padStart(5, '0')}.png`, '1');
  const changes = watching();
  for (let n = 0; n < 1_002; n += 1) await next(changes);
  await bucket.remove('00003.png');
  // First page, second page, then an outage, and then all is well.
  const faults = [undefined, refusal('SlowDown', 503), refusal('NoSuchBucket', 404)];
  bucket.proxy.plan = () => faults.shift();
  expect(await next(changes)).toBe('removed 00003.png');
  expect(faults).toEqual([]);
  await bucket.put('new.png', '1');
  expect(await next(changes)).toBe('found new.png');
  expect(troubles).toEqual([
    expect.objectContaining({ code: 'source-unavailable' }),
    expect.objectContaining({ code: 'settings-invalid' }),
    undefined,
  ]);
}, 60_000);

it('fails if the bucket was never listed', async () => {
  bucket.proxy.plan = () => refusal('NoSuchBucket', 404);
  await failureOf(watching().next(), 'settings-invalid');
});

it('ends in the middle of a listing that nobody answers', async () => {
  bucket.proxy.plan = () => {
    setImmediate(() => stopping.abort());
    return { kind: 'hang' };
  };
  expect(await watching().next()).toEqual({ done: true, value: undefined });
});
