import { escapeXml, xml } from '../gateway/answers.ts';
import type { HttpAnswer } from '../gateway/forward.ts';
import type { HttpRequest } from '../gateway/read-call.ts';
import type { SubscriptionResource } from '../template/read-resources.ts';
import type { ControlPlaneContext } from './control-plane-context.ts';

type Context = Pick<ControlPlaneContext, 'resources'>;

/** https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html */
export function listSubscriptions({ body }: HttpRequest, { resources }: Context): HttpAnswer {
  const topic = new URLSearchParams(body.toString()).get('TopicArn');
  const members = resources.subscriptions.flatMap((subscription, index) => {
    const { topicArn, protocol, endpoint } = subscription;
    if (topicArn !== topic) return [];
    return `<member><SubscriptionArn>${arnOf(subscription, index)}</SubscriptionArn><Protocol>${protocol}</Protocol><Endpoint>${escapeXml(endpoint)}</Endpoint><TopicArn>${topicArn}</TopicArn></member>`;
  });
  return result('ListSubscriptionsByTopic', `<Subscriptions>${members.join('')}</Subscriptions>`);
}

/** https://docs.aws.amazon.com/sns/latest/api/API_GetSubscriptionAttributes.html */
export function describeSubscription({ body }: HttpRequest, { resources }: Context): HttpAnswer {
  const arn = new URLSearchParams(body.toString()).get('SubscriptionArn');
  const found = resources.subscriptions.find((each, index) => arnOf(each, index) === arn);
  const policy = found?.filterPolicy && escapeXml(JSON.stringify(found.filterPolicy));
  const entry = policy ? `<entry><key>FilterPolicy</key><value>${policy}</value></entry>` : '';
  return result('GetSubscriptionAttributes', `<Attributes>${entry}</Attributes>`);
}

/** Mail goes to the template's subscribers only. */
export function refuseSubscriber(): HttpAnswer {
  const why = 'the local stack mails only subscribers in the settings file; add this one there';
  return xml(
    400,
    `<ErrorResponse><Error><Type>Sender</Type><Code>InvalidParameter</Code><Message>${why}</Message></Error></ErrorResponse>`,
  );
}

function arnOf({ topicArn }: SubscriptionResource, index: number): string {
  return `${topicArn}:subscription-${index}`;
}

function result(action: string, content: string): HttpAnswer {
  return xml(
    200,
    `<${action}Response><${action}Result>${content}</${action}Result></${action}Response>`,
  );
}
