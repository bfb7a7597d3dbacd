import { xml } from '../gateway/answers.ts';
import type { HttpAnswer } from '../gateway/forward.ts';
import { callerOf, type HttpRequest } from '../gateway/read-call.ts';
import type { ControlPlaneContext } from './control-plane-context.ts';
import { describeFunction, listMappings } from './describe-function.ts';
import { describeRule, listTargets } from './describe-rule.ts';
import { describeStack } from './describe-stack.ts';
import {
  describeSubscription,
  listSubscriptions,
  refuseSubscriber,
} from './describe-subscriptions.ts';
import { listVersions } from './list-versions.ts';
import { withPolicy } from './queue-policy.ts';
import { simulatePolicy } from './simulate-policy.ts';

export type ControlPlane = (request: HttpRequest) => Promise<HttpAnswer | undefined>;

type Answer = (
  request: HttpRequest,
  context: ControlPlaneContext,
) => HttpAnswer | Promise<HttpAnswer>;

/** By the last part of `X-Amz-Target`, or the form's `Action`. */
const BY_NAME: Readonly<Record<string, Answer>> = {
  DescribeStacks: describeStack,
  DescribeRule: describeRule,
  ListTargetsByRule: listTargets,
  SimulatePrincipalPolicy: simulatePolicy,
  GetQueueAttributes: withPolicy,
  ListSubscriptionsByTopic: listSubscriptions,
  GetSubscriptionAttributes: describeSubscription,
  Subscribe: refuseSubscriber,
};

const BY_PATH: readonly (readonly [method: string, path: RegExp, Answer])[] = [
  ['GET', /^\/2015-03-31\/functions\/[^/]+\/configuration/, describeFunction],
  ['GET', /^\/2015-03-31\/event-source-mappings/, listMappings],
  ['GET', /^\/[^/?]+\/?\?(.*&)?notification/, describeNotifications],
  ['GET', /^\/[^/?]+\/?\?(.*&)?versions/, listVersions],
  ['HEAD', /^\/[^/?]+\/?(\?|$)/, describeBucket],
];

/**
 * Answers questions about the deployment (mostly `glyphwatch aws` asks) from the template; `undefined` for any other
 * request, and for functions, which have no business here.
 */
export function controlPlane(context: ControlPlaneContext): ControlPlane {
  return async (request) => {
    const caller = callerOf(request);
    if (caller !== undefined && context.accessControl.roleNamed(caller)) return undefined;
    return answerFor(request)?.(request, context);
  };
}

function answerFor({ method, url, headers, body }: HttpRequest): Answer | undefined {
  const target = headers['x-amz-target'];
  if (typeof target === 'string') return BY_NAME[target.split('.').at(-1) ?? ''];
  if (headers['content-type']?.includes('x-www-form-urlencoded')) {
    return BY_NAME[new URLSearchParams(body.toString()).get('Action') ?? ''];
  }
  return BY_PATH.find(([wanted, path]) => method === wanted && path.test(url))?.[2];
}

function describeNotifications(
  { url }: HttpRequest,
  { resources }: ControlPlaneContext,
): HttpAnswer {
  const [, name] = /^\/([^/?]+)/.exec(url) ?? [];
  const bucket = resources.buckets.find((each) => each.name === name);
  const configuration = bucket?.sendsEvents
    ? '<EventBridgeConfiguration></EventBridgeConfiguration>'
    : '';
  return xml(200, `<NotificationConfiguration>${configuration}</NotificationConfiguration>`);
}

async function describeBucket(
  request: HttpRequest,
  { services, region }: ControlPlaneContext,
): Promise<HttpAnswer> {
  const call = { service: 's3', operation: 'HeadBucket', accesses: [], input: {} } as const;
  const answer = await services.s3(request, call);
  return { ...answer, headers: { ...answer.headers, 'x-amz-bucket-region': region } };
}
