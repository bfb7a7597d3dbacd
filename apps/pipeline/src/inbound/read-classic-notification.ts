import * as z from 'zod/mini';
import {
  bucketName,
  bytes,
  invalid,
  isRecord,
  objectKey,
  optionalName,
  readFields,
  sequencer,
  someText,
  time,
} from './fields.ts';
import { type ImageEvent, uploadOf } from './image-event.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html */
const schema = z.object({
  eventVersion: z.optional(
    z.string().check(z.regex(/^2\./, 'must be 2.x: a newer major version is not known')),
  ),
  eventTime: time,
  eventName: z.string(),
  s3: z.object({
    bucket: z.object({ name: bucketName }),
    // The key is form-encoded here, up to three characters for a byte; it is measured when it is decoded.
    object: z.object({
      key: someText,
      size: bytes,
      eTag: optionalName,
      versionId: optionalName,
      sequencer,
    }),
  }),
});

/** A notification that S3 sends itself, to a function or a queue. Records about anything else give none. */
export function readClassicNotification(records: readonly unknown[]): ImageEvent[] {
  return records.flatMap(readRecord);
}

export function isClassicNotification(
  value: Readonly<Record<string, unknown>>,
): value is { Records: readonly unknown[] } {
  const { Records } = value;
  return Array.isArray(Records) && Records.length > 0 && Records.every(isS3Record);
}

/** What S3 sends once when somebody sets notifications up. */
export function isTestNotification(value: Readonly<Record<string, unknown>>): boolean {
  return value['Service'] === 'Amazon S3' && value['Event'] === 's3:TestEvent';
}

function isS3Record(record: unknown): boolean {
  return isRecord(record) && record['eventSource'] === 'aws:s3';
}

function readRecord(record: unknown): ImageEvent[] {
  const { eventName, eventTime, s3 } = readFields(record, schema, 'notification of S3');
  const name = eventName.replace(/^s3:/, '');
  const kind = kindOf(name);
  if (!kind) return [];
  const { size, eTag, versionId, sequencer: order } = s3.object;
  const key = readFields(decoded(s3.object.key), objectKey, 'key');
  const bucket = s3.bucket.name;
  const upload = uploadOf({
    bucket,
    key,
    versionId,
    etag: eTag,
    sequencer: order,
    size,
    time: eventTime,
  });
  const isErased = kind === 'deleted' && name.endsWith(':Delete');
  return [
    { kind, upload, ...(isErased && upload.address.versionId ? { erasesVersion: true } : {}) },
  ];
}

function kindOf(name: string): ImageEvent['kind'] | undefined {
  if (name.startsWith('ObjectCreated:')) return 'created';
  if (/^(ObjectRemoved|LifecycleExpiration):/.test(name)) return 'deleted';
  return undefined;
}

/** `red+flower%2B.jpg` → `red flower+.jpg` */
function decoded(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch (cause) {
    throw invalid('The key in this notification of S3 is not form-encoded as S3 does it.', cause);
  }
}
