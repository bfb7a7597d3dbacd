import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  failureOf,
  sampleNotification,
  sampleNotificationRule,
} from '@glyphwatch/domain/contracts';
import { startFauxqs } from 'fauxqs';
import { presignedLink } from './presigned-link.ts';

const NOW = 1_760_000_000_000;
const HOUR_MS = 3_600_000;
const forSensitive = () => ({ url: 'https://console.example/' });
const credentials = { accessKeyId: 'caller', secretAccessKey: 'secret', sessionToken: 'session' };

function clientAt(endpoint: string) {
  return new S3Client({ endpoint, region: 'us-east-1', credentials, forcePathStyle: true });
}

const about = (key: string, versionId?: string) =>
  sampleNotification({
    address: { bucket: 'uploads', key, ...(versionId === undefined ? {} : { versionId }) },
  });

it.each([
  ['yard/a b+ü%41.jpg', 'image/jpeg'],
  ['page.html', 'application/octet-stream'],
])('lets anyone fetch %s as %s', async (key, type) => {
  const s3 = await startFauxqs({ port: 0, host: '127.0.0.1', logger: false });
  const client = clientAt(`http://127.0.0.1:${s3.port}`);
  await client.send(new CreateBucketCommand({ Bucket: 'uploads' }));
  const Body = Uint8Array.of(1, 2, 3);
  const object = { Bucket: 'uploads', Key: key, Body, ContentType: 'text/html' };
  await client.send(new PutObjectCommand(object));
  const link = await presignedLink(client, { forSensitive })(about(key));
  const answer = await fetch(link?.url ?? '');
  expect(new Uint8Array(await answer.arrayBuffer())).toEqual(Body);
  expect(new URL(link?.url ?? '').searchParams.get('response-content-type')).toBe(type);
  client.destroy();
  await s3.stop();
});

it('is valid for an hour, for one version, and only printable', async () => {
  const client = clientAt('https://s3.example');
  const linkTo = presignedLink(client, { forSensitive, clock: () => NOW });
  const link = await linkTo(about('\r\nhttp://evil.example/\u202e.png', 'v.1'));
  expect(link?.validUntil).toBe(NOW + HOUR_MS);
  const url = link?.url ?? '';
  expect(url).toMatch(/^https:\/\/s3\.example\/uploads\/%0D%0Ahttp%3A\/\/evil[\w:/?=&%.~-]+$/);
  expect(Object.fromEntries(new URL(url).searchParams)).toMatchObject({
    'X-Amz-Date': '20251009T085320Z',
    'X-Amz-Expires': '3600',
    versionId: 'v.1',
  });
});

it('shows no picture of a sensitive match to those who only have the mail', async () => {
  const linkTo = presignedLink(clientAt('https://s3.example'), { forSensitive });
  const rules = [sampleNotificationRule(), sampleNotificationRule({ sensitive: true })];
  expect(await linkTo({ ...about('gate.png'), rules })).toEqual(forSensitive());
});

it('fails as misconfigured without credentials', async () => {
  const client = new S3Client({
    region: 'us-east-1',
    credentials: () =>
      Promise.reject(Object.assign(new Error('none'), { name: 'CredentialsProviderError' })),
  });
  const linkTo = presignedLink(client, { forSensitive });
  await failureOf(Promise.resolve(linkTo(about('gate.png'))), 'notifier-misconfigured');
});
