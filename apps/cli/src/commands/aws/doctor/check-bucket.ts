import {
  GetBucketNotificationConfigurationCommand,
  HeadBucketCommand,
  type NotificationConfiguration,
  type S3Client,
} from '@aws-sdk/client-s3';
import { ask } from '../ask.ts';
import type { Examined } from './examined.ts';
import { type Check, DEPLOY, type Finding, findingsOf } from './finding.ts';
import { orMissing } from './or-missing.ts';
import { shellWord } from '../../../terminal/shell-word.ts';

/** Events never cross regions: https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventBridge.html */
export function checkBucketRegion(client: S3Client, { deployment }: Examined): Check {
  const { parts, config } = deployment;
  const name = 'bucket';
  const { ok, problem, unknown } = findingsOf(name);
  const find = async (): Promise<Finding[]> => {
    const command = new HeadBucketCommand({ Bucket: parts.Bucket });
    const { BucketRegion } = await ask('s3:ListBucket', client.send(command));
    if (BucketRegion === undefined)
      return [unknown(`S3 does not say which region ${parts.Bucket} is in`)];
    if (BucketRegion === config.region) {
      return [ok(`${parts.Bucket} is in ${config.region}, like the pipeline`)];
    }
    return [
      problem(
        `${parts.Bucket} is in ${BucketRegion}, the pipeline in ${config.region}: a bucket sends its events to its own region only`,
        `AWS_REGION=${BucketRegion} ${DEPLOY}`,
      ),
    ];
  };
  return { name, find: orMissing(name, parts.Bucket, find) };
}

/** When this is off, uploads cause no events, and no other check would notice. */
export function checkBucketEvents(client: S3Client, { deployment }: Examined): Check {
  const { Bucket } = deployment.parts;
  const name = 'bucket events';
  const { ok, problem } = findingsOf(name);
  return {
    name,
    find: async () => {
      const { $metadata: _, ...configuration } = await ask(
        's3:GetBucketNotification',
        client.send(new GetBucketNotificationConfigurationCommand({ Bucket })),
      );
      if (configuration.EventBridgeConfiguration)
        return [ok(`${Bucket} sends its events to EventBridge`)];
      return [
        problem(
          `${Bucket} does not send its events to EventBridge`,
          switchOn(Bucket, configuration),
        ),
      ];
    },
  };
}

/** The call replaces the whole configuration, so the existing one is included. */
function switchOn(bucket: string, configuration: NotificationConfiguration): string {
  const all = JSON.stringify({ ...configuration, EventBridgeConfiguration: {} });
  return `aws s3api put-bucket-notification-configuration --bucket ${shellWord(bucket)} --notification-configuration ${shellWord(all)}`;
}
