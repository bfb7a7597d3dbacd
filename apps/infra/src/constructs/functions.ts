import { ruleRights, scanFunctionRights, sweepFunctionRights } from '@glyphwatch/pipeline/rights';
import type { Right } from '@glyphwatch/provider';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
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
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';
import { concurrencyFor } from '../concurrency.ts';
import { DETECTOR_FILES, detectorFiles } from '../function-code/detector-files.ts';
import { scanSeconds } from '../scan-seconds.ts';
import type { InfraSettings } from '../settings.ts';
import { functionEnvironment } from './function-environment.ts';
import { arnsOf, type FunctionResources } from './function-resources.ts';
import { addReplaceableRights, lambdaRole } from './lambda-role.ts';

const SWEEP_SECONDS = 60;
const SWEEP_MEMORY_MB = 512;
const BATCH_SIZE = 10;
/**
 * Lambda lets new objects have 5 % of the memory, and V8 uses it before it tidies up. With less a process stays 45 MB
 * smaller and is not slower (`tools/bench/pipeline/events.ts`).
 */
const NODE_FLAGS = '--max-semi-space-size=8';
const ARCHITECTURES = { arm64: Architecture.ARM_64, x64: Architecture.X86_64 } as const;
const SWEEP_EVERY = Duration.minutes(1);

export interface Functions {
  readonly scan: Function;
  readonly sweep: Function;
  readonly sweepRule: Rule;
}

export function functions(
  scope: Construct,
  resources: FunctionResources,
  settings: InfraSettings,
): Functions {
  const scan = scanFunction(scope, resources, settings);
  const sweep = sweepFunction(scope, resources, settings);
  const sweepRule = new Rule(scope, 'SweepRule', {
    description: 'Tells what is due and what a crash left untold',
    schedule: Schedule.rate(SWEEP_EVERY),
    targets: [
      new LambdaFunction(sweep, {
        deadLetterQueue: resources.uploads.undelivered,
        maxEventAge: Duration.hours(1),
        retryAttempts: 2,
      }),
    ],
  });
  return { scan, sweep, sweepRule };
}

function scanFunction(
  scope: Construct,
  resources: FunctionResources,
  settings: InfraSettings,
): Function {
  const { needs } = settings.detector;
  const arns = arnsOf(resources, settings);
  const scan = newFunction(scope, resources, settings, {
    id: 'TextDetection',
    name: settings.names.function,
    handler: 'index.handler',
    description: 'Reads uploaded images and notifies people of the phrases they watch for',
    memorySize: needs.memory,
    timeout: Duration.seconds(scanSeconds(needs)),
    rights: scanFunctionRights(arns, needs),
    replaceableRights: ruleRights(arns),
  });
  const mapping = new EventSourceMapping(scope, 'UploadMapping', {
    target: scan,
    eventSourceArn: resources.uploads.queue.queueArn,
    batchSize: BATCH_SIZE,
    maxConcurrency: concurrencyFor(needs).functions,
    reportBatchItemFailures: true,
  });
  acknowledge(mapping, {
    'Serverless-LambdaEventSourceMappingDestination':
      'The mapping of a queue has no destination: what fails goes to the queue’s own dead-letter queue.',
  });
  return scan;
}

function sweepFunction(
  scope: Construct,
  resources: FunctionResources,
  settings: InfraSettings,
): Function {
  const arns = arnsOf(resources, settings);
  return newFunction(scope, resources, settings, {
    id: 'Sweep',
    name: `${settings.names.function}-Sweep`,
    handler: 'sweep.handler',
    description: 'Tells what is due and what a crash left untold, and counts stuck images',
    memorySize: SWEEP_MEMORY_MB,
    timeout: Duration.seconds(SWEEP_SECONDS),
    rights: sweepFunctionRights(arns),
    replaceableRights: ruleRights(arns),
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
  readonly memorySize: number;
  readonly timeout: Duration;
  readonly rights: readonly Right[];
  readonly replaceableRights: readonly Right[];
  readonly environment?: Readonly<Record<string, string>>;
}

function newFunction(
  scope: Construct,
  resources: FunctionResources,
  settings: InfraSettings,
  { id, name, rights, replaceableRights, environment, ...properties }: NewFunction,
): Function {
  const logGroup = new LogGroup(scope, `${id}Logs`, {
    logGroupName: `/aws/lambda/${name}`,
    retention: settings.retention.logDays,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const role = lambdaRole(scope, `${id}Role`, [...rights, logRight(logGroup)]);
  addReplaceableRights(role, 'Rules', replaceableRights);
  const made = new Function(scope, id, {
    ...properties,
    functionName: name,
    runtime: Runtime.NODEJS_24_X,
    architecture: ARCHITECTURES[settings.architecture],
    code: Code.fromAsset(resources.bundlePath, { exclude: filesToLeaveOut(resources, settings) }),
    role,
    logGroup,
    loggingFormat: LoggingFormat.JSON,
    environment: {
      ...functionEnvironment(resources, settings),
      ...environment,
      NODE_OPTIONS: NODE_FLAGS,
    },
  });
  acknowledge(made, {
    'Serverless-LambdaTracing':
      'The X-Ray SDK ends in 2027 and the permission for it is a wildcard. Steps are timed by metrics.',
    'Serverless-LambdaDLQ':
      'It is invoked by a queue or a rule, each with a dead-letter queue of its own.',
  });
  return made;
}

/** The code of detectors that were not chosen, and the list that the build made of it. */
function filesToLeaveOut({ bundlePath }: FunctionResources, { detector }: InfraSettings): string[] {
  const files = Object.entries(detectorFiles(bundlePath));
  const unused = files.filter(([name]) => !detector.names.includes(name));
  return [DETECTOR_FILES, ...unused.flatMap(([, own]) => own)];
}

function logRight({ logGroupArn }: LogGroup): Right {
  const actions = ['logs:CreateLogStream', 'logs:PutLogEvents'];
  return { sid: 'Logs', actions, resources: [logGroupArn] };
}
