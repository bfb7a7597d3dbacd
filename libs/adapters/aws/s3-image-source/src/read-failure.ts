import { failureKind, failureName, statusOf, translateFailure } from '@glyphwatch/aws-failures';
import { errorCode, GlyphwatchError, type ImageAddress } from '@glyphwatch/domain';
import type { ObjectState } from '@glyphwatch/provider';
import { GONE_STATUSES } from './object-state.ts';

const OVERWRITTEN = 412;
const FORBIDDEN = 403;
/** In an archive class and not restored. https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const ARCHIVED = 'InvalidObjectState';

/**
 * Without the right to list the bucket, S3 answers 403 for a missing object too, so it is asked once more; if that does
 * not settle it, the image is `image-unreadable`, for a person to look at.
 */
export async function readFailure(
  error: unknown,
  address: ImageAddress,
  askAgain: () => Promise<ObjectState>,
): Promise<GlyphwatchError> {
  if (isGone(error)) return goneBecause(error);
  const isDenied = statusOf(error) === FORBIDDEN && failureKind(error) === 'denied';
  if (isDenied && failureName(error) !== ARCHIVED) {
    const state = await askAgain().catch(() => 'denied');
    if (state === 'gone') return goneBecause(error);
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
  return [...GONE_STATUSES, OVERWRITTEN].includes(statusOf(error) ?? 0);
}

function goneBecause(cause: unknown): GlyphwatchError {
  const what = statusOf(cause) === OVERWRITTEN ? 'was overwritten' : 'no longer exists';
  return new GlyphwatchError('image-gone', `The object ${what}. Nothing to do.`, { cause });
}
