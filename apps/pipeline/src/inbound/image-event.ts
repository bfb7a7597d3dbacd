import type { ImageAddress, Upload } from '@glyphwatch/domain';

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
  const sequencer = facts.sequencer?.toUpperCase() ?? sequencerOf(uploadedAt);
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

/**
 * Stands in where an event has no sequencer: the time, written as S3's own begin (`0064D3901D…` is 00 and the seconds
 * since 1970), so that it sorts beside them as well as a time can.
 */
function sequencerOf(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  const rest = (milliseconds % 1000).toString(16).padStart(3, '0');
  return `00${seconds.toString(16).padStart(8, '0')}${rest}`.toUpperCase();
}

function unquoted(etag: string | undefined): string | undefined {
  return etag?.replace(/^"(.*)"$/, '$1');
}
