import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { ANY_CREDENTIALS, type Emulators, startEmulators } from '../emulators.ts';
import type { ObjectChange } from '../events/s3-event.ts';
import { S3Front } from './s3-front.ts';

const REGION = 'us-east-1';

let emulators: Emulators;
let front: S3Front;
let changes: ObjectChange[];
beforeAll(async () => {
  emulators = await startEmulators(REGION);
  const config = { endpoint: emulators.fauxqs, region: REGION, credentials: ANY_CREDENTIALS };
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  for (const Bucket of ['kept', 'plain', 'silent']) {
    await s3.send(new CreateBucketCommand({ Bucket }));
  }
  s3.destroy();
});
afterAll(() => emulators.close());
beforeEach(() => {
  changes = [];
  front = new S3Front({
    endpoint: emulators.fauxqs,
    buckets: [
      { name: 'kept', isVersioned: true, sendsEvents: true },
      { name: 'plain', isVersioned: false, sendsEvents: true },
      { name: 'silent', isVersioned: false, sendsEvents: false },
    ],
    onChange: async (change) => void changes.push(change),
  });
});

async function ask(method: string, url: string, text = '') {
  const body = Buffer.from(text);
  const answer = await front.answer({ method, url, headers: {}, body });
  const version = answer.headers['x-amz-version-id'];
  return { ...answer, text: answer.body.toString(), version: String(version) };
}

it('keeps every version and sends an event for each change', async () => {
  const first = await ask('PUT', '/kept/a%2B.png', 'one');
  const second = await ask('PUT', '/kept/a%2B.png', 'two!');
  expect((await ask('GET', '/kept/a%2B.png')).text).toBe('two!');
  expect((await ask('GET', `/kept/a%2B.png?versionId=${first.version}`)).text).toBe('one');
  expect(changes).toEqual([
    expect.objectContaining({ key: 'a+.png', size: 3, versionId: first.version }),
    expect.objectContaining({ key: 'a+.png', size: 4, versionId: second.version }),
  ]);
});

it('puts a delete marker and keeps the versions', async () => {
  const { version } = await ask('PUT', '/kept/b.png', 'one');
  const marked = await ask('DELETE', '/kept/b.png');
  expect(marked.headers['x-amz-delete-marker']).toBe('true');
  expect((await ask('GET', '/kept/b.png')).status).toBe(404);
  expect((await ask('HEAD', `/kept/b.png?versionId=${marked.version}`)).status).toBe(405);
  expect((await ask('GET', `/kept/b.png?versionId=${version}`)).text).toBe('one');
  expect(changes.at(-1)?.cause).toEqual({ kind: 'deleted', deletionType: 'Delete Marker Created' });
});

it('shows the previous version when the newest is erased', async () => {
  await ask('PUT', '/kept/c.png', 'one');
  const { version } = await ask('PUT', '/kept/c.png', 'two');
  await ask('DELETE', `/kept/c.png?versionId=${version}`);
  expect((await ask('GET', '/kept/c.png')).text).toBe('one');
  expect((await ask('GET', `/kept/c.png?versionId=${version}`)).status).toBe(404);
  expect(changes.at(-1)?.cause).toEqual({ kind: 'deleted', deletionType: 'Permanently Deleted' });
});

it('gives no version in a bucket without versioning', async () => {
  const { headers } = await ask('PUT', '/plain/a.png', 'one');
  expect(headers['x-amz-version-id']).toBeUndefined();
  expect(changes).toEqual([expect.not.objectContaining({ versionId: expect.anything() })]);
});

it('sends an event for each of many deleted objects', async () => {
  await ask('PUT', '/plain/x%26y.png', 'one');
  const body = '<Delete><Object><Key>x&amp;y.png</Key></Object></Delete>';
  await ask('POST', '/plain?delete', body);
  expect(changes.at(-1)).toMatchObject({ key: 'x&y.png', cause: { kind: 'deleted' } });
});

it('sends nothing for a bucket without events, or for a refused upload', async () => {
  await ask('PUT', '/silent/a.png', 'one');
  expect((await ask('PUT', '/nowhere/a.png', 'one')).status).toBe(404);
  expect(changes).toEqual([]);
});

it('rejects uploads it would not notice', async () => {
  expect((await ask('POST', '/plain', 'form')).status).toBe(501);
});
