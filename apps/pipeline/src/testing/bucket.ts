import type { InMemoryImages } from '@glyphwatch/domain/in-memory';
import { BUCKET, deletedEvent, eventBridgeEvent } from './events.ts';

const KEY = 'gate.png';
const MARKER = 'Delete Marker Created';
const ERASED = 'Permanently Deleted';
const STARTED = Date.UTC(2026, 0, 1);

/** One key of a bucket: changes it, and gives the event of each change, whose sequencer is like S3's. */
export function bucketOf(images: InMemoryImages) {
  const uploadedAt = new Map<string, number>();
  let changes = 0;
  const next = () => {
    changes += 1;
    const seconds = STARTED / 1000 + changes;
    return { at: seconds * 1000, sequencer: `${seconds.toString(16)}9329d189` };
  };
  const named = (versionId?: string) =>
    versionId === undefined
      ? { bucket: BUCKET, key: KEY }
      : { bucket: BUCKET, key: KEY, versionId };
  const timed = (at: number) => ({ time: new Date(at).toISOString() });
  return {
    id: `${BUCKET}/${KEY}`,
    /** A new version. */
    upload(versionId: string, text: string) {
      const { at, sequencer } = next();
      uploadedAt.set(versionId, at);
      images.put(named(versionId), text, { uploadedAt: at });
      return eventBridgeEvent({ versionId, sequencer }, timed(at));
    },
    /** Without versioning: what was there is overwritten. */
    overwrite(etag: string, text: string) {
      const { at, sequencer } = next();
      uploadedAt.set(etag, at);
      images.put(named(), text, { version: etag, uploadedAt: at });
      return eventBridgeEvent({ etag, sequencer }, timed(at));
    },
    /** With versioning, a delete marker hides what is there. */
    hide(marker: string) {
      images.delete(named(), marker);
      return deletedEvent({ versionId: marker, sequencer: next().sequencer }, MARKER);
    },
    /** One version, or a delete marker. */
    erase(versionId: string) {
      images.delete(named(versionId));
      return deletedEvent({ versionId, sequencer: next().sequencer }, ERASED);
    },
    /** Without versioning. */
    remove() {
      images.delete(named());
      return deletedEvent({ sequencer: next().sequencer }, ERASED);
    },
    /** As `glyphwatch aws backfill` sends it: without a sequencer. */
    backfill(version: { readonly versionId: string } | { readonly etag: string }) {
      const [name = ''] = Object.values(version);
      const event = eventBridgeEvent(version, timed(uploadedAt.get(name) ?? 0));
      const { sequencer: _, ...object } = event.detail.object;
      return { ...event, detail: { ...event.detail, object, reason: 'Backfill' } };
    },
  };
}
