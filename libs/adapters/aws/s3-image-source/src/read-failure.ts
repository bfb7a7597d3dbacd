import { failureKind, failureName, statusOf, translateFailure } from '@glyphwatch/aws-failures';
import { errorCode, type ErrorCode, GlyphwatchError, type ImageAddress } from '@glyphwatch/domain';

const OVERWRITTEN = 412;
const FORBIDDEN = 403;
/** A delete marker asked for by its own version is not allowed to be read. */
const GONE_STATUSES = [404, 405, OVERWRITTEN];
/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html: in an archive class, not restored. */
const ARCHIVED = 'InvalidObjectState';

/**
 * What could not be read, in our words. Who may not list a bucket is told 403 for an object that is not there, too;
 * `isThere` asks once more, and whatever it cannot tell is `image-unreadable`, which a person looks at.
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
          ? 'The object lies in an archive: restore it, then upload or scan it again.'
          : 'Allow s3:GetObject and s3:GetObjectVersion on the object, kms:Decrypt on its key, and s3:ListBucket, ' +
            'without which an object that is gone looks like one that is denied.',
    },
  });
}

function isGone(error: unknown): boolean {
  if (errorCode(error) !== undefined) return false;
  return GONE_STATUSES.includes(statusOf(error) ?? 0);
}

function goneBecause(cause: unknown): GlyphwatchError {
  const code: ErrorCode = 'image-gone';
  const what = statusOf(cause) === OVERWRITTEN ? 'was overwritten' : 'is not there any more';
  return new GlyphwatchError(code, `The object ${what}. Nothing needs to be done.`, { cause });
}
