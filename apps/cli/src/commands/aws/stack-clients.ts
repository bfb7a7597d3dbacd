import type { Container, ServiceIdentifier } from 'inversify';
import type { Io } from '../../terminal/io.ts';
import { type ClientConfig, s3Options, SQS_OPTIONS } from './client-config.ts';
import type { Deployment } from './find-stack.ts';

/** Each client is loaded when first needed. */
const OPEN = {
  cloudWatch: async (config: ClientConfig) =>
    new (await import('@aws-sdk/client-cloudwatch')).CloudWatchClient(config),
  dynamo: async (config: ClientConfig) =>
    new (await import('@aws-sdk/client-dynamodb')).DynamoDBClient(config),
  events: async (config: ClientConfig) =>
    new (await import('@aws-sdk/client-eventbridge')).EventBridgeClient(config),
  iam: async (config: ClientConfig) => new (await import('@aws-sdk/client-iam')).IAMClient(config),
  lambda: async (config: ClientConfig) =>
    new (await import('@aws-sdk/client-lambda')).LambdaClient(config),
  quotas: async (config: ClientConfig) =>
    new (await import('@aws-sdk/client-service-quotas')).ServiceQuotasClient(config),
  s3: async (config: ClientConfig, io: Io) => {
    const { S3Client } = await import('@aws-sdk/client-s3');
    // The doctor also has to look at a bucket that is in the wrong region.
    return new S3Client({ ...config, ...s3Options(io), followRegionRedirects: true });
  },
  sns: async (config: ClientConfig) => new (await import('@aws-sdk/client-sns')).SNSClient(config),
  sqs: async (config: ClientConfig) =>
    new (await import('@aws-sdk/client-sqs')).SQSClient({ ...config, ...SQS_OPTIONS }),
  sts: async (config: ClientConfig) => new (await import('@aws-sdk/client-sts')).STSClient(config),
};

type Name = keyof typeof OPEN;
export type StackClients = { readonly [N in Name]: Awaited<ReturnType<(typeof OPEN)[N]>> };

export const DEPLOYMENT = Symbol('deployment') as ServiceIdentifier<Deployment>;

/** The token of each client. */
export const CLIENT = Object.fromEntries(Object.keys(OPEN).map((name) => [name, Symbol(name)])) as {
  readonly [N in Name]: ServiceIdentifier<StackClients[N]>;
};

/** Each client is created when first needed, and destroyed with the container. */
export function bindClients(container: Container, io: Io): void {
  for (const name of Object.keys(OPEN) as Name[]) {
    container
      .bind<{ destroy(): void }>(CLIENT[name])
      .toResolvedValue(({ config }) => OPEN[name](config, io), [DEPLOYMENT])
      .onDeactivation((client) => client.destroy());
  }
}
