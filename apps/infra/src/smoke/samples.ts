import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { Deployed } from './deployed.ts';

const FOLDER = join(import.meta.dirname, '../../../cli/samples');

/** A sample image, what becomes of it, and the rule that it matches. */
export interface Sample {
  readonly file: string;
  readonly status: 'MATCHED' | 'NO_MATCH' | 'NO_TEXT';
  readonly rule?: string;
}

export const SAMPLES: readonly Sample[] = [
  { file: 'yard/gate-3.jpg', status: 'MATCHED', rule: 'danger-sign' },
  { file: 'line-2/carton.jpg', status: 'MATCHED', rule: 'fragile-label' },
  { file: 'screens/chat.png', status: 'NO_MATCH' },
  { file: 'archive/lake.jpg', status: 'NO_TEXT' },
];

/** As `PutObject` answered. */
export interface Uploaded {
  readonly key: string;
  readonly bytes: number;
  readonly etag: string;
  readonly versionId: string | undefined;
}

export async function upload({ clients, outputs }: Deployed, { file }: Sample): Promise<Uploaded> {
  const Body = readFileSync(join(FOLDER, file));
  const request = new PutObjectCommand({ Bucket: outputs['Bucket'], Key: file, Body });
  const { ETag = '', VersionId } = await clients.s3.send(request);
  return { key: file, bytes: Body.length, etag: ETag.replaceAll('"', ''), versionId: VersionId };
}

/**
 * What EventBridge would put into the queue for this upload.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
 */
export function uploadEventOf(bucket: string, { key, bytes, etag, versionId }: Uploaded): string {
  return JSON.stringify({
    version: '0',
    id: crypto.randomUUID(),
    'detail-type': 'Object Created',
    source: 'aws.s3',
    time: new Date().toISOString(),
    resources: [`arn:aws:s3:::${bucket}`],
    detail: {
      version: '0',
      bucket: { name: bucket },
      object: { key, size: bytes, etag, 'version-id': versionId },
      reason: 'PutObject',
    },
  });
}
