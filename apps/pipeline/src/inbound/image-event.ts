import { type ImageAddress, s3SequencerAt, type Upload } from '@glyphwatch/domain';

/** An image arrived or went. */
export interface ImageEvent {
  readonly kind: 'created' | 'deleted';
  readonly upload: Upload;
  /** One stored version was erased, which is not always the one that people see. */
  readonly erasesVersion?: true;
}

/** What an event says of an object, whichever form it came in. */
export interface ObjectFacts {
  readonly bucket: string;
  /** Literal. */
  readonly key: string;
  readonly versionId?: string | undefined;
  readonly etag?: string | undefined;
  readonly sequencer?: string | undefined;
  readonly size?: number | undefined;
  readonly time: string;
}

/** S3 calls it so where versions are not kept: it is no version, its content changes. */
const NO_VERSION = 'null';

export function uploadOf({ bucket, key, etag, size, time, ...facts }: ObjectFacts): Upload {
  const uploadedAt = Date.parse(time);
  const sequencer = facts.sequencer?.toUpperCase() ?? s3SequencerAt(uploadedAt);
  const versionId = facts.versionId === NO_VERSION ? undefined : facts.versionId;
  const address: ImageAddress = { bucket, key, ...(versionId ? { versionId } : {}) };
  return {
    address,
    version: versionId || unquoted(etag) || sequencer,
    sequencer,
    uploadedAt,
    ...(size === undefined ? {} : { size }),
  };
}

function unquoted(etag: string | undefined): string | undefined {
  return etag?.replace(/^"(.*)"$/, '$1');
}
