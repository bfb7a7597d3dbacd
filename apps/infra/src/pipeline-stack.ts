import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import { alarms } from './constructs/alarms.ts';
import { deployedConsole } from './constructs/console/console.ts';
import { dashboard } from './constructs/dashboard.ts';
import type { MessageBus } from './constructs/function-resources.ts';
import { functions } from './constructs/functions.ts';
import { hashKey } from './constructs/hash-key.ts';
import { imageBucket } from './constructs/image-bucket.ts';
import { resultTables } from './constructs/result-tables.ts';
import { ruleObjects } from './constructs/rule-file.ts';
import { type Topics, topics as newTopics } from './constructs/topics.ts';
import { uploadQueue } from './constructs/upload-queue.ts';
import { scanSeconds } from './scan-seconds.ts';
import type { InfraSettings } from './settings.ts';

export interface PipelineStackOptions {
  readonly settings: InfraSettings;
  /** The settings file's folder; the rule file's path is relative to it. */
  readonly folder: string;
  /** The function's code: `functionCode`. */
  readonly bundlePath: string;
  /** The code of the console's function: `consoleCode`; needed if the settings ask for it. */
  readonly consolePath?: string | undefined;
}

/** Everything between upload and mail. */
export class PipelineStack extends Stack {
  readonly topics: Topics;
  readonly bus: MessageBus | undefined;

  constructor(
    scope: Construct,
    { settings, folder, bundlePath, consolePath }: PipelineStackOptions,
  ) {
    super(scope, settings.stack, {
      description: 'Glyphwatch: notifies people when an image shows a phrase they watch for',
    });
    const { bucketName } = imageBucket(this, settings);
    const timeout = Duration.seconds(scanSeconds(settings.detector.needs));
    const uploads = uploadQueue(this, bucketName, timeout, settings);
    this.topics = newTopics(this, settings);
    this.bus = eventBus(this, settings);
    const { topics, bus } = this;
    const tables = resultTables(this, settings);
    const resources = {
      bundlePath,
      bucketName,
      uploads,
      rules: ruleObjects(this, folder, settings),
      tables,
      topics,
      bus,
      hashKey: hashKey(this, settings),
    };
    const console =
      consolePath === undefined
        ? undefined
        : deployedConsole(this, { consolePath, bucketName, tables }, settings);
    const { consoleAddress = console?.address } = settings;
    const made = functions(this, resources, { ...settings, consoleAddress });
    alarms(this, { uploads, functions: made, topics, console: console?.function });
    dashboard(this, settings.stack, { uploads, functions: made, topics });
    this.#output({
      Bucket: bucketName,
      Queue: uploads.queue.queueUrl,
      DeadLetters: uploads.deadLetters.queueUrl,
      UndeliveredEvents: uploads.undelivered.queueUrl,
      UndeliveredMessages: topics.undelivered.queueUrl,
      Topic: topics.matches.topicArn,
      AlarmTopic: topics.alarms.topicArn,
      MetadataTable: tables.results.tableName,
      MatchesTable: tables.matches.tableName,
      DeliveriesTable: tables.deliveries.tableName,
      AlertsTable: tables.alerts.tableName,
      Function: made.scan.functionName,
      SweepFunction: made.sweep.functionName,
      UploadRule: uploads.uploadRule.ruleName,
      DeletionRule: uploads.deletionRule.ruleName,
      SweepRule: made.sweepRule.ruleName,
      ...console?.outputs,
    });
  }

  #output(values: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(values))
      new CfnOutput(this, `${name}Output`, { value });
  }
}

function eventBus(scope: Construct, { bus, names }: InfraSettings): MessageBus | undefined {
  if (!bus.enabled) return undefined;
  if (bus.existing) return EventBus.fromEventBusName(scope, 'Bus', bus.existing);
  return new EventBus(scope, 'Bus', { eventBusName: names.bus });
}
