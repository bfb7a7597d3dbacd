import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CLIENT_TIMEOUTS } from '@glyphwatch/aws-failures';
import type { Io } from '../../terminal/io.ts';
import { invalid } from '../../terminal/invalid.ts';

/** For every client; the SDK finds credentials and endpoints itself. */
export interface ClientConfig {
  readonly region: string;
  readonly requestHandler: typeof CLIENT_TIMEOUTS;
}

/**
 * The SDK would otherwise call the host in the queue's URL, which may be AWS, even if `AWS_ENDPOINT_URL` is local.
 */
export const SQS_OPTIONS = { useQueueUrlAsEndpoint: false } as const;

/** The SDK puts the bucket into the host name, which a local endpoint (`AWS_ENDPOINT_URL`) cannot resolve. */
export function s3Options({ env }: Pick<Io, 'env'>): { readonly forcePathStyle: boolean } {
  return { forcePathStyle: Boolean(env['AWS_ENDPOINT_URL_S3'] ?? env['AWS_ENDPOINT_URL']) };
}

export async function clientConfig(
  given: string | undefined,
  { env }: Pick<Io, 'env'>,
): Promise<ClientConfig> {
  // The AWS CLI reads the second variable, the SDK for JavaScript does not.
  const region = given || env['AWS_REGION'] || env['AWS_DEFAULT_REGION'] || (await profileRegion());
  return { region, requestHandler: CLIENT_TIMEOUTS };
}

async function profileRegion(): Promise<string> {
  const client = new CloudFormationClient({});
  try {
    return await client.config.region();
  } catch (cause) {
    const message =
      'No AWS region is set. Give --region (such as --region eu-central-1) or set AWS_REGION.';
    throw invalid(message, cause);
  } finally {
    client.destroy();
  }
}
