import { ListObjectVersionsCommand, type ObjectVersion, type S3Client } from '@aws-sdk/client-s3';
import { ask } from '../ask.ts';
import type { BackfillOptions } from './options.ts';

export interface ListedImage {
  readonly key: string;
  readonly size: number;
  readonly etag: string;
  /** The text `null`, which is what S3 says, in a bucket without versioning. */
  readonly versionId: string;
  /** Whole seconds. */
  readonly lastModified: Date;
}

/**
 * The latest version of every object below a prefix, in the order of keys. Lists versions, not objects, because an event
 * names its version and a result is identified by it. A deleted object has none: its delete marker is the latest.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html
 */
export async function* listImages(
  client: Pick<S3Client, 'send'>,
  bucket: string,
  { prefix = '', after }: Pick<BackfillOptions, 'prefix' | 'after'>,
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
          // Keys may contain characters that XML cannot.
          EncodingType: 'url',
          KeyMarker: keyMarker,
          VersionIdMarker: versionMarker,
        }),
      ),
    );
    // A server that ignores EncodingType does not echo it.
    const read = page.EncodingType === 'url' ? decoded : (text: string) => text;
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

/** Form encoding writes a space as a plus. */
function decoded(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}
