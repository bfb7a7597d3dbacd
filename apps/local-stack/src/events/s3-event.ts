import { randomUUID } from 'node:crypto';

/** What happened to an object. */
export interface ObjectChange {
  readonly bucket: string;
  /** Literal. */
  readonly key: string;
  readonly etag?: string;
  readonly size?: number;
  readonly versionId?: string;
  readonly cause:
    | { readonly kind: 'created'; readonly reason: CreationReason }
    | { readonly kind: 'deleted'; readonly deletionType: DeletionType };
}

type CreationReason = 'PutObject' | 'CopyObject' | 'CompleteMultipartUpload';
type DeletionType = 'Permanently Deleted' | 'Delete Marker Created';

export interface S3Event {
  readonly [field: string]: unknown;
  readonly 'detail-type': string;
  readonly source: 'aws.s3';
}

let count = 0;

/**
 * Grows with every change, as S3's do per key: 00, the seconds since 1970, then a counter.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
function nextSequencer(): string {
  count += 1;
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  return `00${seconds}${count.toString(16).padStart(8, '0')}`.toUpperCase();
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html */
export function s3Event(
  { bucket, key, etag, size, versionId, cause }: ObjectChange,
  { account, region }: { readonly account: string; readonly region: string },
): S3Event {
  const isCreated = cause.kind === 'created';
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': isCreated ? 'Object Created' : 'Object Deleted',
    source: 'aws.s3',
    account,
    time: new Date().toISOString().replace(/\.\d+/, ''),
    region,
    resources: [`arn:aws:s3:::${bucket}`],
    detail: {
      version: '0',
      'event-version': '1.1',
      bucket: { name: bucket },
      object: {
        key,
        ...(size !== undefined && { size }),
        ...(etag !== undefined && { etag }),
        // Absent for a bucket without versioning.
        ...(versionId !== undefined && { 'version-id': versionId }),
        sequencer: nextSequencer(),
      },
      'request-id': randomUUID().replaceAll('-', '').slice(0, 16).toUpperCase(),
      requester: account,
      'source-ip-address': '127.0.0.1',
      reason: isCreated ? cause.reason : 'DeleteObject',
      ...(isCreated ? {} : { 'deletion-type': cause.deletionType }),
    },
  };
}
