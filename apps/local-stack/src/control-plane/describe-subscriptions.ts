import { escapeXml, queryError, queryResult } from '../gateway/answers.ts';
import type { HttpAnswer } from '../gateway/forward.ts';
import type { HttpRequest } from '../gateway/read-call.ts';
import type { SubscriptionResource } from '../template/read-resources.ts';
import type { ControlPlaneContext } from './control-plane-context.ts';

/** https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html */
export function listSubscriptions(
  { body }: HttpRequest,
  { resources }: ControlPlaneContext,
): HttpAnswer {
  const topic = new URLSearchParams(body.toString()).get('TopicArn');
  const members = resources.subscriptions.flatMap((subscription, index) => {
    const { topicArn, protocol, endpoint } = subscription;
    if (topicArn !== topic) return [];
    return `<member><SubscriptionArn>${arnOf(subscription, index)}</SubscriptionArn><Protocol>${protocol}</Protocol><Endpoint>${escapeXml(endpoint)}</Endpoint><TopicArn>${topicArn}</TopicArn></member>`;
  });
  return queryResult(
    'ListSubscriptionsByTopic',
    `<Subscriptions>${members.join('')}</Subscriptions>`,
  );
}

/** https://docs.aws.amazon.com/sns/latest/api/API_GetSubscriptionAttributes.html */
export function describeSubscription(
  { body }: HttpRequest,
  { resources }: ControlPlaneContext,
): HttpAnswer {
  const arn = new URLSearchParams(body.toString()).get('SubscriptionArn');
  const found = resources.subscriptions.find((each, index) => arnOf(each, index) === arn);
  const policy = found?.filterPolicy && escapeXml(JSON.stringify(found.filterPolicy));
  const entry = policy ? `<entry><key>FilterPolicy</key><value>${policy}</value></entry>` : '';
  return queryResult('GetSubscriptionAttributes', `<Attributes>${entry}</Attributes>`);
}

/** Mail goes to the template's subscribers only. */
export function refuseSubscriber(): HttpAnswer {
  const why = 'the local stack mails only subscribers in the settings file; add this one there';
  return queryError(400, 'InvalidParameter', why);
}

function arnOf({ topicArn }: SubscriptionResource, index: number): string {
  return `${topicArn}:subscription-${index}`;
}
