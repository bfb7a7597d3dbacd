import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { CLIENT_TIMEOUTS } from '@glyphwatch/aws-failures';
import { GlyphwatchError } from '@glyphwatch/domain';

export interface BucketClientOptions {
  /** URL of an S3-compatible store; AWS if absent. */
  readonly endpoint?: string | undefined;
  /** If absent, the profile's; for an endpoint, the one that such stores take. */
  readonly region?: string | undefined;
}

/** Most S3-compatible stores take it for their own. */
const ANY_REGION = 'us-east-1';

/** Milliseconds; longer than a laptop that reads images may be too busy to notice an answer. */
const TIMEOUTS = { ...CLIENT_TIMEOUTS, connectionTimeout: 10_000, requestTimeout: 30_000 };

/** With the usual chain of credentials. Fails with `settings-invalid` without a region. */
export async function openBucket({ endpoint, region }: BucketClientOptions): Promise<S3Client> {
  const client = new S3Client({
    requestHandler: TIMEOUTS,
    ...(region ? { region } : {}),
    ...(endpoint ? compatible(endpoint, region) : { followRegionRedirects: true }),
  });
  await client.config.region().catch((cause: unknown) => {
    throw new GlyphwatchError('settings-invalid', 'No AWS region is set. Set AWS_REGION.', {
      cause,
    });
  });
  return client;
}

/**
 * The bucket in the path, because the endpoint has no host name for it, and no checksums that only AWS knows.
 * https://github.com/aws/aws-sdk-js-v3/blob/main/supplemental-docs/MIGRATING.md
 */
function compatible(endpoint: string, region: string | undefined): S3ClientConfig {
  return {
    endpoint,
    region: region || ANY_REGION,
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  };
}
