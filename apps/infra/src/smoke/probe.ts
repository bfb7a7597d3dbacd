import { CfnOutput, Duration } from 'aws-cdk-lib';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { acknowledge } from '../acknowledge.ts';
import type { PipelineStack } from '../pipeline-stack.ts';

/** A queue in the stack that hears what people and systems are told, and the output that names it. */
export function addProbe(stack: PipelineStack): void {
  const queue = new Queue(stack, 'Probe', {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.hours(1),
  });
  acknowledge(queue, {
    'AwsSolutions-SQS3': 'It is read once, by the smoke test, and removed with the stack.',
    'Serverless-SQSRedrivePolicy':
      'It is read once, by the smoke test, and removed with the stack.',
  });
  stack.topics.matches.addSubscription(
    new SqsSubscription(queue, { deadLetterQueue: stack.topics.undelivered }),
  );
  if (stack.bus) {
    new Rule(stack, 'ProbeRule', {
      eventBus: EventBus.fromEventBusArn(stack, 'ProbeBus', stack.bus.eventBusArn),
      eventPattern: { source: ['glyphwatch'] },
      targets: [new SqsQueue(queue, { deadLetterQueue: stack.topics.undelivered })],
    });
  }
  new CfnOutput(stack, 'ProbeOutput', { value: queue.queueUrl });
}
