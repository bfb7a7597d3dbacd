import { localClient, startLocalDynamo } from '@glyphwatch/dynamodb-result-store/testing';
import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { CreateQueueCommand, SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { buildApp } from 'fauxqs';
import type { Statement } from './iam/statement.ts';
import type { StackResources } from './template/read-resources.ts';

export interface Emulators {
  /** S3, SNS and SQS. */
  readonly fauxqs: string;
  readonly dynamodb: string;
  close(): Promise<void>;
}

/** Starts empty emulators on the loopback interface. */
export async function startEmulators(region: string): Promise<Emulators> {
  // Its own `startFauxqs` listens on every interface.
  const app = buildApp({ logger: false, defaultRegion: region });
  const fauxqs = await app.listen({ port: 0, host: '127.0.0.1' });
  const dynamo = await startLocalDynamo({ withTables: false });
  return {
    fauxqs,
    dynamodb: dynamo.endpoint,
    async close() {
      await Promise.all([app.close(), dynamo.close()]);
    },
  };
}

export interface StoredObject {
  readonly bucket: string;
  readonly key: string;
  readonly body: Buffer;
}

/** Creates the template's resources, and uploads the assets that the deployment expects in S3. */
export async function createResources(
  { fauxqs, dynamodb }: Emulators,
  { tables, buckets, queues, topics, roles }: StackResources,
  objects: readonly StoredObject[],
  region: string,
): Promise<void> {
  const config = { endpoint: fauxqs, region, credentials: ANY_CREDENTIALS };
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  const names = [
    ...buckets.map(({ name }) => name),
    ...objects.map(({ bucket }) => bucket),
    // Existing buckets that the template only refers to, e.g. the one with the rules.
    ...roles.flatMap(({ statements }) => statements.flatMap(bucketsIn)),
  ];
  for (const Bucket of new Set(names)) await s3.send(new CreateBucketCommand({ Bucket }));
  for (const { bucket, key, body } of objects) {
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
  }
  const sqs = new SQSClient(config);
  for (const { name } of queues) await sqs.send(new CreateQueueCommand({ QueueName: name }));
  // Redrive policies need every dead-letter queue to exist.
  for (const { url, attributes: Attributes } of queues) {
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes }));
  }
  const sns = new SNSClient(config);
  for (const { name } of topics) await sns.send(new CreateTopicCommand({ Name: name }));
  const dynamo = localClient(dynamodb, { region });
  for (const table of tables) await dynamo.send(new CreateTableCommand(table));
  for (const client of [s3, sqs, sns, dynamo]) client.destroy();
}

function bucketsIn({ resources: { patterns } }: Statement): string[] {
  return patterns.flatMap((pattern) => /^arn:aws:s3:::([a-z0-9.-]+)/.exec(pattern)?.[1] ?? []);
}

export const ANY_CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };
