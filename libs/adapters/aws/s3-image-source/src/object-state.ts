import { HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { statusOf } from '@glyphwatch/aws-failures';
import type { ImageAddress } from '@glyphwatch/domain';
import type { ObjectState } from '@glyphwatch/provider';

const FORBIDDEN = 403;
/** 405: a delete marker, requested by its own version. */
export const GONE_STATUSES: readonly number[] = [404, 405];

/**
 * Asks S3 without reading the object; fails with S3's error when that does not tell.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
 */
export async function objectState(
  client: Pick<S3Client, 'send'>,
  { bucket, key, versionId }: ImageAddress,
): Promise<ObjectState> {
  const version = versionId === undefined ? {} : { VersionId: versionId };
  try {
    await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key, ...version }));
    return 'there';
  } catch (error) {
    const status = statusOf(error) ?? 0;
    if (GONE_STATUSES.includes(status)) return 'gone';
    if (status === FORBIDDEN) return 'denied';
    throw error;
  }
}
