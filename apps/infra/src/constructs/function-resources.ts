import type { PipelineArns } from '@glyphwatch/pipeline/rights';
import { Aws } from 'aws-cdk-lib';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import type { InfraSettings } from '../settings.ts';
import type { HashKey } from './hash-key.ts';
import type { ResultTables } from './result-tables.ts';
import type { RuleObjects } from './rule-file.ts';
import type { Topics } from './topics.ts';
import type { UploadQueue } from './upload-queue.ts';

export type MessageBus = Pick<EventBus, 'eventBusArn' | 'eventBusName'>;

/** What the functions work with. */
export interface FunctionResources {
  readonly bundlePath: string;
  readonly bucketName: string;
  readonly uploads: UploadQueue;
  readonly tables: ResultTables;
  readonly topics: Topics;
  readonly bus?: MessageBus | undefined;
  readonly rules: RuleObjects;
  readonly hashKey?: HashKey | undefined;
}

export function arnsOf(
  { bucketName, uploads, rules, tables, topics, bus, hashKey }: FunctionResources,
  { uploads: { prefixes }, bucket: { keyArn }, rules: { keyArn: ruleKeyArn }, keep }: InfraSettings,
): PipelineArns {
  return {
    queue: uploads.queue.queueArn,
    images: { bucketArn: `arn:${Aws.PARTITION}:s3:::${bucketName}`, prefixes, keyArn },
    rules: { objects: rules.arns, keyArn: ruleKeyArn },
    tables: {
      results: tables.results.tableArn,
      matches: tables.matches.tableArn,
      deliveries: tables.deliveries.tableArn,
      alerts: tables.alerts.tableArn,
      key: tables.key?.keyArn,
    },
    topic: { arn: topics.matches.topicArn, key: topics.key?.keyArn },
    bus: bus?.eventBusArn,
    hashKey,
    purges: keep.results !== undefined || keep.matches !== undefined,
  };
}
