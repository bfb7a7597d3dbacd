import {
  type _Object,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { GlyphwatchError } from '@glyphwatch/domain';
import type { BucketAddress } from './bucket-address.ts';
import { listFailure } from './list-failure.ts';

export interface ListedObject {
  /** Untrusted: may hold any character. */
  readonly key: string;
  /** Without quotes. */
  readonly etag: string;
  /** Bytes. */
  readonly size: number;
}

/**
 * What is in a bucket below a prefix, page by page, in the store's order. Ends only after the last page: a listing that is
 * cut off or makes no progress is a failure, because what it lacks would look deleted.
 * Fails with `settings-invalid` (bucket, credentials, permissions, endpoint) or `source-unavailable` (try again).
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
 */
export async function* listObjects(
  client: S3Client,
  address: BucketAddress,
  abortSignal?: AbortSignal,
): AsyncGenerator<readonly ListedObject[]> {
  let token: string | undefined;
  do {
    const page = await pageAt(token, client, address, abortSignal);
    yield objectsOf(page, address);
    const next = page.IsTruncated ? page.NextContinuationToken : undefined;
    const isStuck = next === token || next === undefined;
    if (page.IsTruncated && isStuck) throw notLikeS3(address, 'its listing does not go on');
    token = next;
  } while (token !== undefined);
}

async function pageAt(
  token: string | undefined,
  client: S3Client,
  address: BucketAddress,
  abortSignal: AbortSignal | undefined,
): Promise<ListObjectsV2CommandOutput> {
  try {
    const command = new ListObjectsV2Command({
      Bucket: address.bucket,
      Prefix: address.prefix,
      // Keys may contain characters that XML cannot.
      EncodingType: 'url',
      ...(token === undefined ? {} : { ContinuationToken: token }),
    });
    return await client.send(command, abortSignal ? { abortSignal } : {});
  } catch (error) {
    throw listFailure(error, address);
  }
}

function objectsOf(page: ListObjectsV2CommandOutput, address: BucketAddress): ListedObject[] {
  // A web page is read as an empty listing.
  if (page.Name === undefined || page.IsTruncated === undefined) {
    throw notLikeS3(address, 'the answer is no listing');
  }
  // A server that ignores EncodingType does not echo it.
  const read = page.EncodingType === 'url' ? decoded : (text: string) => text;
  return (page.Contents ?? []).filter(isObject).map(({ Key = '', ETag, Size = 0 }) => {
    if (!ETag) throw notLikeS3(address, 'it lists no ETags');
    return { key: read(Key), etag: ETag.replaceAll('"', ''), size: Size };
  });
}

/** Consoles make an empty object for each folder. */
function isObject({ Key, Size }: _Object): boolean {
  return Key !== undefined && !(Key.endsWith('/') && Size === 0);
}

/** Form encoding writes a space as a plus. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

function notLikeS3({ bucket }: BucketAddress, why: string): GlyphwatchError {
  return new GlyphwatchError(
    'settings-invalid',
    `The bucket ${bucket} does not answer as S3 does: ${why}. Check the endpoint.`,
  );
}
