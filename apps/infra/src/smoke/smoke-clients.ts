import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { STSClient } from '@aws-sdk/client-sts';

export type SmokeClients = ReturnType<typeof smokeClients>;

export interface ClientOptions {
  readonly region: string;
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** Without `credentials` and `endpoint` those of the environment and the profile. */
export function smokeClients(options?: ClientOptions) {
  const config = options ?? {};
  const isLocal = Boolean(options?.endpoint ?? process.env['AWS_ENDPOINT_URL']);
  return {
    cloudFormation: new CloudFormationClient(config),
    cloudWatch: new CloudWatchClient(config),
    dynamo: new DynamoDBClient(config),
    // The SDK would put the bucket into the host name, which an emulator cannot resolve.
    s3: new S3Client({ ...config, forcePathStyle: isLocal }),
    // The SDK would call the host in the queue's URL.
    sqs: new SQSClient({ ...config, useQueueUrlAsEndpoint: false }),
    sts: new STSClient(config),
  };
}
