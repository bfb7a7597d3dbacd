import { failureOf } from '@glyphwatch/domain/contracts';
import { type ListedObject, listObjects } from './buckets.ts';
import { BUCKET, openTestBucket, refusal, type TestBucket } from './testing/index.ts';

let bucket: TestBucket;
beforeEach(async () => {
  bucket = await openTestBucket();
});
afterEach(() => bucket.close());

async function listed(prefix = ''): Promise<ListedObject[]> {
  const objects: ListedObject[] = [];
  for await (const page of listObjects(bucket.client, { bucket: BUCKET, prefix })) {
    objects.push(...page);
  }
  return objects;
}
const answer = (body: string) => ({ kind: 'answer', status: 200, body }) as const;
const listing = (inner: string) =>
  answer(`<?xml version="1.0"?><ListBucketResult>${inner}</ListBucketResult>`);

it('lists what is below a prefix, with ETag and size', async () => {
  const etag = await bucket.put('in/a.png', 'KEEP OUT');
  await bucket.put('other/b.png', 'x');
  expect(await listed('in/')).toEqual([{ key: 'in/a.png', etag, size: 8 }]);
});

it('lists 2,500 objects, 1,000 with each request', async () => {
  const keys = Array.from({ length: 2_500 }, (_, n) => `in/${String(n).padStart(5, '0')}.png`);
  for (const key of keys) await bucket.put(key, 'x');
  expect((await listed('in/')).map(({ key }) => key)).toEqual(keys);
  expect(bucket.proxy.seen).toEqual(['GET', 'GET', 'GET']);
}, 60_000);

it.each([
  'a+b c (1) ü é.png',
  'a%2Fb%.png',
  '🚪/🗝.png',
  '<&">.png',
  '../x.png',
  '/x.png',
  'a//b.png',
])('takes the key %s literally', async (key) => {
  await bucket.put(key, 'x');
  expect((await listed()).map((object) => object.key)).toEqual([key]);
});

it('decodes keys where the store says that it encoded them', async () => {
  const name = `<Name>${BUCKET}</Name><EncodingType>url</EncodingType><IsTruncated>false</IsTruncated>`;
  const object =
    '<Contents><Key>a+%2B%0A%C3%BC/b.png</Key><ETag>&quot;1&quot;</ETag><Size>2</Size></Contents>';
  bucket.proxy.plan = () => listing(name + object);
  expect(await listed()).toEqual([{ key: 'a +\nü/b.png', etag: '1', size: 2 }]);
});

it('leaves out the empty objects that stand for folders', async () => {
  await bucket.put('in/', '');
  expect(await listed()).toEqual([]);
});

it.each([
  ['a web page', answer('<html><body>Welcome</body></html>')],
  ['a listing that does not say whether it is complete', listing(`<Name>${BUCKET}</Name>`)],
  [
    'a listing that goes on nowhere',
    listing(`<Name>${BUCKET}</Name><IsTruncated>true</IsTruncated>`),
  ],
  [
    'objects without ETags',
    listing(
      `<Name>${BUCKET}</Name><IsTruncated>false</IsTruncated><Contents><Key>a</Key></Contents>`,
    ),
  ],
])('does not take %s for a complete listing', async (_, fault) => {
  bucket.proxy.plan = () => fault;
  const { message } = await failureOf(listed(), 'settings-invalid');
  expect(message).toMatch(/pictures does not answer as S3 does: .*endpoint/);
});

it('ends when the store answers with the same page for ever', async () => {
  const stuck = `<Name>${BUCKET}</Name><IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken>`;
  bucket.proxy.plan = () => listing(stuck);
  await failureOf(listed(), 'settings-invalid');
});

it.each([
  ['NoSuchBucket', 404, 'settings-invalid', /Check its name, the endpoint and the region/],
  ['PermanentRedirect', 301, 'settings-invalid', /the region \(AWS_REGION\)/],
  ['AuthorizationHeaderMalformed', 400, 'settings-invalid', /the region \(AWS_REGION\)/],
  ['AccessDenied', 403, 'settings-invalid', /s3:ListBucket on the bucket pictures/],
  ['InvalidAccessKeyId', 403, 'settings-invalid', /the access key/],
  ['SignatureDoesNotMatch', 403, 'settings-invalid', /the access key, its secret/],
  ['SlowDown', 503, 'source-unavailable', /try again/],
] as const)('says what to do after %s', async (name, status, code, message) => {
  bucket.proxy.plan = () => refusal(name, status);
  expect((await failureOf(listed(), code)).message).toMatch(message);
});

it('says that nobody answers at the endpoint', async () => {
  await bucket.proxy.close();
  const { message } = await failureOf(listed(), 'source-unavailable');
  expect(message).toMatch(/No answer from the bucket pictures .*Check the endpoint/);
  bucket.proxy.close = async () => undefined;
});
