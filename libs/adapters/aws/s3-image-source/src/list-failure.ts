import { failureKind, statusOf, translateFailure } from '@glyphwatch/aws-failures';
import { type GlyphwatchError } from '@glyphwatch/domain';
import type { BucketAddress } from './bucket-address.ts';

const NO_CREDENTIALS =
  'No credentials found, or they have expired. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a profile with AWS_PROFILE.';

export function listFailure(error: unknown, { bucket }: BucketAddress): GlyphwatchError {
  const isUnsigned = failureKind(error) === 'credentials' && statusOf(error) === undefined;
  return translateFailure(error, {
    unavailable: 'source-unavailable',
    misconfigured: 'settings-invalid',
    service: `the bucket ${bucket}`,
    advice: {
      transient: 'Check the endpoint and the network, then try again.',
      denied: `Allow s3:ListBucket on the bucket ${bucket} and s3:GetObject on its objects.`,
      missing: 'Check its name, the endpoint and the region (AWS_REGION).',
      refused: 'Check the bucket, the endpoint and the region (AWS_REGION).',
      credentials: isUnsigned
        ? NO_CREDENTIALS
        : 'Check the access key, its secret, the region (AWS_REGION) and the clock.',
    },
  });
}
