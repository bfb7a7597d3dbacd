import {
  CreateBucketCommand,
  DeleteObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { type Fault, startFaultProxy } from '@glyphwatch/aws-failures/testing';
import { startFauxqs } from 'fauxqs';

export const BUCKET = 'pictures';

/** A bucket on a real wire, behind a proxy that can fail; requests to prepare it do not pass the proxy. */
export async function openTestBucket() {
  const s3 = await startFauxqs({ port: 0, host: '127.0.0.1', logger: false });
  const direct = `http://127.0.0.1:${s3.port}`;
  const proxy = await startFaultProxy(direct);
  const clientAt = (endpoint: string) =>
    new S3Client({
      endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      forcePathStyle: true,
      maxAttempts: 1,
    });
  const [client, preparing] = [clientAt(proxy.endpoint), clientAt(direct)];
  await preparing.send(new CreateBucketCommand({ Bucket: BUCKET }));
  return {
    client,
    /** For a command in another process. */
    env: {
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    proxy,
    /** Resolves to the ETag, without quotes. */
    async put(Key: string, Body: Uint8Array | string): Promise<string> {
      const { ETag = '' } = await preparing.send(
        new PutObjectCommand({ Bucket: BUCKET, Key, Body: Buffer.from(Body) }),
      );
      return ETag.replaceAll('"', '');
    },
    async remove(Key: string): Promise<void> {
      await preparing.send(new DeleteObjectCommand({ Bucket: BUCKET, Key }));
    },
    async close(): Promise<void> {
      client.destroy();
      preparing.destroy();
      await proxy.close();
      await s3.stop();
    },
  };
}
export type TestBucket = Awaited<ReturnType<typeof openTestBucket>>;

/** As S3 words it. A HEAD has no body, so there only the status tells. */
export function refusal(code: string, status: number): Fault {
  return {
    kind: 'answer',
    status,
    body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>no</Message></Error>`,
  };
}
