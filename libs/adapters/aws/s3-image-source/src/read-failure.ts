import { failureKind, failureName, statusOf, translateFailure } from '@glyphwatch/aws-failures';
import { errorCode, type ErrorCode, GlyphwatchError, type ImageAddress } from '@glyphwatch/domain';

const OVERWRITTEN = 412;
const FORBIDDEN = 403;
/** 405: a delete marker, requested by its own version. */
const GONE_STATUSES = [404, 405, OVERWRITTEN];
/** In an archive class and not restored. https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const ARCHIVED = 'InvalidObjectState';

/**
 * Without the right to list the bucket, S3 answers 403 for a missing object too. `isThere` asks once more; if that does
 * not settle it, the image is `image-unreadable`, for a person to look at.
 */
export async function readFailure(
  error: unknown,
  address: ImageAddress,
  isThere: () => Promise<void>,
): Promise<GlyphwatchError> {
  if (isGone(error)) return goneBecause(error);
  const isDenied = statusOf(error) === FORBIDDEN && failureKind(error) === 'denied';
  if (isDenied && failureName(error) !== ARCHIVED) {
    const second = await isThere().then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (isGone(second)) return goneBecause(second);
  }
  return translateFailure(error, {
    unavailable: 'source-unavailable',
    misconfigured: 'image-unreadable',
    service: `the bucket ${address.bucket}`,
    advice: {
      denied:
        failureName(error) === ARCHIVED
          ? 'The object is archived: restore it, then upload or scan it again.'
          : 'Allow s3:GetObject and s3:GetObjectVersion on the object, kms:Decrypt on its key, and s3:ListBucket, ' +
            'without which S3 answers the same for a missing object.',
    },
  });
}

function isGone(error: unknown): boolean {
  if (errorCode(error) !== undefined) return false;
  return GONE_STATUSES.includes(statusOf(error) ?? 0);
}

function goneBecause(cause: unknown): GlyphwatchError {
  const code: ErrorCode = 'image-gone';
  const what = statusOf(cause) === OVERWRITTEN ? 'was overwritten' : 'no longer exists';
  return new GlyphwatchError(code, `The object ${what}. Nothing to do.`, { cause });
}
