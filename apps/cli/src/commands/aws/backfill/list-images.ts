import { ListObjectVersionsCommand, type ObjectVersion, type S3Client } from '@aws-sdk/client-s3';
import { ask } from '../ask.ts';

/** An image as the bucket has it now. */
export interface ListedImage {
  readonly key: string;
  readonly size: number;
  readonly etag: string;
  /** `null` where the bucket keeps no versions, as S3 says it. */
  readonly versionId: string;
  /** Whole seconds. */
  readonly lastModified: Date;
}

export interface Listing {
  readonly bucket: string;
  readonly prefix: string;
  /** Begins behind this key. */
  readonly after?: string | undefined;
}

/**
 * The newest version of every object below a prefix, by key. Versions are listed, not objects, because an event names
 * the version, and a result is known by it; what was deleted shows no newest version.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html
 */
export async function* listImages(
  client: Pick<S3Client, 'send'>,
  { bucket, prefix, after }: Listing,
): AsyncGenerator<ListedImage> {
  let keyMarker = after;
  let versionMarker: string | undefined;
  for (;;) {
    const page = await ask(
      's3:ListBucketVersions',
      client.send(
        new ListObjectVersionsCommand({
          Bucket: bucket,
          Prefix: prefix,
          // Keys may hold characters that XML cannot.
          EncodingType: 'url',
          ...(keyMarker === undefined ? {} : { KeyMarker: keyMarker }),
          ...(versionMarker === undefined ? {} : { VersionIdMarker: versionMarker }),
        }),
      ),
    );
    // A server that ignores EncodingType does not repeat it.
    const read = page.EncodingType === 'url' ? decoded : asItIs;
    for (const version of page.Versions ?? []) if (version.IsLatest) yield imageOf(version, read);
    const { NextKeyMarker, NextVersionIdMarker } = page;
    if (!page.IsTruncated || NextKeyMarker === undefined) return;
    keyMarker = read(NextKeyMarker);
    versionMarker = NextVersionIdMarker;
  }
}

function imageOf(version: ObjectVersion, read: (text: string) => string): ListedImage {
  const { Key = '', Size = 0, ETag = '', VersionId = 'null', LastModified = new Date(0) } = version;
  return {
    key: read(Key),
    size: Size,
    etag: ETag.replaceAll('"', ''),
    versionId: VersionId,
    lastModified: LastModified,
  };
}

function asItIs(text: string): string {
  return text;
}

/** As forms do: a space is a plus. */
function decoded(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}
