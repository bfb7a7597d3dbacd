import { paginateListSubscriptionsByTopic, type SNSClient } from '@aws-sdk/client-sns';
import type { MailSubscription } from './describe-deployment.ts';

/** Instead of an ARN until the subscriber confirms. */
const PENDING = 'PendingConfirmation';

/** https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html */
export async function listMailSubscriptions(
  client: SNSClient,
  TopicArn: string,
): Promise<MailSubscription[]> {
  const found: MailSubscription[] = [];
  for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic(
    { client },
    { TopicArn },
  )) {
    for (const { Protocol, Endpoint = '', SubscriptionArn } of Subscriptions) {
      if (Protocol !== 'email') continue;
      found.push({ endpoint: Endpoint, isConfirmed: SubscriptionArn !== PENDING });
    }
  }
  return found;
}
