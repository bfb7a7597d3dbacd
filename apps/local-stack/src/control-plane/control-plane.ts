import { json } from '../gateway/answers.ts';
import type { HttpAnswer } from '../gateway/forward.ts';
import { callerOf, type HttpRequest } from '../gateway/read-call.ts';
import type { ControlPlaneParts } from './control-plane-parts.ts';
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

type Answering = (
  request: HttpRequest,
  parts: ControlPlaneParts,
) => HttpAnswer | Promise<HttpAnswer>;

/** By `X-Amz-Target`'s last part or the form's `Action`. */
const BY_NAME: Readonly<Record<string, Answering>> = {
  DescribeStacks: describeStack,
  DescribeRule: describeRule,
  ListTargetsByRule: listTargets,
  SimulatePrincipalPolicy: simulatePolicy,
  GetQueueAttributes: withPolicy,
  ListSubscriptionsByTopic: listSubscriptions,
  GetSubscriptionAttributes: describeSubscription,
  Subscribe: refuseSubscriber,
};

const BY_PATH: readonly (readonly [method: string, path: RegExp, Answering])[] = [
  ['GET', /^\/2015-03-31\/functions\/[^/]+\/configuration/, describeFunction],
  ['GET', /^\/2015-03-31\/event-source-mappings/, listMappings],
  ['GET', /^\/[^/?]+\/?\?(.*&)?notification/, tellNotifications],
  ['GET', /^\/[^/?]+\/?\?(.*&)?versions/, listVersions],
  ['HEAD', /^\/[^/?]+\/?(\?|$)/, tellRegion],
];

/**
 * What people ask about a deployment, `glyphwatch aws` above all: answered from the template, `undefined` for all else.
 * Functions have no business here, so what signs with the name of a role is never answered.
 */
export function controlPlane(parts: ControlPlaneParts): ControlPlane {
  return async (request) => {
    const caller = callerOf(request);
    if (caller !== undefined && parts.book.roleNamed(caller)) return undefined;
    return answeringOf(request)?.(request, parts);
  };
}

function answeringOf({ method, url, headers, body }: HttpRequest): Answering | undefined {
  const target = headers['x-amz-target'];
  if (typeof target === 'string') return BY_NAME[target.split('.').at(-1) ?? ''];
  if (headers['content-type']?.includes('x-www-form-urlencoded')) {
    return BY_NAME[new URLSearchParams(body.toString()).get('Action') ?? ''];
  }
  return BY_PATH.find(([wanted, path]) => method === wanted && path.test(url))?.[2];
}

function tellNotifications({ url }: HttpRequest, { resources }: ControlPlaneParts): HttpAnswer {
  const [, name] = /^\/([^/?]+)/.exec(url) ?? [];
  const bucket = resources.buckets.find((each) => each.name === name);
  const told = bucket?.sendsEvents ? '<EventBridgeConfiguration></EventBridgeConfiguration>' : '';
  const answer = json('s3', 200, {});
  const body = Buffer.from(`<NotificationConfiguration>${told}</NotificationConfiguration>`);
  return { ...answer, headers: { 'content-type': 'application/xml' }, body };
}

async function tellRegion(
  request: HttpRequest,
  { services, region }: ControlPlaneParts,
): Promise<HttpAnswer> {
  const call = { service: 's3', operation: 'HeadBucket', accesses: [], input: {} } as const;
  const answer = await services.s3(request, call);
  return { ...answer, headers: { ...answer.headers, 'x-amz-bucket-region': region } };
}
