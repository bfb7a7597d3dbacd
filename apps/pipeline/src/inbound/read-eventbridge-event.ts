import * as z from 'zod/mini';
import {
  bucketName,
  bytes,
  objectKey,
  optionalName,
  readFields,
  sequencer,
  time,
} from './fields.ts';
import { type ImageEvent, uploadOf } from './image-event.ts';

const KINDS: Readonly<Record<string, ImageEvent['kind']>> = {
  'Object Created': 'created',
  'Object Deleted': 'deleted',
};

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html */
const schema = z.object({
  time,
  detail: z.object({
    // The major number changes when fields change their meaning; minor ones only add.
    'event-version': z.optional(
      z.string().check(z.regex(/^1\./, 'must be 1.x: a newer major version is not known')),
    ),
    bucket: z.object({ name: bucketName }),
    object: z.object({
      // Literal: EventBridge does not encode keys, and decoding would turn `C++.png` into another.
      key: objectKey,
      size: bytes,
      etag: optionalName,
      'version-id': optionalName,
      sequencer,
    }),
    'deletion-type': z.optional(z.string()),
  }),
});

/** An event of S3 as EventBridge brings it. Events about anything but arriving and going give none. */
export function readEventBridgeEvent(event: Readonly<Record<string, unknown>>): ImageEvent[] {
  const kind = KINDS[String(event['detail-type'])];
  if (!kind) return [];
  const { detail, time: happened } = readFields(event, schema, 'event of EventBridge');
  const { key, size, etag, sequencer: order } = detail.object;
  const versionId = detail.object['version-id'];
  const bucket = detail.bucket.name;
  const upload = uploadOf({ bucket, key, versionId, etag, sequencer: order, size, time: happened });
  const isErased = kind === 'deleted' && detail['deletion-type'] === 'Permanently Deleted';
  return [
    { kind, upload, ...(isErased && upload.address.versionId ? { erasesVersion: true } : {}) },
  ];
}

export function isEventBridgeEvent(value: Readonly<Record<string, unknown>>): boolean {
  return value['source'] === 'aws.s3' && typeof value['detail-type'] === 'string';
}
