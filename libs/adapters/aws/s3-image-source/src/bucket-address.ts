import { GlyphwatchError } from '@glyphwatch/domain';

/** The objects of a bucket whose keys start with `prefix`, taken literally. */
export interface BucketAddress {
  readonly bucket: string;
  readonly prefix: string;
}

const SCHEME = 's3://';
/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html, and the older, longer names. */
const BUCKET = /^[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]$/;

/** Reads `s3://bucket/prefix`; `undefined` for any other text. Fails with `settings-invalid` for an impossible bucket. */
export function bucketAddress(text: string): BucketAddress | undefined {
  if (!text.startsWith(SCHEME)) return undefined;
  const [bucket = '', ...parts] = text.slice(SCHEME.length).split('/');
  if (BUCKET.test(bucket)) return { bucket, prefix: parts.join('/') };
  throw new GlyphwatchError(
    'settings-invalid',
    `${SCHEME}${bucket} names no bucket. Write it like s3://my-bucket/prefix.`,
  );
}

export function objectUri({
  bucket,
  key,
}: {
  readonly bucket: string;
  readonly key: string;
}): string {
  return `${SCHEME}${bucket}/${key}`;
}
