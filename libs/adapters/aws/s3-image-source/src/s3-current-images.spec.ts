import {
  CreateBucketCommand,
  DeleteObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { startFaultProxy } from '@glyphwatch/aws-failures/testing';
import { describeCurrentImagesContract } from '@glyphwatch/domain/contracts';
import { startFauxqs } from 'fauxqs';
import { S3CurrentImages } from './s3-current-images.ts';
import { refusal } from './testing/index.ts';

const BUCKET = 'pictures';

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
  return {
    client,
    proxy,
    images: new S3CurrentImages(client),
    async put(key: string, content: string) {
      const command = new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: content });
      const { ETag = '' } = await client.send(command);
      return { address: { bucket: BUCKET, key }, version: ETag.replaceAll('"', '') };
    },
    async remove(Key: string) {
      await client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key }));
    },
    async makeUnreadable() {
      proxy.plan = () => refusal('AccessDenied', 403);
    },
    async breakBackend() {
      proxy.plan = () => refusal('SlowDown', 503);
    },
    async close() {
      client.destroy();
      await proxy.close();
      await s3.stop();
    },
  };
}

describeCurrentImagesContract('S3CurrentImages without versioning', open, { without: ['erase'] });

it.each([
  ['with versioning', { VersionId: '3/L4kqtJlcpXroDTDmJ' }, '3/L4kqtJlcpXroDTDmJ'],
  ['with versioning suspended', { VersionId: 'null' }, undefined],
])('names the version of a bucket %s as its events do', async (_, named, versionId) => {
  const LastModified = new Date(1_760_000_000_000);
  const answer = { ...named, ETag: '"b1946ac9-2"', LastModified, ContentLength: 5 };
  const images = new S3CurrentImages({ send: async () => answer } as Pick<S3Client, 'send'>);
  const current = await images.find({ bucket: BUCKET, key: 'a.png', versionId: 'older' });
  expect(current).toEqual({
    address: { bucket: BUCKET, key: 'a.png', ...(versionId ? { versionId } : {}) },
    version: versionId ?? 'b1946ac9-2',
    uploadedAt: 1_760_000_000_000,
    size: 5,
  });
});
