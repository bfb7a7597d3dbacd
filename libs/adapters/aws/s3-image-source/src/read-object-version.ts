import type { S3Client } from '@aws-sdk/client-s3';
import { GlyphwatchError, type Result } from '@glyphwatch/domain';
import { S3ImageSource } from './s3-image-source.ts';

/** No detector reads larger ones. */
const MAX_BYTES = 100_000_000;
/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html: of uploads in one piece or in several. */
const ETAG = /^[0-9a-f]{32}(-\d+)?$/;

/**
 * The bytes of the image version that was read, by its version or its ETag. Without either nobody knows whether they are the same,
 * and what was covered would show elsewhere: `image-gone`.
 */
export async function readObjectVersion(
  client: Pick<S3Client, 'send'>,
  { address, version }: Pick<Result, 'address' | 'version'>,
): Promise<Uint8Array> {
  const isEtag = address.versionId === undefined && ETAG.test(version);
  if (address.versionId === undefined && !isEtag) throw unknown();
  const options = { maxBytes: MAX_BYTES, ...(isEtag ? { etag: version } : {}) };
  return new S3ImageSource(client, address, options).read();
}

function unknown(): GlyphwatchError {
  return new GlyphwatchError(
    'image-gone',
    'Nobody knows which version of the picture was read. It is shown once it was read again.',
  );
}
