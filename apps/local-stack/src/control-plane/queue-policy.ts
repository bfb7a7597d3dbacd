import type { HttpAnswer } from '../gateway/forward.ts';
import type { HttpRequest } from '../gateway/read-call.ts';
import { isRecord } from '@glyphwatch/domain';
import type { ControlPlaneContext } from './control-plane-context.ts';

const EVENTS = 'events.amazonaws.com';

/** The SQS emulator knows no policies; the answer gets one that says who may send, as judged here. */
export async function withPolicy(
  request: HttpRequest,
  { services, resources, accessControl }: ControlPlaneContext,
): Promise<HttpAnswer> {
  const operation = 'GetQueueAttributes';
  const answer = await services.sqs(request, {
    service: 'sqs',
    operation,
    accesses: [],
    input: {},
  });
  const answered: unknown = JSON.parse(answer.body.toString());
  if (!isRecord(answered) || !isRecord(answered['Attributes'])) return answer;
  const { Attributes } = answered;
  const arn = String(Attributes['QueueArn']);
  const access = { action: 'sqs:SendMessage', resource: arn };
  const mayEnter = resources.rules.some((rule) =>
    accessControl.serviceMay(EVENTS, { ...access, context: { 'aws:SourceArn': rule.arn } }),
  );
  if (!mayEnter) return answer;
  const Principal = { Service: EVENTS };
  const Statement = [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: arn, Principal }];
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
  const body = Buffer.from(JSON.stringify({ ...answered, Attributes: { ...Attributes, Policy } }));
  const { 'content-length': _, ...headers } = answer.headers;
  return { ...answer, headers, body };
}
