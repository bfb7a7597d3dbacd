import { Duration } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';
import type { InfraSettings } from '../settings.ts';
import { createdPattern, deletedPattern } from '../upload-pattern.ts';

/** AWS recommends six times the function's timeout, so that no message returns while it is processed. */
const VISIBILITY_PER_TIMEOUT = 6;
/** With the function's backoff this bridges an outage of about 3 hours before anything becomes a dead letter. */
export const MAX_RECEIVE_COUNT = 20;
const DEAD_LETTER_DAYS = 14;
/** EventBridge's maximum. */
const HAND_OVER_HOURS = 24;

export interface UploadQueue {
  readonly queue: Queue;
  /** What the function could not process. */
  readonly deadLetters: Queue;
  /** What EventBridge could not deliver. */
  readonly undelivered: Queue;
  readonly uploadRule: Rule;
  readonly deletionRule: Rule;
}

/** Events about the bucket's images, kept until they have been processed. */
export function uploadQueue(
  scope: Construct,
  bucketName: string,
  timeout: Duration,
  { uploads: filters, retention }: InfraSettings,
): UploadQueue {
  const deadLetters = deadLetterQueue(scope, 'UploadDeadLetters');
  const undelivered = deadLetterQueue(scope, 'UndeliveredEvents');
  const queue = new Queue(scope, 'Uploads', {
    // EventBridge cannot write to a queue with the AWS-managed KMS key.
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    visibilityTimeout: Duration.seconds(timeout.toSeconds() * VISIBILITY_PER_TIMEOUT),
    retentionPeriod: Duration.days(retention.queueDays),
    deadLetterQueue: { queue: deadLetters, maxReceiveCount: MAX_RECEIVE_COUNT },
  });
  const target = () =>
    new SqsQueue(queue, {
      deadLetterQueue: undelivered,
      maxEventAge: Duration.hours(HAND_OVER_HOURS),
      retryAttempts: 185,
    });
  const uploadRule = new Rule(scope, 'UploadRule', {
    description: 'Images that were uploaded or changed, to be scanned',
    eventPattern: createdPattern({ bucketName, filters }),
    targets: [target()],
  });
  const deletionRule = new Rule(scope, 'DeletionRule', {
    description: 'Images that were deleted, to be marked as gone',
    eventPattern: deletedPattern({ bucketName, filters }),
    targets: [target()],
  });
  return { queue, deadLetters, undelivered, uploadRule, deletionRule };
}

export function deadLetterQueue(scope: Construct, id: string): Queue {
  const queue = new Queue(scope, id, {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(DEAD_LETTER_DAYS),
  });
  acknowledge(queue, {
    'AwsSolutions-SQS3': 'It is a dead-letter queue itself.',
    'Serverless-SQSRedrivePolicy': 'It is a dead-letter queue itself.',
  });
  return queue;
}
