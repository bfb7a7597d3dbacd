import { Aws, Duration } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CfnBucket,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';
import type { InfraSettings } from '../settings.ts';
import { removalPolicy } from './removal-policy.ts';

/** The watched bucket: a new one, or an existing one, which is only read. */
export function imageBucket(scope: Construct, settings: InfraSettings): Pick<Bucket, 'bucketName'> {
  const { existing } = settings.bucket;
  if (existing) return Bucket.fromBucketName(scope, 'ImageBucket', existing);
  return newBucket(scope, settings);
}

function newBucket(scope: Construct, settings: InfraSettings): Bucket {
  const { name, keyArn } = settings.bucket;
  const { oldVersionDays } = settings.retention;
  const bucket = new Bucket(scope, 'ImageBucket', {
    bucketName: name ?? `image-upload-bucket-${Aws.ACCOUNT_ID}-${Aws.REGION}`,
    ...(keyArn
      ? {
          encryption: BucketEncryption.KMS,
          encryptionKey: Key.fromKeyArn(scope, 'ImageKey', keyArn),
          bucketKeyEnabled: true,
        }
      : { encryption: BucketEncryption.S3_MANAGED }),
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    enforceSSL: true,
    versioned: true,
    lifecycleRules: [
      {
        abortIncompleteMultipartUploadAfter: Duration.days(7),
        ...(oldVersionDays === undefined
          ? {}
          : { noncurrentVersionExpiration: Duration.days(oldVersionDays) }),
      },
    ],
    removalPolicy: removalPolicy(settings),
  });
  // The construct's own `eventBridgeEnabled` brings a Python function and a role with wildcards; the property is enough.
  (bucket.node.defaultChild as CfnBucket).notificationConfiguration = {
    eventBridgeConfiguration: { eventBridgeEnabled: true },
  };
  acknowledge(bucket, {
    'AwsSolutions-S1':
      'Access logs would store the names of images a second time. CloudTrail data events are the owner’s choice.',
  });
  return bucket;
}
