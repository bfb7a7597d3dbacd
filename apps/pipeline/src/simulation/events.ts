import { deletedEvent, eventBridgeEvent } from '../testing/events.ts';
import { addressOf, type Bucket, type Change, type StoredObject } from './bucket.ts';

/** The message that EventBridge puts into the queue for a change in the bucket. */
export function messageAbout({ kind, key, object, sequencer, at }: Change): string {
  const { versionId, etag } = object;
  const about = {
    ...{ key, sequencer, time: timeOf(at) },
    ...(etag === '' ? {} : { etag }),
    ...(versionId === undefined ? {} : { versionId }),
  };
  if (kind === 'created') return JSON.stringify(eventBridgeEvent(about));
  const type = kind === 'erased' ? 'Permanently Deleted' : 'Delete Marker Created';
  return JSON.stringify(deletedEvent(about, type));
}

/** The message of `glyphwatch aws backfill` about what it lists: without a sequencer. */
export function backfillMessage(key: string, object: StoredObject, rereads: boolean): string {
  const { versionId } = addressOf(key, object);
  const event = eventBridgeEvent({
    ...{ key, etag: object.etag, time: timeOf(object.at) },
    ...(versionId === undefined ? {} : { versionId }),
  });
  const { sequencer: _, ...listed } = event.detail.object;
  const reason = rereads ? 'Reread' : 'Backfill';
  const run = { id: 'a run', name: 'backfill' };
  return JSON.stringify({ ...event, detail: { ...event.detail, object: listed, reason, run } });
}

/** Every image that a listing of the bucket shows. */
export function listed(bucket: Bucket): { readonly key: string; readonly object: StoredObject }[] {
  return bucket.keys.flatMap((key) => {
    const object = bucket.current(key);
    return object ? [{ key, object }] : [];
  });
}

/** In whole seconds, as S3's. */
function timeOf(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}
