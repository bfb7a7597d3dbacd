import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { ANY_CREDENTIALS, type Emulators } from './emulators.ts';
import type { AccessControl } from './iam/access-control.ts';
import type { StackResources } from './template/read-resources.ts';

const SNS = 'sns.amazonaws.com';

/** Subscribes the template's queues to its topics. Fails if a queue's policy does not admit its topic: AWS would drop the messages. */
export async function subscribeQueues(
  { subscriptions }: StackResources,
  accessControl: AccessControl,
  { fauxqs: endpoint }: Emulators,
  region: string,
): Promise<void> {
  const sns = new SNSClient({ endpoint, region, credentials: ANY_CREDENTIALS });
  for (const { topicArn, protocol, endpoint: queueArn, filterPolicy } of subscriptions) {
    if (protocol !== 'sqs') continue;
    if (filterPolicy) throw new Error('The local stack has no filters for queues.');
    const context = { 'aws:SourceArn': topicArn };
    const access = { action: 'sqs:SendMessage', resource: queueArn, context };
    if (!accessControl.serviceMay(SNS, access))
      throw new Error(`The policy of ${queueArn} does not admit ${topicArn}.`);
    const subscription = { TopicArn: topicArn, Protocol: protocol, Endpoint: queueArn };
    await sns.send(new SubscribeCommand(subscription));
  }
  sns.destroy();
}
