import {
  GetBucketNotificationConfigurationCommand,
  HeadBucketCommand,
  type NotificationConfiguration,
  type S3Client,
} from '@aws-sdk/client-s3';
import { failureKind } from '@glyphwatch/aws-failures';
import { ask } from '../ask.ts';
import type { Examined } from './examined.ts';
import { type Check, DEPLOY, type Finding, findingsOf } from './finding.ts';
import { shellWord } from './shell-word.ts';

/** Rekognition reads from buckets of its own region only. */
export function checkBucketRegion(client: S3Client, { deployment }: Examined): Check {
  const { parts, config } = deployment;
  const name = 'bucket';
  const { ok, problem, unknown } = findingsOf(name);
  const find = async (): Promise<Finding[]> => {
    try {
      const { BucketRegion } = await ask(
        's3:ListBucket',
        client.send(new HeadBucketCommand({ Bucket: parts.Bucket })),
      );
      if (BucketRegion === undefined) return [unknown(`S3 does not tell where ${parts.Bucket} is`)];
      return BucketRegion === config.region
        ? [ok(`${parts.Bucket} is in ${config.region}, as the pipeline`)]
        : [
            problem(
              `${parts.Bucket} is in ${BucketRegion}, the pipeline in ${config.region}: Rekognition reads no image from another region`,
              `AWS_REGION=${BucketRegion} ${DEPLOY}`,
            ),
          ];
    } catch (error) {
      if (error instanceof Error && failureKind(error.cause) === 'missing') {
        return [problem(`${parts.Bucket} is not there`, DEPLOY)];
      }
      throw error;
    }
  };
  return { name, find };
}

/** Without the switch no upload makes an event, and nothing else shows it. */
export function checkBucketSwitch(client: S3Client, { deployment }: Examined): Check {
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
      if (configuration.EventBridgeConfiguration) return [ok(`${Bucket} sends its events`)];
      return [
        problem(
          `${Bucket} does not send its events to EventBridge`,
          switchOn(Bucket, configuration),
        ),
      ];
    },
  };
}

/** The call replaces the whole configuration, so what is there goes along. */
function switchOn(bucket: string, configuration: NotificationConfiguration): string {
  const all = JSON.stringify({ ...configuration, EventBridgeConfiguration: {} });
  return `aws s3api put-bucket-notification-configuration --bucket ${shellWord(bucket)} --notification-configuration ${shellWord(all)}`;
}
