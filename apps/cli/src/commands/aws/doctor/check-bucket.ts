import {
  GetBucketNotificationConfigurationCommand,
  GetBucketVersioningCommand,
  HeadBucketCommand,
  type NotificationConfiguration,
} from '@aws-sdk/client-s3';
import { shellWord } from '../../../terminal/shell-word.ts';
import { ask } from '../ask.ts';
import type { Examined } from './examined.ts';
import { DEPLOY, type Say } from './finding.ts';

/** Events never cross regions: https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventBridge.html */
export async function checkBucketRegion(
  { clients, deployment }: Examined,
  say: Say,
  Bucket: string,
) {
  const { region } = deployment.config;
  const command = new HeadBucketCommand({ Bucket });
  const { BucketRegion } = await ask('s3:ListBucket', clients.s3.send(command));
  if (BucketRegion === undefined) {
    return say.unknown(`S3 does not say which region ${Bucket} is in`);
  }
  if (BucketRegion === region) return say.ok(`${Bucket} is in ${region}, like the pipeline`);
  return say.problem(
    `${Bucket} is in ${BucketRegion}, the pipeline in ${region}: a bucket sends its events to its own region only`,
    `AWS_REGION=${BucketRegion} ${DEPLOY}`,
  );
}

/** When this is off, uploads cause no events, and no other check would notice. */
export async function checkBucketEvents({ clients, deployment }: Examined, say: Say) {
  const { Bucket } = deployment.outputs;
  const command = new GetBucketNotificationConfigurationCommand({ Bucket });
  const { $metadata: _, ...configuration } = await ask(
    's3:GetBucketNotification',
    clients.s3.send(command),
  );
  return configuration.EventBridgeConfiguration
    ? say.ok(`${Bucket} sends its events to EventBridge`)
    : say.problem(
        `${Bucket} does not send its events to EventBridge`,
        switchOn(Bucket, configuration),
      );
}

/** Without versions, an image that is overwritten before it was read is never read. */
export async function checkBucketVersions({ clients, deployment }: Examined, say: Say) {
  const { Bucket } = deployment.outputs;
  const command = new GetBucketVersioningCommand({ Bucket });
  const { Status } = await ask('s3:GetBucketVersioning', clients.s3.send(command));
  if (Status === 'Enabled') return say.ok(`${Bucket} keeps versions`);
  return say.warning(
    `${Bucket} keeps no versions: an image that is overwritten before it was read is never read`,
    `aws s3api put-bucket-versioning --bucket ${shellWord(Bucket)} --versioning-configuration Status=Enabled`,
  );
}

/** The call replaces the whole configuration, so the existing one is included. */
function switchOn(bucket: string, configuration: NotificationConfiguration): string {
  const all = JSON.stringify({ ...configuration, EventBridgeConfiguration: {} });
  return `aws s3api put-bucket-notification-configuration --bucket ${shellWord(bucket)} --notification-configuration ${shellWord(all)}`;
}
