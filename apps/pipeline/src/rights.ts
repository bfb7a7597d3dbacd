import {
  consoleRights,
  purgeLogRights,
  purgeRights,
  revealRights,
  scanRights,
  sweepRights,
  type TableArns,
} from '@glyphwatch/dynamodb-result-store/provider';
import { putEventsRights } from '@glyphwatch/eventbridge-notifier/provider';
import type { AwsNeeds, Right } from '@glyphwatch/provider';
import {
  getImageRights,
  readImageRights,
  type WatchedImages,
} from '@glyphwatch/s3-image-source/provider';
import {
  type HashKeyArns,
  readHashKeyRights,
  readRuleRights,
} from '@glyphwatch/s3-watchlist-source/provider';
import { publishRights, type TopicArns } from '@glyphwatch/sns-notifier/provider';

/** The resources that the functions use. A `keyArn` is that of the KMS key that encrypts them, if it is your own. */
export interface PipelineArns {
  readonly queue: string;
  readonly images: WatchedImages;
  readonly rules: { readonly objects: readonly string[]; readonly keyArn?: string | undefined };
  readonly tables: TableArns;
  readonly topic: TopicArns;
  readonly bus?: string | undefined;
  readonly hashKey?: HashKeyArns | undefined;
  /** Results or matches are purged when they are old; the log always is. */
  readonly purges?: boolean | undefined;
}

/** The permissions of `index.handler`, which also needs `ruleRights`, in the order in which an image needs them. */
export function scanFunctionRights(
  arns: PipelineArns,
  detector: Pick<AwsNeeds, 'rights'>,
): Right[] {
  return [
    { sid: 'Queue', actions: RECEIVE, resources: [arns.queue] },
    ...readImageRights(arns.images),
    ...detector.rights,
    ...scanRights(arns.tables),
    ...notifyRights(arns),
  ];
}

/** To what a deployment with other rules, or another hash key, replaces. */
export function ruleRights({ rules, hashKey }: Pick<PipelineArns, 'rules' | 'hashKey'>): Right[] {
  return [
    ...readRuleRights(rules.objects, rules.keyArn),
    ...(hashKey ? readHashKeyRights(hashKey) : []),
  ];
}

/** The permissions of `sweep.handler`, which reads no images; it needs `ruleRights`, because rules say how they are told. */
export function sweepFunctionRights(arns: PipelineArns): Right[] {
  return [
    ...sweepRights(arns.tables),
    ...purgeLogRights(arns.tables),
    ...(arns.purges ? purgeRights(arns.tables) : []),
    ...scanRights(arns.tables),
    ...notifyRights(arns),
  ];
}

/** The permissions of `console.handler`. It tells nobody, reads no rules, and lists no bucket. */
export function consoleFunctionRights(
  { images, tables }: Pick<PipelineArns, 'images' | 'tables'>,
  reveals: string,
): Right[] {
  return [...getImageRights(images), ...consoleRights(tables), ...revealRights(reveals)];
}

const RECEIVE = [
  'sqs:ReceiveMessage',
  'sqs:DeleteMessage',
  'sqs:ChangeMessageVisibility',
  'sqs:GetQueueAttributes',
];

function notifyRights({ topic, bus }: PipelineArns): Right[] {
  return [...publishRights(topic), ...(bus ? putEventsRights(bus) : [])];
}
