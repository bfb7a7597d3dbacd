import { type SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { failureName } from '@glyphwatch/aws-failures';
import { GlyphwatchError } from '@glyphwatch/domain';
import { showName } from '../../../terminal/show.ts';
import { ask } from '../ask.ts';
import type { Deployment } from '../find-stack.ts';
import { listSubscriptions, type Subscription } from './subscriptions.ts';
import { invalid } from '../../../terminal/invalid.ts';

export async function findSubscriber(
  client: SNSClient,
  { outputs }: Deployment,
  email: string,
): Promise<Subscription | undefined> {
  const all = await listSubscriptions(client, outputs.Topic);
  const same = all.filter(({ endpoint }) => endpoint.toLowerCase() === email.toLowerCase());
  // An address that unsubscribed and subscribed again is listed twice for some days.
  return same.find(({ state }) => state !== 'deleted') ?? same[0];
}

export function alreadySubscribed({ endpoint, state, arn }: Subscription): GlyphwatchError {
  const email = showName(endpoint);
  return invalid(
    state === 'pending'
      ? `${email} is subscribed, but has not confirmed yet. Resend the mail with: glyphwatch aws subscribers resend ${email}`
      : `${email} is already subscribed and confirmed. To change its filter: aws sns set-subscription-attributes --subscription-arn ${arn} --attribute-name FilterPolicy --attribute-value '{"severity":["high"]}'`,
  );
}

/** https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html */
export async function subscribe(
  client: SNSClient,
  { outputs }: Deployment,
  Endpoint: string,
  Attributes: Record<string, string> = {},
): Promise<string> {
  const command = new SubscribeCommand({
    TopicArn: outputs.Topic,
    Protocol: 'email',
    Endpoint,
    Attributes,
    ReturnSubscriptionArn: true,
  });
  try {
    const { SubscriptionArn = '' } = await ask('sns:Subscribe', client.send(command));
    return SubscriptionArn;
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    if (!/^(InvalidParameter|FilterPolicyLimitExceeded)/.test(failureName(cause))) throw error;
    const why = cause instanceof Error ? cause.message : '';
    throw invalid(
      `SNS rejected this subscription (${why}). Use fewer or other filter values: at most 150 combinations.`,
      cause,
    );
  }
}
