import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { GetQueueAttributesCommand, type QueueAttributeName } from '@aws-sdk/client-sqs';
import { count } from '../../../terminal/show.ts';
import { ask, isDenied } from '../ask.ts';
import type { DeadLetterQueue } from '../dlq/options.ts';
import { urlOf } from '../dlq/dead-letter-queues.ts';
import type { Examined } from './examined.ts';
import { type Check, DEPLOY, type Say } from './finding.ts';

const MINUTE_MS = 60_000;
/** The deployment's own alarm goes off at the same age. */
const OLD_SECONDS = 3_600;

export async function checkUploadQueue(examined: Examined, say: Say) {
  const { outputs } = examined.deployment;
  const { waiting, inFlight, attributes } = await depthOf(outputs.Queue, examined);
  const age = waiting > 0 ? await ageOf(outputs.Queue, examined) : {};
  const about = `${count(waiting, 'upload')} waiting${inWords(age)}, ${inFlight} in flight`;
  const isOld = (age.seconds ?? 0) >= OLD_SECONDS;
  const log = `aws logs tail /aws/lambda/${outputs.Function} --since 1h`;
  const lacks = [
    ...(letsEventsIn(attributes['Policy'])
      ? []
      : ['its policy does not let EventBridge write to it']),
    ...(attributes['RedrivePolicy']
      ? []
      : ['it has no dead-letter queue: uploads that keep failing are lost']),
  ];
  return [
    isOld ? say.warning(`${about}: the function is too slow, or fails`, log) : say.ok(about),
    ...lacks.map((what) => say.problem(what, DEPLOY)),
  ];
}

/** Replacing a queue's policy can lock EventBridge out, and no other check would notice. */
function letsEventsIn(policy: string | undefined): boolean {
  const { Statement = [] }: { Statement?: unknown } = JSON.parse(policy || '{}');
  return [Statement].flat().some((statement) => {
    const text = JSON.stringify(statement);
    return /"Allow"/.test(text) && /"events\.amazonaws\.com"/.test(text);
  });
}

/** `what` completes "3 …". */
export function deadLettersIn(queue: DeadLetterQueue, what: string): Check['find'] {
  return async (examined, say) => {
    const url = urlOf(queue, examined.deployment);
    const { waiting, inFlight } = await depthOf(url, examined);
    const all = waiting + inFlight;
    if (all === 0) return say.ok('none');
    const age = inWords(await ageOf(url, examined));
    const show = `glyphwatch aws dlq show --queue ${queue} ${examined.where}`;
    return say.problem(`${all} ${what}${age}`, show);
  };
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html */
async function depthOf(QueueUrl: string, { clients }: Examined) {
  const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] });
  const { Attributes: attributes = {} } = await ask(
    'sqs:GetQueueAttributes',
    clients.sqs.send(command),
  );
  const number = (name: QueueAttributeName): number => Number(attributes[name] ?? 0);
  return {
    waiting: number('ApproximateNumberOfMessages') + number('ApproximateNumberOfMessagesDelayed'),
    inFlight: number('ApproximateNumberOfMessagesNotVisible'),
    attributes,
  };
}

interface Age {
  readonly seconds?: number | undefined;
  readonly isUnknown?: boolean;
}

/** SQS does not report it, and the metric lags by some minutes. Without access to it the depth is still shown. */
async function ageOf(url: string, { clients, now }: Examined): Promise<Age> {
  const Metric = {
    Namespace: 'AWS/SQS',
    MetricName: 'ApproximateAgeOfOldestMessage',
    Dimensions: [{ Name: 'QueueName', Value: url.split('/').at(-1) ?? '' }],
  };
  const command = new GetMetricDataCommand({
    StartTime: new Date(now - 15 * MINUTE_MS),
    EndTime: new Date(now),
    ScanBy: 'TimestampDescending',
    MetricDataQueries: [{ Id: 'age', MetricStat: { Metric, Period: 300, Stat: 'Maximum' } }],
  });
  try {
    const { MetricDataResults: [age] = [] } = await ask(
      'cloudwatch:GetMetricData',
      clients.cloudWatch.send(command),
    );
    return { seconds: age?.Values?.[0] };
  } catch (error) {
    if (isDenied(error)) return { isUnknown: true };
    throw error;
  }
}

function inWords({ seconds, isUnknown }: Age): string {
  if (isUnknown) return ' (age unknown: needs cloudwatch:GetMetricData)';
  if (seconds === undefined) return '';
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return ` (the oldest is ${minutes} min old)`;
  const hours = Math.round(minutes / 60);
  const age = hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
  return ` (the oldest is ${age} old)`;
}
