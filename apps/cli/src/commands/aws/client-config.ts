import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CLIENT_TIMEOUTS } from '@glyphwatch/aws-failures';
import { GlyphwatchError } from '@glyphwatch/domain';
import type { Io } from '../../terminal/io.ts';

/** What every client gets; credentials and endpoints are the SDK's own to find. */
export interface ClientConfig {
  readonly region: string;
  readonly requestHandler: typeof CLIENT_TIMEOUTS;
}

/**
 * A queue's URL names its host; asked there, calls would go to AWS although an endpoint on this machine is set.
 */
export const SQS_OPTIONS = { useQueueUrlAsEndpoint: false } as const;

/** Buckets are host names at AWS, which an endpoint on this machine (`AWS_ENDPOINT_URL`) cannot be asked by. */
export function s3Options({ env }: Pick<Io, 'env'>): { readonly forcePathStyle: boolean } {
  return { forcePathStyle: Boolean(env['AWS_ENDPOINT_URL_S3'] ?? env['AWS_ENDPOINT_URL']) };
}

export async function clientConfig(
  given: string | undefined,
  { env }: Pick<Io, 'env'>,
): Promise<ClientConfig> {
  // The CLI of AWS knows the second name, its SDK for JavaScript does not.
  const region = given || env['AWS_REGION'] || env['AWS_DEFAULT_REGION'] || (await ofProfile());
  return { region, requestHandler: CLIENT_TIMEOUTS };
}

async function ofProfile(): Promise<string> {
  const client = new CloudFormationClient({});
  try {
    return await client.config.region();
  } catch (cause) {
    const message =
      'Which region? Name it with --region or AWS_REGION, e.g. --region eu-central-1.';
    throw new GlyphwatchError('settings-invalid', message, { cause });
  } finally {
    client.destroy();
  }
}
