import type { HttpAnswer } from '../gateway/forward.ts';
import type { HttpRequest } from '../gateway/read-call.ts';
import { isRecord } from '../template/is-record.ts';
import type { ControlPlaneParts } from './control-plane-parts.ts';

const EVENTS = 'events.amazonaws.com';

/** The queue behind knows no policy: whom it lets in is judged here, and told as AWS would. */
export async function withPolicy(
  request: HttpRequest,
  { services, resources, book }: Pick<ControlPlaneParts, 'services' | 'resources' | 'book'>,
): Promise<HttpAnswer> {
  const call = {
    service: 'sqs',
    operation: 'GetQueueAttributes',
    accesses: [],
    input: {},
  } as const;
  const answer = await services.sqs(request, call);
  const told: unknown = JSON.parse(answer.body.toString());
  if (!isRecord(told) || !isRecord(told['Attributes'])) return answer;
  const { Attributes } = told;
  const arn = String(Attributes['QueueArn']);
  const mayEnter = resources.rules.some((rule) =>
    book.serviceMay(EVENTS, {
      action: 'sqs:SendMessage',
      resource: arn,
      context: { 'aws:SourceArn': rule.arn },
    }),
  );
  if (!mayEnter) return answer;
  const Principal = { Service: EVENTS };
  const Statement = [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: arn, Principal }];
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
  const body = Buffer.from(JSON.stringify({ ...told, Attributes: { ...Attributes, Policy } }));
  const { 'content-length': _, ...headers } = answer.headers;
  return { ...answer, headers, body };
}
