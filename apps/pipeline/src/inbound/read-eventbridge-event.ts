import * as z from 'zod/mini';
import {
  bucketName,
  bytes,
  objectKey,
  optionalName,
  readFields,
  run,
  sequencer,
  time,
} from './fields.ts';
import { type ImageEvent, imageEventOf } from './image-event.ts';

/** A map, because a type of event may be called `constructor`. */
const KINDS: ReadonlyMap<unknown, ImageEvent['kind']> = new Map([
  ['Object Created', 'created'],
  ['Object Deleted', 'deleted'],
]);

/** What `glyphwatch aws backfill --again` says instead of S3's reasons. */
const REREAD = 'Reread';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html */
const schema = z.object({
  time,
  detail: z.object({
    // Minor versions only add fields; a major version changes their meaning.
    'event-version': z.optional(
      z.string().check(z.regex(/^1\./, 'must be 1.x; newer major versions are not supported')),
    ),
    bucket: z.object({ name: bucketName }),
    object: z.object({
      // EventBridge does not encode keys; decoding would turn `C++.png` into another key.
      key: objectKey,
      size: bytes,
      etag: optionalName,
      'version-id': optionalName,
      sequencer,
    }),
    reason: z.optional(z.string()),
    run: z.optional(run),
  }),
});

/** Reads an S3 event from EventBridge; detail types other than created and deleted give no event. */
export function readEventBridgeEvent(event: Readonly<Record<string, unknown>>): ImageEvent[] {
  const kind = KINDS.get(event['detail-type']);
  if (!kind) return [];
  const { detail, time: at } = readFields(event, schema, 'EventBridge event');
  const { 'version-id': versionId, ...object } = detail.object;
  const bucket = detail.bucket.name;
  const read = imageEventOf(kind, { ...object, versionId, bucket, time: at });
  return [
    {
      ...read,
      ...(detail.reason === REREAD ? { rereads: true } : {}),
      ...(detail.run ? { run: detail.run } : {}),
    },
  ];
}

export function isEventBridgeEvent(value: Readonly<Record<string, unknown>>): boolean {
  return value['source'] === 'aws.s3' && typeof value['detail-type'] === 'string';
}
