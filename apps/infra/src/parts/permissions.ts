import { ACTIONS, RESULTS } from '@glyphwatch/dynamodb-result-store';
import { Aws } from 'aws-cdk-lib';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { InfraSettings } from '../settings.ts';
import type { HashKey } from './hash-key.ts';
import type { ResultTables } from './result-tables.ts';
import type { RuleObjects } from './rule-file.ts';

export type MessageBus = Pick<EventBus, 'eventBusArn' | 'eventBusName'>;

/** What the notifier publishes as. */
const EVENT_SOURCE = 'glyphwatch';

export function lambdaRole(
  scope: Construct,
  id: string,
  statements: readonly PolicyStatement[],
): Role {
  return new Role(scope, id, {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    inlinePolicies: { work: new PolicyDocument({ statements: [...statements] }) },
  });
}

export function writeLogs(logGroup: ILogGroup): PolicyStatement {
  return allow('Logs', ['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn]);
}

export function receiveUploads(queue: IQueue): PolicyStatement {
  const actions = [
    'ReceiveMessage',
    'DeleteMessage',
    'ChangeMessageVisibility',
    'GetQueueAttributes',
  ];
  return allow(
    'Queue',
    actions.map((action) => `sqs:${action}`),
    [queue.queueArn],
  );
}

/**
 * Rekognition reads the image with these rights; a named version needs its own action. Without `ListBucket` an image
 * that is gone looks like one that is forbidden.
 */
export function readImages(
  bucketName: string,
  { uploads: { prefixes }, bucket: { keyArn } }: InfraSettings,
): PolicyStatement[] {
  const bucketArn = `arn:${Aws.PARTITION}:s3:::${bucketName}`;
  const objects = (prefixes.length > 0 ? prefixes : ['']).map(
    (prefix) => `${bucketArn}/${prefix}*`,
  );
  return [
    allow('Images', ['s3:GetObject', 's3:GetObjectVersion'], objects),
    allow('TellGoneFromForbidden', ['s3:ListBucket'], [bucketArn]),
    ...(keyArn ? [allow('ImageKey', ['kms:Decrypt'], [keyArn])] : []),
  ];
}

/** The service knows no resources: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonrekognition.html */
export function detectText(): PolicyStatement {
  return allow('DetectText', ['rekognition:DetectText'], ['*']);
}

export function readRules(
  { arns }: RuleObjects,
  { rules: { keyArn } }: InfraSettings,
): PolicyStatement[] {
  return [
    allow('Rules', ['s3:GetObject'], arns),
    ...(keyArn ? [allow('RuleKey', ['kms:Decrypt'], [keyArn])] : []),
  ];
}

export function readHashKey({ arn, keyArn }: HashKey): PolicyStatement[] {
  return [
    allow('HashKey', ['secretsmanager:GetSecretValue'], [arn]),
    ...(keyArn ? [allow('HashKeyKey', ['kms:Decrypt'], [keyArn])] : []),
  ];
}

export function keepResults({ results, matches, key }: ResultTables): PolicyStatement[] {
  return [
    allow('KeepResults', ACTIONS.scan.results, [results.tableArn]),
    allow('KeepMatches', ACTIONS.scan.matches, [matches.tableArn]),
    ...useKey(key?.keyArn),
  ];
}

/** A sweep lists images by status and what waits, never what matched. */
export function listResults({ results }: ResultTables): PolicyStatement[] {
  const indexes = RESULTS.indexes
    .filter(({ name }) => name !== 'ByMatch')
    .map(({ name }) => `${results.tableArn}/index/${name}`);
  return [
    allow('ListResults', ACTIONS.list.results, [results.tableArn]),
    allow('ListByIndex', ACTIONS.list.resultIndexes, indexes),
  ];
}

export function tell(topic: ITopic, bus: MessageBus | undefined): PolicyStatement[] {
  return [
    allow('TellPeople', ['sns:Publish'], [topic.topicArn]),
    ...(bus
      ? [allow('TellMachines', ['events:PutEvents'], [bus.eventBusArn], onlyOwnEvents())]
      : []),
  ];
}

function useKey(keyArn: string | undefined): PolicyStatement[] {
  if (keyArn === undefined) return [];
  // What DynamoDB needs of a table's key: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
  const actions = ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'];
  return [allow('TableKey', actions, [keyArn])];
}

function onlyOwnEvents() {
  return { StringEquals: { 'events:source': EVENT_SOURCE } };
}

function allow(
  sid: string,
  actions: readonly string[],
  resources: readonly string[],
  conditions?: Readonly<Record<string, unknown>>,
): PolicyStatement {
  const base = { sid, actions: [...actions], resources: [...resources] };
  return new PolicyStatement(conditions ? { ...base, conditions } : base);
}
