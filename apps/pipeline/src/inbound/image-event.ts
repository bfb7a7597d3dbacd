import { type ImageAddress, type RunMark, s3SequencerAt, type Upload } from '@glyphwatch/domain';

/** An image was uploaded or deleted. */
export interface ImageEvent {
  readonly kind: 'created' | 'deleted';
  readonly upload: Upload;
  /** Somebody asks to read it again, if another detector, or another version of it, has read it. */
  readonly rereads?: true;
  /** The backfill or redrive that it is a part of. */
  readonly run?: RunMark;
}

/** What both forms of event say about an object. */
interface ObjectFields {
  readonly bucket: string;
  /** Decoded. */
  readonly key: string;
  readonly versionId?: string | undefined;
  readonly etag?: string | undefined;
  readonly sequencer?: string | undefined;
  readonly size?: number | undefined;
  readonly time: string;
}

/** The version id of every object in a bucket without versioning. */
const NO_VERSION = 'null';

export function imageEventOf(
  kind: ImageEvent['kind'],
  { bucket, key, etag, size, time, ...fields }: ObjectFields,
): ImageEvent {
  const uploadedAt = Date.parse(time);
  const sequencer = fields.sequencer?.toUpperCase() ?? s3SequencerAt(uploadedAt);
  const versionId = fields.versionId === NO_VERSION ? undefined : fields.versionId;
  const address: ImageAddress = { bucket, key, ...(versionId ? { versionId } : {}) };
  const upload: Upload = {
    address,
    version: versionId || unquoted(etag) || sequencer,
    sequencer,
    uploadedAt,
    ...(size === undefined ? {} : { size }),
  };
  return { kind, upload };
}

function unquoted(etag: string | undefined): string | undefined {
  return etag?.replace(/^"(.*)"$/, '$1');
}
