import { isRecord } from '@glyphwatch/domain';
import type { ParsedNotices } from './parsed-notices.ts';

/** A map, because a type of event may be called `constructor`. */
const KINDS: ReadonlyMap<string, 'created' | 'removed'> = new Map([
  ['OBJECT_FINALIZE', 'created'],
  // Both are sent, too, when another generation takes its place.
  ['OBJECT_ARCHIVE', 'removed'],
  ['OBJECT_DELETE', 'removed'],
]);

/**
 * Reads a push of Pub/Sub with a notification of Cloud Storage, which names the object in its attributes.
 * https://cloud.google.com/storage/docs/pubsub-notifications
 */
export function pubsubNotices(body: unknown): ParsedNotices {
  const message = isRecord(body) ? body['message'] : undefined;
  const attributes = isRecord(message) ? message['attributes'] : undefined;
  if (!isRecord(attributes)) return { mistake: 'message.attributes is missing' };
  const { eventType, bucketId, objectId } = attributes;
  if (typeof eventType !== 'string') return { mistake: 'the attribute eventType is missing' };
  const kind = KINDS.get(eventType);
  if (kind === undefined) return { notices: [] };
  if (typeof bucketId !== 'string' || typeof objectId !== 'string' || objectId === '') {
    return { mistake: 'the attributes name no object' };
  }
  return { notices: [{ bucket: bucketId, key: objectId, isRemoved: kind === 'removed' }] };
}
