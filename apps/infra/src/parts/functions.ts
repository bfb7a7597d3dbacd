import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import {
  Architecture,
  Code,
  EventSourceMapping,
  Function,
  LoggingFormat,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct, IConstruct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';
import { concurrencyFor } from '../concurrency.ts';
import { messagesPerSecond } from '../messages-per-second.ts';
import type { InfraSettings } from '../settings.ts';
import * as permissions from './permissions.ts';
import type { ResultTables } from './result-tables.ts';
import type { HashKey } from './hash-key.ts';
import type { RuleObjects } from './rule-file.ts';
import type { Topics } from './topics.ts';
import { MAX_RECEIVE_COUNT, type UploadQueue } from './upload-queue.ts';

/** Longer than ten images take one after the other, retries included; the queue's visibility follows from it. */
export const TIMEOUT = Duration.seconds(60);
/** A claim outlives the function that took it, so nobody works on an image whose function still runs. */
const LEASE_SECONDS = 120;
const MEMORY_MB = 512;
const BATCH_SIZE = 10;
/**
 * Lambda lets new objects have 5 % of the memory, and V8 uses it before it tidies up. With less a process stays 45 MB
 * smaller and is not slower (`tools/bench/pipeline/events.ts`).
 */
const NODE_FLAGS = '--max-semi-space-size=8';
const SWEEP_EVERY = Duration.minutes(5);

export interface FunctionParts {
  readonly bundlePath: string;
  readonly bucketName: string;
  readonly uploads: UploadQueue;
  readonly tables: ResultTables;
  readonly topics: Topics;
  readonly bus?: permissions.MessageBus;
  readonly rules: RuleObjects;
  readonly hashKey?: HashKey;
}

export interface Functions {
  readonly scan: Function;
  readonly sweep: Function;
  readonly sweepRule: Rule;
}

export function functions(
  scope: Construct,
  parts: FunctionParts,
  settings: InfraSettings,
): Functions {
  const scan = scanFunction(scope, parts, settings);
  const sweep = sweepFunction(scope, parts, settings);
  const sweepRule = new Rule(scope, 'SweepRule', {
    description: 'Tells what crashes left untold',
    schedule: Schedule.rate(SWEEP_EVERY),
    targets: [
      new LambdaFunction(sweep, {
        deadLetterQueue: parts.uploads.undelivered,
        maxEventAge: Duration.hours(1),
        retryAttempts: 2,
      }),
    ],
  });
  return { scan, sweep, sweepRule };
}

function scanFunction(scope: Construct, parts: FunctionParts, settings: InfraSettings): Function {
  const { uploads, bucketName, rules, hashKey } = parts;
  const scan = newFunction(scope, parts, settings, {
    id: 'TextDetection',
    name: settings.names.function,
    handler: 'index.handler',
    description: 'Reads uploaded images and tells whose text a rule waits for',
    statements: [
      permissions.receiveUploads(uploads.queue),
      ...permissions.readImages(bucketName, settings),
      permissions.detectText(),
      ...permissions.readRules(rules, settings),
      ...(hashKey ? permissions.readHashKey(hashKey) : []),
    ],
  });
  acknowledgeWildcards(scan.role, parts.bucketName, settings);
  const mapping = new EventSourceMapping(scope, 'UploadMapping', {
    target: scan,
    eventSourceArn: uploads.queue.queueArn,
    batchSize: BATCH_SIZE,
    maxConcurrency: concurrencyFor(settings.provider).functions,
    reportBatchItemFailures: true,
  });
  acknowledge(mapping, {
    'Serverless-LambdaEventSourceMappingDestination':
      'A queue’s mapping takes no destination: what fails goes to the queue’s own dead letters.',
  });
  return scan;
}

function acknowledgeWildcards(
  role: IConstruct | undefined,
  bucketName: string,
  { uploads: { prefixes } }: InfraSettings,
): void {
  if (!role) return;
  const names = 'The names of images are not known before they are uploaded.';
  const bucket = findingName(role, bucketName);
  const objects = (prefixes.length > 0 ? prefixes : ['']).map((prefix) => [
    `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::${bucket}/${prefix}*]`,
    names,
  ]);
  acknowledge(role, {
    ...Object.fromEntries(objects),
    'AwsSolutions-IAM5[Resource::*]': 'rekognition:DetectText knows no resources.',
    'Serverless-LambdaStarPermissions': `rekognition:DetectText knows no resources. ${names}`,
  });
}

/** As cdk-nag writes a bucket's name: the reference to a new one in angle brackets. */
function findingName(scope: IConstruct, bucketName: string): string {
  const resolved: unknown = Stack.of(scope).resolve(bucketName);
  if (typeof resolved === 'object' && resolved !== null && 'Ref' in resolved) {
    return `<${String(resolved.Ref)}>`;
  }
  return bucketName;
}

function sweepFunction(scope: Construct, parts: FunctionParts, settings: InfraSettings): Function {
  return newFunction(scope, parts, settings, {
    id: 'Sweep',
    name: `${settings.names.function}-Sweep`,
    handler: 'sweep.handler',
    description: 'Tells what crashes left untold, and counts images that nobody finishes',
    statements: permissions.listResults(parts.tables),
    environment: { PICTURE_LINK: sweepLink(settings) },
  });
}

/** A sweep may not read images, and a link is worth no more than the rights of the role that signed it. */
function sweepLink({ pictureLink }: InfraSettings): string {
  return pictureLink === 'presigned' ? 's3-console' : pictureLink;
}

interface NewFunction {
  readonly id: string;
  readonly name: string;
  readonly handler: string;
  readonly description: string;
  readonly statements: readonly PolicyStatement[];
  readonly environment?: Readonly<Record<string, string>>;
}

function newFunction(
  scope: Construct,
  parts: FunctionParts,
  settings: InfraSettings,
  { id, name, handler, description, statements, environment: own }: NewFunction,
): Function {
  const logGroup = new LogGroup(scope, `${id}Logs`, {
    logGroupName: `/aws/lambda/${name}`,
    retention: settings.retention.logDays,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const role = permissions.lambdaRole(scope, `${id}Role`, [
    ...statements,
    ...permissions.keepResults(parts.tables),
    ...permissions.tell(parts.topics.matches, parts.bus),
    permissions.writeLogs(logGroup),
  ]);
  const made = new Function(scope, id, {
    functionName: name,
    description,
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    code: Code.fromAsset(parts.bundlePath),
    handler,
    memorySize: MEMORY_MB,
    timeout: TIMEOUT,
    role,
    logGroup,
    loggingFormat: LoggingFormat.JSON,
    environment: { ...environment(parts, settings), ...own, NODE_OPTIONS: NODE_FLAGS },
  });
  acknowledge(made, {
    'Serverless-LambdaTracing':
      'The X-Ray SDK ends in 2027 and the permission for it is a wildcard. Steps are timed by metrics.',
    'Serverless-LambdaDLQ':
      'It is invoked by a queue or a rule, each with a dead-letter queue of its own.',
  });
  return made;
}

/** What the function reads; its settings are checked when it starts. */
function environment(parts: FunctionParts, settings: InfraSettings): Record<string, string> {
  const { bucketName, uploads, tables, topics, bus, rules, hashKey } = parts;
  const { provider, notifyOn, pictureLink, consoleAddress, logImageIds } = settings;
  const { functions, images } = concurrencyFor(provider);
  return {
    IMAGE_BUCKET: bucketName,
    QUEUE_URL: uploads.queue.queueUrl,
    MAX_RECEIVE_COUNT: String(MAX_RECEIVE_COUNT),
    METADATA_TABLE: tables.results.tableName,
    MATCHES_TABLE: tables.matches.tableName,
    RULES_BUCKET: rules.bucket,
    RULES_KEY: rules.key,
    TOPIC_ARN: topics.matches.topicArn,
    NOTIFY_ON: notifyOn.join(','),
    MESSAGES_PER_SECOND: String(messagesPerSecond(functions)),
    PICTURE_LINK: pictureLink,
    ...(consoleAddress === undefined ? {} : { CONSOLE_ADDRESS: consoleAddress }),
    ...(hashKey ? { HASH_KEY_SECRET: hashKey.arn } : {}),
    ...(bus ? { EVENT_BUS_NAME: bus.eventBusName } : {}),
    CONCURRENCY: String(images),
    LEASE_SECONDS: String(LEASE_SECONDS),
    // Functions share the quota.
    CALLS_PER_SECOND: String(provider.detectionsPerSecond / functions),
    DETECTOR: JSON.stringify({ name: provider.name, minConfidence: provider.minConfidence }),
    COST_PER_IMAGE: String(provider.costPerImage),
    LOG_IMAGE_IDS: logImageIds,
  };
}
