import {
  scanRights,
  sweepRights,
  type TableArns,
} from '@glyphwatch/dynamodb-result-store/provider';
import { putEventsRights } from '@glyphwatch/eventbridge-notifier/provider';
import type { AwsNeeds, Right } from '@glyphwatch/provider';
import { readImageRights, type WatchedImages } from '@glyphwatch/s3-image-source/provider';
import { readRuleRights } from '@glyphwatch/s3-watchlist-source/provider';
import { publishRights } from '@glyphwatch/sns-notifier/provider';

/** Where everything is that the functions work with. A `keyArn` belongs to the KMS key that encrypts it, if that is yours. */
export interface PipelineArns {
  readonly queue: string;
  readonly images: WatchedImages;
  readonly rules: { readonly objects: readonly string[]; readonly keyArn?: string | undefined };
  readonly tables: TableArns;
  readonly topic: string;
  readonly bus?: string | undefined;
  readonly hashKey?: { readonly arn: string; readonly keyArn?: string } | undefined;
}

/** What the role of `index.handler` has to allow, in the order in which an image needs it. */
export function scanFunctionRights(
  arns: PipelineArns,
  detector: Pick<AwsNeeds, 'rights'>,
): Right[] {
  return [
    { sid: 'Queue', actions: RECEIVE, resources: [arns.queue] },
    ...readImageRights(arns.images),
    ...detector.rights,
    ...readRuleRights(arns.rules.objects, arns.rules.keyArn),
    ...hashKeyRights(arns),
    ...scanRights(arns.tables),
    ...tellRights(arns),
  ];
}

/** What the role of `sweep.handler` has to allow. It reads neither images nor rules. */
export function sweepFunctionRights(arns: PipelineArns): Right[] {
  return [...sweepRights(arns.tables), ...scanRights(arns.tables), ...tellRights(arns)];
}

const RECEIVE = [
  'sqs:ReceiveMessage',
  'sqs:DeleteMessage',
  'sqs:ChangeMessageVisibility',
  'sqs:GetQueueAttributes',
];

function hashKeyRights({ hashKey }: PipelineArns): Right[] {
  if (!hashKey) return [];
  const { arn, keyArn } = hashKey;
  return [
    { sid: 'HashKey', actions: ['secretsmanager:GetSecretValue'], resources: [arn] },
    ...(keyArn ? [{ sid: 'HashKeyKey', actions: ['kms:Decrypt'], resources: [keyArn] }] : []),
  ];
}

function tellRights({ topic, bus }: PipelineArns): Right[] {
  return [...publishRights(topic), ...(bus ? putEventsRights(bus) : [])];
}
