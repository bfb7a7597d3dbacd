import { failureName, translateFailure } from '@glyphwatch/aws-failures';
import { GlyphwatchError, type ImageAddress } from '@glyphwatch/domain';
import type { AskObject, ObjectState } from '@glyphwatch/provider';

/** https://docs.aws.amazon.com/rekognition/latest/dg/limits.html */
const LIMITS = 'JPEG or PNG, at most 15 MB, at least 80 pixels on each side';

/** What Rekognition will say about this image on every try. */
const REFUSALS: Readonly<Record<string, string>> = {
  InvalidImageFormatException: 'The content is neither JPEG nor PNG, or it is damaged.',
  ImageTooLargeException: 'The image has too many bytes.',
  InvalidParameterException: 'Rekognition does not take this image or its name.',
};

/** Translates once, here. https://docs.aws.amazon.com/rekognition/latest/dg/error-handling.html */
export async function failureOf(
  error: unknown,
  address: ImageAddress,
  askObject: AskObject,
): Promise<GlyphwatchError> {
  const name = failureName(error);
  const refusal = REFUSALS[name];
  if (refusal !== undefined) return unsupported(refusal + saidOf(name, error), error);
  if (name === 'InvalidS3ObjectException') return unreadable(error, address, askObject);
  return translated(error);
}

const LONGEST_SAYING = 300;

/** The image's fault or ours: what Rekognition says of the parameters is the only clue to which. It never read text. */
function saidOf(name: string, error: unknown): string {
  if (name !== 'InvalidParameterException' || !(error instanceof Error)) return '';
  return ` Rekognition says: ${error.message.slice(0, LONGEST_SAYING)}.`;
}

function unsupported(reason: string, cause: unknown): GlyphwatchError {
  return new GlyphwatchError('image-unsupported', `${reason} Rekognition reads ${LIMITS}.`, {
    cause,
  });
}

/** Rekognition has one name for "not there", "not here" and "not allowed"; S3 tells them apart. */
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
    'The object is there, but Rekognition cannot read it. Check that the bucket is in the region that Rekognition is called in, that the role has s3:GetObject and s3:GetObjectVersion on it, that it has kms:Decrypt when the object is encrypted with a KMS key, and that no bucket policy denies requests from elsewhere.',
  denied:
    'Neither Rekognition nor this role can read the object. Give the role s3:GetObject and s3:GetObjectVersion on it, kms:Decrypt when it is encrypted with a KMS key, and s3:ListBucket on the bucket, so that an object that was removed can be told from one that is denied.',
};

function translated(error: unknown): GlyphwatchError {
  return translateFailure(error, {
    unavailable: 'detector-unavailable',
    misconfigured: 'detector-misconfigured',
    service: 'Rekognition',
    advice: {
      transient:
        'Try again; if it stays so, lower the rate of calls or raise the quota "DetectText transactions per second" in Service Quotas.',
      denied: 'Give the role rekognition:DetectText on all resources.',
      missing: 'Check the region: Rekognition is not offered in all of them.',
    },
  });
}
