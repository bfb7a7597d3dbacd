import { isRecord } from '@glyphwatch/domain';
import * as z from 'zod/mini';
import {
  bucketName,
  bytes,
  invalid,
  objectKey,
  optionalName,
  readFields,
  run,
  sequencer,
  someText,
  time,
} from './fields.ts';
import { type ImageEvent, imageEventOf } from './image-event.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html */
const schema = z.object({
  eventVersion: z.optional(
    z.string().check(z.regex(/^2\./, 'must be 2.x; newer major versions are not supported')),
  ),
  eventTime: time,
  eventName: z.string(),
  s3: z.object({
    bucket: z.object({ name: bucketName }),
    // The key is form-encoded, with up to three characters per byte; its length is checked after decoding.
    object: z.object({
      key: someText,
      size: bytes,
      eTag: optionalName,
      versionId: optionalName,
      sequencer,
    }),
  }),
  run: z.optional(run),
});

/** Reads a notification from S3 itself; records of other event types give no event. */
export function readS3Notification(records: readonly unknown[]): ImageEvent[] {
  return records.flatMap(readRecord);
}

export function isS3Notification(
  value: Readonly<Record<string, unknown>>,
): value is { Records: readonly unknown[] } {
  const { Records } = value;
  return Array.isArray(Records) && Records.length > 0 && Records.every(isS3Record);
}

/** S3 sends this once when notifications are configured. */
export function isTestNotification(value: Readonly<Record<string, unknown>>): boolean {
  return value['Service'] === 'Amazon S3' && value['Event'] === 's3:TestEvent';
}

function isS3Record(record: unknown): boolean {
  return isRecord(record) && record['eventSource'] === 'aws:s3';
}

function readRecord(record: unknown): ImageEvent[] {
  const { eventName, eventTime, s3, run } = readFields(record, schema, 'S3 notification');
  const name = eventName.replace(/^s3:/, '');
  const kind = kindOf(name);
  if (!kind) return [];
  const { eTag: etag, key, ...object } = s3.object;
  const event = imageEventOf(kind, {
    ...object,
    etag,
    bucket: s3.bucket.name,
    key: readFields(decoded(key), objectKey, 'key'),
    time: eventTime,
  });
  return [run ? { ...event, run } : event];
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
    throw invalid('The key in this S3 notification is not properly form-encoded.', cause);
  }
}
