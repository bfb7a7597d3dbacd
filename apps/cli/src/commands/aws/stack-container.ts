import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Notifier, ResultStore } from '@glyphwatch/domain';
import { SnsNotifier } from '@glyphwatch/sns-notifier';
import { Container, type ServiceIdentifier } from 'inversify';
import type { Io } from '../../terminal/io.ts';
import { type ClientConfig, s3Options, SQS_OPTIONS } from './client-config.ts';
import { type Deployed, lookAt } from './deployed.ts';
import { type Deployment, findStack } from './find-stack.ts';
import { openResults } from './open-results.ts';
import type { StackOptions } from './options.ts';

/** Each command's part: what it works with, opened for the stack that the call means. */
export const STACK_RESULTS = Symbol('stack-results') as ServiceIdentifier<{
  readonly store: ResultStore;
  readonly deployment: Deployment;
}>;
export const STACK_TOPICS = Symbol('stack-topics') as ServiceIdentifier<{
  readonly client: SNSClient;
  readonly notifier: Notifier;
  readonly deployment: Deployment;
}>;
export const STACK_QUEUES = Symbol('stack-queues') as ServiceIdentifier<{
  readonly client: SQSClient;
  readonly deployment: Deployment;
}>;
export const STACK_BACKFILL = Symbol('stack-backfill') as ServiceIdentifier<{
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  readonly deployed: Deployed;
}>;

const DEPLOYMENT = Symbol('deployment') as ServiceIdentifier<Deployment>;
const DYNAMODB = Symbol('dynamodb') as ServiceIdentifier<DynamoDBClient>;
const EVENTS = Symbol('events') as ServiceIdentifier<EventBridgeClient>;
const LAMBDA = Symbol('lambda') as ServiceIdentifier<LambdaClient>;
const S3 = Symbol('s3') as ServiceIdentifier<S3Client>;
const SNS = Symbol('sns') as ServiceIdentifier<SNSClient>;
const SQS = Symbol('sqs') as ServiceIdentifier<SQSClient>;

/** The parts of a deployed pipeline. Clients are loaded and made for those who ask, and destroyed with the container. */
export function stackContainer(options: StackOptions, io: Io): Container {
  const container = new Container({ defaultScope: 'Singleton' });
  container.bind(DEPLOYMENT).toResolvedValue(() => findStack(options, io));
  bindClients(container, io);
  container
    .bind(STACK_RESULTS)
    .toResolvedValue(
      (client, deployment) => ({ store: openResults(client, deployment), deployment }),
      [DYNAMODB, DEPLOYMENT],
    );
  container.bind(STACK_TOPICS).toResolvedValue(
    (client, deployment) => {
      const notifier = new SnsNotifier(client, { topicArn: deployment.parts.Topic });
      return { client, notifier, deployment };
    },
    [SNS, DEPLOYMENT],
  );
  container
    .bind(STACK_QUEUES)
    .toResolvedValue((client, deployment) => ({ client, deployment }), [SQS, DEPLOYMENT]);
  container.bind(STACK_BACKFILL).toResolvedValue(
    (s3, sqs, lambda, events, deployment) => ({
      s3,
      sqs,
      deployed: lookAt({ lambda, events }, deployment),
    }),
    [S3, SQS, LAMBDA, EVENTS, DEPLOYMENT],
  );
  return container;
}

function bindClients(container: Container, io: Io): void {
  const bind = <C extends { destroy(): void }>(
    token: ServiceIdentifier<C>,
    open: (config: ClientConfig) => Promise<C>,
  ) =>
    container
      .bind(token)
      .toResolvedValue(({ config }) => open(config), [DEPLOYMENT])
      .onDeactivation((client) => client.destroy());
  bind(DYNAMODB, async (config) => {
    const { DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
    return new DynamoDBClient(config);
  });
  bind(EVENTS, async (config) => {
    const { EventBridgeClient } = await import('@aws-sdk/client-eventbridge');
    return new EventBridgeClient(config);
  });
  bind(LAMBDA, async (config) => {
    const { LambdaClient } = await import('@aws-sdk/client-lambda');
    return new LambdaClient(config);
  });
  bind(S3, async (config) => {
    const { S3Client } = await import('@aws-sdk/client-s3');
    return new S3Client({ ...config, ...s3Options(io) });
  });
  bind(SNS, async (config) => {
    const { SNSClient } = await import('@aws-sdk/client-sns');
    return new SNSClient(config);
  });
  bind(SQS, async (config) => {
    const { SQSClient } = await import('@aws-sdk/client-sqs');
    return new SQSClient({ ...config, ...SQS_OPTIONS });
  });
}
