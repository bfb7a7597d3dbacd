import { type CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import {
  GetQueueAttributesCommand,
  type QueueAttributeName,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { count } from '../../../terminal/show.ts';
import { ask, isDenied } from '../ask.ts';
import type { Examined } from './examined.ts';
import { type Check, DEPLOY, type Finding, findingsOf } from './finding.ts';

const MINUTE_MS = 60_000;
/** The deployment's own alarm goes off at the same age. */
const OLD_SECONDS = 3_600;

interface Depth {
  readonly waiting: number;
  readonly inFlight: number;
  readonly attributes: Readonly<Partial<Record<QueueAttributeName, string>>>;
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html */
export async function depthOf(client: SQSClient, QueueUrl: string): Promise<Depth> {
  const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] });
  const { Attributes = {} } = await ask('sqs:GetQueueAttributes', client.send(command));
  const number = (name: QueueAttributeName): number => Number(Attributes[name] ?? 0);
  return {
    waiting: number('ApproximateNumberOfMessages') + number('ApproximateNumberOfMessagesDelayed'),
    inFlight: number('ApproximateNumberOfMessagesNotVisible'),
    attributes: Attributes,
  };
}

export interface QueueClients {
  readonly sqs: SQSClient;
  readonly cloudWatch: CloudWatchClient;
}

export function checkUploadQueue(clients: QueueClients, examined: Examined): Check {
  const { parts } = examined.deployment;
  const name = 'upload queue';
  const { ok, warning, problem } = findingsOf(name);
  const find = async (): Promise<Finding[]> => {
    const { waiting, inFlight, attributes } = await depthOf(clients.sqs, parts.Queue);
    const age = waiting > 0 ? await ageOf(clients.cloudWatch, parts.Queue, examined.now) : {};
    const about = `${count(waiting, 'upload')} waiting${inWords(age)}, ${inFlight} in flight`;
    const isOld = (age.seconds ?? 0) >= OLD_SECONDS;
    return [
      isOld
        ? warning(
            `${about}: the function is too slow, or fails`,
            `aws logs tail /aws/lambda/${parts.Function} --since 1h`,
          )
        : ok(about),
      ...(letsEventsIn(attributes['Policy'])
        ? []
        : [problem('its policy does not let EventBridge write to it', DEPLOY)]),
      ...(attributes['RedrivePolicy']
        ? []
        : [problem('it has no dead-letter queue: uploads that keep failing are lost', DEPLOY)]),
    ];
  };
  return { name, find };
}

/** Replacing a queue's policy can lock EventBridge out, and no other check would notice. */
function letsEventsIn(policy: string | undefined): boolean {
  const { Statement = [] }: { Statement?: unknown } = JSON.parse(policy || '{}');
  const statements: readonly unknown[] = Array.isArray(Statement) ? Statement : [Statement];
  return statements.some((statement) => {
    const text = JSON.stringify(statement);
    return /"Allow"/.test(text) && /"events\.amazonaws\.com"/.test(text);
  });
}

export interface DeadQueue {
  readonly name: string;
  readonly url: string;
  readonly what: string;
  readonly show: string;
}

export function checkDeadLetters(clients: QueueClients, examined: Examined): Check[] {
  const { parts, name: stack, config } = examined.deployment;
  const where = `--stack ${stack} --region ${config.region}`;
  const queues: DeadQueue[] = [
    {
      name: 'dead uploads',
      url: parts.DeadLetters,
      what: 'that could not be processed',
      show: `glyphwatch aws dlq show --queue uploads ${where}`,
    },
    {
      name: 'dead events',
      url: parts.UndeliveredEvents,
      what: 'that EventBridge could not deliver',
      show: `glyphwatch aws dlq show --queue events ${where}`,
    },
    {
      name: 'dead messages',
      url: parts.UndeliveredMessages,
      what: 'that SNS could not deliver to a subscriber',
      show: `glyphwatch aws dlq show --queue messages ${where}`,
    },
  ];
  return queues.map((queue) => checkDeadQueue(clients, examined, queue));
}

function checkDeadQueue(
  { sqs, cloudWatch }: QueueClients,
  { now }: Examined,
  { name, url, what, show }: DeadQueue,
): Check {
  const { ok, problem } = findingsOf(name);
  return {
    name,
    find: async () => {
      const { waiting, inFlight } = await depthOf(sqs, url);
      const all = waiting + inFlight;
      if (all === 0) return [ok('none')];
      return [problem(`${all} ${what}${inWords(await ageOf(cloudWatch, url, now))}`, show)];
    },
  };
}

interface Age {
  readonly seconds?: number;
  readonly isUnknown?: boolean;
}

/** SQS does not report it, and the metric lags by some minutes. Without access to it the depth is still shown. */
async function ageOf(client: CloudWatchClient, url: string, now: number): Promise<Age> {
  const metric = {
    Namespace: 'AWS/SQS',
    MetricName: 'ApproximateAgeOfOldestMessage',
    Dimensions: [{ Name: 'QueueName', Value: url.split('/').at(-1) ?? '' }],
  };
  const command = new GetMetricDataCommand({
    StartTime: new Date(now - 15 * MINUTE_MS),
    EndTime: new Date(now),
    ScanBy: 'TimestampDescending',
    MetricDataQueries: [
      { Id: 'age', MetricStat: { Metric: metric, Period: 300, Stat: 'Maximum' } },
    ],
  });
  try {
    const { MetricDataResults = [] } = await ask('cloudwatch:GetMetricData', client.send(command));
    const seconds = MetricDataResults[0]?.Values?.[0];
    return seconds === undefined ? {} : { seconds };
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
  return hours < 48
    ? ` (the oldest is ${hours} h old)`
    : ` (the oldest is ${Math.round(hours / 24)} days old)`;
}
