import { ruleRights, scanFunctionRights, sweepFunctionRights } from '@glyphwatch/pipeline/rights';
import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Code, EventSourceMapping, type Function } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';
import { concurrencyFor } from '../concurrency.ts';
import { DETECTOR_FILES, detectorFiles } from '../function-code/detector-files.ts';
import { scanSeconds } from '../scan-seconds.ts';
import type { InfraSettings } from '../settings.ts';
import { functionEnvironment } from './function-environment.ts';
import { arnsOf, type FunctionResources } from './function-resources.ts';
import { type NewFunction, newFunction } from './new-function.ts';

const SWEEP_SECONDS = 60;
const SWEEP_MEMORY_MB = 512;
const BATCH_SIZE = 10;
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
  const scan = pipelineFunction(scope, resources, settings, {
    id: 'TextDetection',
    name: settings.names.function,
    handler: 'index.handler',
    description: 'Reads uploaded images and notifies people of the phrases they watch for',
    memorySize: needs.memory,
    timeout: Duration.seconds(scanSeconds(needs)),
    rights: scanFunctionRights(arns, needs),
    replaceableRights: ruleRights(arns),
    environment: {},
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
  return pipelineFunction(scope, resources, settings, {
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

type Work = Omit<NewFunction, 'code'>;

function pipelineFunction(
  scope: Construct,
  resources: FunctionResources,
  settings: InfraSettings,
  { environment, ...work }: Work,
): Function {
  const made = newFunction(scope, settings, {
    ...work,
    code: Code.fromAsset(resources.bundlePath, { exclude: filesToLeaveOut(resources, settings) }),
    environment: { ...functionEnvironment(resources, settings), ...environment },
  });
  acknowledge(made, {
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
