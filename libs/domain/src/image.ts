/** Where an image is. On AWS a bucket and an object key; on a laptop a folder and a path below it. */
export interface ImageAddress {
  readonly bucket: string;
  /** Literal, never URL-encoded; parts are separated by `/`. Untrusted: may hold any character. */
  readonly key: string;
  /** The object version, where the store keeps versions. */
  readonly versionId?: string;
}

/** The partition key of everything kept about an image. */
export function imageIdOf({ bucket, key }: Pick<ImageAddress, 'bucket' | 'key'>): string {
  return `${bucket}/${key}`;
}

/** The event that an image arrived or changed. */
export interface Upload {
  readonly address: ImageAddress;
  /** What tells two contents at one address apart: object version, else ETag, else a content hash. */
  readonly version: string;
  /** Orders the uploads of one address; see `sequencer.ts`. */
  readonly sequencer: string;
  /** When it was uploaded, milliseconds since 1970. Taken from the event: equal on every delivery. */
  readonly uploadedAt: number;
  /** Bytes, where the event tells. */
  readonly size?: number;
}
