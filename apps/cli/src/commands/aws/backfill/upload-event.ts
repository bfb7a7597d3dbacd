import { randomUUID } from 'node:crypto';
import type { RunMark } from '@glyphwatch/domain';
import type { ArnParts } from '../arns.ts';
import { messageOf } from '../message-of.ts';
import type { ListedImage } from './list-images.ts';

export interface Rereading {
  /** Also read known images that another detector has read. */
  readonly rereads: boolean;
  /** People hear of the whole backfill, not of each image. */
  readonly run?: RunMark | undefined;
}

/**
 * The event that S3 would have sent, as the queue gets it from EventBridge.
 *
 * It has no sequencer, because S3 does not list one. The pipeline then orders by `time`, the object's own, in whole
 * seconds; S3's sequencers start with the same seconds and continue more finely. So this event is never newer than S3's
 * own events for this version or a later one, and changes nothing about a known image, unless it asks to read it again:
 *
 *     this event          00 6553F100
 *     S3's own            00 6553F100 29329D18     the same version: known, nothing is read or paid
 *     a later upload      00 6553F1A7 …            newer: stays
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
 */
export function uploadEvent(
  bucket: string,
  { key, size, etag, versionId, lastModified }: ListedImage,
  { partition, region, account }: ArnParts,
  { rereads, run }: Rereading,
): string {
  const event = {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Object Created',
    source: 'aws.s3',
    account,
    time: lastModified.toISOString(),
    region,
    resources: [`arn:${partition}:s3:::${bucket}`],
    detail: {
      version: '0',
      bucket: { name: bucket },
      object: { key, size, etag, ...(versionId === 'null' ? {} : { 'version-id': versionId }) },
      requester: 'glyphwatch aws backfill',
      reason: rereads ? 'Reread' : 'Backfill',
      ...(run ? { run } : {}),
    },
  };
  return messageOf(event);
}
