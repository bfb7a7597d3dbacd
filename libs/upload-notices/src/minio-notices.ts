import { isRecord } from '@glyphwatch/domain';
import { noticesOf, type ParsedNotices, type UploadNotice } from './parsed-notices.ts';

/** `encoded`: as S3 and MinIO write keys, like form fields. `raw`: as they are, like Ceph. */
export type KeyEncoding = 'encoded' | 'raw';

/**
 * Reads what MinIO and stores like it post: S3's records below `Records`.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export function minioNotices(body: unknown, keys: KeyEncoding): ParsedNotices {
  if (!isRecord(body)) return { mistake: 'the body is no object' };
  const { Records: records } = body;
  // Sent when notifications are set up.
  if (body['Event'] === 's3:TestEvent') return { notices: [] };
  if (!Array.isArray(records)) return { mistake: 'Records is no list' };
  return noticesOf<unknown>(records, (record) => noticeOf(record, keys));
}

function noticeOf(record: unknown, keys: KeyEncoding): UploadNotice | string | undefined {
  if (!isRecord(record) || typeof record['eventName'] !== 'string') {
    return 'a record has no eventName';
  }
  const [, kind] = /^(?:s3:)?Object(Created|Removed):/.exec(record['eventName']) ?? [];
  if (kind === undefined) return undefined;
  const s3 = isRecord(record['s3']) ? record['s3'] : {};
  const bucket = nameIn(s3['bucket'], 'name');
  const written = nameIn(s3['object'], 'key');
  if (bucket === undefined || written === undefined) return 'a record names no object';
  const key = keys === 'raw' ? written : decoded(written);
  return key === undefined
    ? 'a key is not encoded as S3 does it'
    : { bucket, key, isRemoved: kind === 'Removed' };
}

function nameIn(value: unknown, field: string): string | undefined {
  const name = isRecord(value) ? value[field] : undefined;
  return typeof name === 'string' && name !== '' ? name : undefined;
}

function decoded(key: string): string | undefined {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
