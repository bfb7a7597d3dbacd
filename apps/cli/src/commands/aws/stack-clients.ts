import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { IAMClient } from '@aws-sdk/client-iam';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { S3Client } from '@aws-sdk/client-s3';
import type { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { STSClient } from '@aws-sdk/client-sts';
import type { Container, ServiceIdentifier } from 'inversify';
import type { Io } from '../../terminal/io.ts';
import { type ClientConfig, s3Options, SQS_OPTIONS } from './client-config.ts';
import type { Deployment } from './find-stack.ts';

export const DEPLOYMENT = Symbol('deployment') as ServiceIdentifier<Deployment>;
export const CLOUDWATCH = Symbol('cloudwatch') as ServiceIdentifier<CloudWatchClient>;
export const DYNAMODB = Symbol('dynamodb') as ServiceIdentifier<DynamoDBClient>;
export const EVENTS = Symbol('events') as ServiceIdentifier<EventBridgeClient>;
export const IAM = Symbol('iam') as ServiceIdentifier<IAMClient>;
export const LAMBDA = Symbol('lambda') as ServiceIdentifier<LambdaClient>;
export const QUOTAS = Symbol('quotas') as ServiceIdentifier<ServiceQuotasClient>;
export const S3 = Symbol('s3') as ServiceIdentifier<S3Client>;
export const SNS = Symbol('sns') as ServiceIdentifier<SNSClient>;
export const SQS = Symbol('sqs') as ServiceIdentifier<SQSClient>;
export const STS = Symbol('sts') as ServiceIdentifier<STSClient>;

export interface StackClients {
  readonly cloudWatch: CloudWatchClient;
  readonly dynamo: DynamoDBClient;
  readonly events: EventBridgeClient;
  readonly iam: IAMClient;
  readonly lambda: LambdaClient;
  readonly quotas: ServiceQuotasClient;
  readonly s3: S3Client;
  readonly sns: SNSClient;
  readonly sqs: SQSClient;
  readonly sts: STSClient;
}

/** Each client is loaded and created when first needed, and destroyed with the container. */
export function bindClients(container: Container, io: Io): void {
  const bind = <C extends { destroy(): void }>(
    token: ServiceIdentifier<C>,
    open: (config: ClientConfig) => Promise<C>,
  ) =>
    container
      .bind(token)
      .toResolvedValue(({ config }) => open(config), [DEPLOYMENT])
      .onDeactivation((client) => client.destroy());
  bind(CLOUDWATCH, async (config) => {
    const { CloudWatchClient } = await import('@aws-sdk/client-cloudwatch');
    return new CloudWatchClient(config);
  });
  bind(DYNAMODB, async (config) => {
    const { DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
    return new DynamoDBClient(config);
  });
  bind(EVENTS, async (config) => {
    const { EventBridgeClient } = await import('@aws-sdk/client-eventbridge');
    return new EventBridgeClient(config);
  });
  bind(IAM, async (config) => {
    const { IAMClient } = await import('@aws-sdk/client-iam');
    return new IAMClient(config);
  });
  bind(LAMBDA, async (config) => {
    const { LambdaClient } = await import('@aws-sdk/client-lambda');
    return new LambdaClient(config);
  });
  bind(QUOTAS, async (config) => {
    const { ServiceQuotasClient } = await import('@aws-sdk/client-service-quotas');
    return new ServiceQuotasClient(config);
  });
  bind(S3, async (config) => {
    const { S3Client } = await import('@aws-sdk/client-s3');
    // The doctor also has to look at a bucket that is in the wrong region.
    return new S3Client({ ...config, ...s3Options(io), followRegionRedirects: true });
  });
  bind(SNS, async (config) => {
    const { SNSClient } = await import('@aws-sdk/client-sns');
    return new SNSClient(config);
  });
  bind(SQS, async (config) => {
    const { SQSClient } = await import('@aws-sdk/client-sqs');
    return new SQSClient({ ...config, ...SQS_OPTIONS });
  });
  bind(STS, async (config) => {
    const { STSClient } = await import('@aws-sdk/client-sts');
    return new STSClient(config);
  });
}
