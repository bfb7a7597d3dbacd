import { failureName, translateFailure } from '@glyphwatch/aws-failures';
import { GlyphwatchError, type ImageAddress } from '@glyphwatch/domain';
import type { AskObject, ObjectState } from '@glyphwatch/provider';

/** https://docs.aws.amazon.com/rekognition/latest/dg/limits.html */
const LIMITS = 'JPEG or PNG, at most 15 MB, at least 80 pixels on each side';
const ELSEWHERE =
  'On your machine, the detector onnx also reads GIF, WebP, TIFF, AVIF, BMP and PDF, with all their pages.';

/** Rekognition will refuse this image on every try. */
const REFUSALS: Readonly<Record<string, string>> = {
  InvalidImageFormatException: `The content is neither JPEG nor PNG, or it is damaged. ${ELSEWHERE}`,
  ImageTooLargeException: 'The image has too many bytes.',
  InvalidParameterException: 'Rekognition does not accept this image or its key.',
};

/** https://docs.aws.amazon.com/rekognition/latest/dg/error-handling.html */
export async function failureOf(
  error: unknown,
  address: ImageAddress,
  askObject: AskObject,
): Promise<GlyphwatchError> {
  const name = failureName(error);
  const refusal = REFUSALS[name];
  if (refusal !== undefined) return unsupported(refusal + quoteOf(name, error), error);
  if (name === 'InvalidS3ObjectException') return unreadable(error, address, askObject);
  return translated(error);
}

const LONGEST_QUOTE = 300;

/** Only Rekognition's message tells which parameter is wrong. It contains no detected text. */
function quoteOf(name: string, error: unknown): string {
  if (name !== 'InvalidParameterException' || !(error instanceof Error)) return '';
  return ` Rekognition says: ${error.message.slice(0, LONGEST_QUOTE)}.`;
}

function unsupported(reason: string, cause: unknown): GlyphwatchError {
  return new GlyphwatchError('image-unsupported', `${reason} Rekognition reads ${LIMITS}.`, {
    cause,
  });
}

/** Rekognition has one name for missing, in another region and denied; S3 tells them apart. */
async function unreadable(
  cause: unknown,
  address: ImageAddress,
  askObject: AskObject,
): Promise<GlyphwatchError> {
  const state = await askObject(address).catch(translated);
  if (state instanceof Error) return state;
  if (state === 'gone') {
    return new GlyphwatchError('image-gone', 'The object was removed before it was read.', {
      cause,
    });
  }
  return new GlyphwatchError('detector-misconfigured', ADVICE[state], { cause });
}

const ADVICE: Readonly<Record<Exclude<ObjectState, 'gone'>, string>> = {
  there:
    'The object exists, but Rekognition cannot read it. Check that the bucket is in the same region as Rekognition, that the role has s3:GetObject and s3:GetObjectVersion on the object and kms:Decrypt on its KMS key, and that no bucket policy denies the request.',
  denied:
    'Neither Rekognition nor this role can read the object. Give the role s3:GetObject and s3:GetObjectVersion on it, kms:Decrypt on its KMS key, and s3:ListBucket on the bucket, without which S3 answers the same for a missing object.',
};

function translated(error: unknown): GlyphwatchError {
  return translateFailure(error, {
    unavailable: 'detector-unavailable',
    misconfigured: 'detector-misconfigured',
    service: 'Rekognition',
    advice: {
      transient:
        'Try again; if it persists, lower the rate of calls or raise the quota "DetectText transactions per second" in Service Quotas.',
      denied: 'Give the role rekognition:DetectText on all resources.',
      missing: 'Check the region: not all of them offer Rekognition.',
    },
  });
}
