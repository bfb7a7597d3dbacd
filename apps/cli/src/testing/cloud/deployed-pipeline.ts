import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoResultStore } from '@glyphwatch/dynamodb-result-store';
import { fakeIo, type FakeIo } from '../fake-io.ts';
import { json, xml } from './answers.ts';
import { type LocalCloud, startLocalCloud } from './local-cloud.ts';

export const BUCKET = 'yard';
const ACCOUNT = '000000000000';
const REGION = 'us-east-1';
const QUEUES = ['uploads', 'dead-uploads', 'dead-events', 'dead-messages'] as const;
export const UPLOAD_PATTERN = {
  source: ['aws.s3'],
  'detail-type': ['Object Created'],
  detail: {
    bucket: { name: [BUCKET] },
    object: {
      key: [{ suffix: { 'equals-ignore-case': '.png' } }],
      size: [{ numeric: ['>', 0] }],
    },
  },
};

export interface DeployedPipeline extends LocalCloud {
  readonly outputs: Record<string, string>;
  readonly store: DynamoResultStore;
  readonly topicArn: string;
  io(): FakeIo;
  bodies(queue: (typeof QUEUES)[number]): readonly string[];
  /** Every service answers as in a healthy pipeline again. */
  recover(): void;
}

/** A stack `Glyphwatch` like a deployed one, on this machine, with credentials for it in the environment. */
export async function startDeployedPipeline(): Promise<DeployedPipeline> {
  const cloud = await startLocalCloud();
  const { fauxqs, endpoint } = cloud;
  fauxqs.createBucket(BUCKET);
  for (const name of QUEUES) fauxqs.createQueue(name, { attributes: attributesOf(name) });
  const { topicArn } = fauxqs.createTopic('matches');
  const { topicArn: alarmTopic } = fauxqs.createTopic('alarms');
  const url = (queue: (typeof QUEUES)[number]): string => `${endpoint}/${ACCOUNT}/${queue}`;
  const outputs = {
    Bucket: BUCKET,
    Queue: url('uploads'),
    DeadLetters: url('dead-uploads'),
    UndeliveredEvents: url('dead-events'),
    UndeliveredMessages: url('dead-messages'),
    Topic: topicArn,
    AlarmTopic: alarmTopic,
    MetadataTable: 'ImageTextMetadata',
    MatchesTable: 'ImageTextMatches',
    DeliveriesTable: 'ImageTextDeliveries',
    AlertsTable: 'ImageTextAlerts',
    Function: 'TextDetectionLambda',
    SweepFunction: 'TextDetectionLambda-Sweep',
    UploadRule: 'Upload',
    DeletionRule: 'Deletion',
    SweepRule: 'Sweep',
  };
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: 'somebody',
    AWS_SECRET_ACCESS_KEY: 'secret',
  });
  const client = new DynamoDBClient({});
  const recover = (): void => {
    cloud.answers.clear();
    for (const [operation, answer] of Object.entries(healthy(outputs))) {
      cloud.answers.set(operation, answer);
    }
  };
  recover();
  return {
    ...cloud,
    outputs,
    store: new DynamoResultStore(client),
    topicArn,
    io: () => fakeIo({ env: { AWS_REGION: REGION } }),
    bodies: (queue) =>
      (fauxqs.inspectQueue(queue)?.messages.ready ?? []).map(({ body }): string => body),
    recover,
    async close() {
      client.destroy();
      await cloud.close();
    },
  };
}

function attributesOf(queue: string): Record<string, string> {
  if (queue !== 'uploads') return {};
  const deadLetterTargetArn = `arn:aws:sqs:${REGION}:${ACCOUNT}:dead-uploads`;
  const Principal = { Service: 'events.amazonaws.com' };
  return {
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 20 }),
    Policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'sqs:SendMessage', Principal }],
    }),
  };
}

/** In the shapes that the SDK's clients define. */
function healthy(outputs: Readonly<Record<string, string>>) {
  const queueArn = `arn:aws:sqs:${REGION}:${ACCOUNT}:uploads`;
  const dlqArn = `arn:aws:sqs:${REGION}:${ACCOUNT}:dead-events`;
  return {
    'sts:GetCallerIdentity': xml(
      'GetCallerIdentity',
      `<Arn>arn:aws:iam::${ACCOUNT}:user/somebody</Arn><Account>${ACCOUNT}</Account>`,
    ),
    'cloudformation:DescribeStacks': stackAnswer(outputs),
    's3:HEAD bucket': () => ({ body: '', headers: { 'x-amz-bucket-region': REGION } }),
    's3:GetBucketNotificationConfiguration': () => ({
      body: '<NotificationConfiguration><EventBridgeConfiguration></EventBridgeConfiguration></NotificationConfiguration>',
    }),
    'events:DescribeRule': json({ State: 'ENABLED', EventPattern: JSON.stringify(UPLOAD_PATTERN) }),
    'events:ListTargetsByRule': json({
      Targets: [{ Id: '1', Arn: queueArn, DeadLetterConfig: { Arn: dlqArn } }],
    }),
    'lambda:GetFunctionConfiguration': functionAnswer(outputs),
    'lambda:ListEventSourceMappings': json({ EventSourceMappings: [mapping(queueArn)] }),
    'lambda:GetAccountSettings': json({ AccountLimit: { UnreservedConcurrentExecutions: 10 } }),
    'iam:SimulatePrincipalPolicy': xml(
      'SimulatePrincipalPolicy',
      '<EvaluationResults><member><EvalActionName>all</EvalActionName><EvalDecision>allowed</EvalDecision></member></EvaluationResults><IsTruncated>false</IsTruncated>',
    ),
    'servicequotas:ListServiceQuotas': json({ Quotas: [{ QuotaName: 'Other', Value: 1 }] }),
    'servicequotas:ListAWSDefaultServiceQuotas': json({
      Quotas: [
        { QuotaName: 'Transactions per second per account for DetectLabels', Value: 50 },
        { QuotaName: 'Transactions per second per account for DetectText', Value: 5 },
      ],
    }),
    'monitoring:DescribeAlarms': json({ MetricAlarms: [] }),
    'monitoring:GetMetricData': json({ MetricDataResults: [{ Id: 'age', Values: [7_200] }] }),
    's3:ListObjectVersions': () => ({
      body: '<ListVersionsResult><IsTruncated>false</IsTruncated></ListVersionsResult>',
    }),
    's3:GET object': () => ({ body: 'rules:\n  - id: gate\n    match: KEEP OUT\n' }),
  };
}

export function stackAnswer(outputs: Readonly<Record<string, string>>, status = 'UPDATE_COMPLETE') {
  const members = Object.entries(outputs).map(
    ([name, value]) =>
      `<member><OutputKey>${name}Output</OutputKey><OutputValue>${value}</OutputValue></member>`,
  );
  return xml(
    'DescribeStacks',
    `<Stacks><member><StackName>Glyphwatch</StackName><StackStatus>${status}</StackStatus><CreationTime>2026-01-01T00:00:00Z</CreationTime><Outputs>${members.join('')}</Outputs></member></Stacks>`,
  );
}

export function functionAnswer(
  outputs: Readonly<Record<string, string>>,
  changes: Readonly<Record<string, unknown>> = {},
) {
  const { Bucket, Queue, MetadataTable, MatchesTable, DeliveriesTable, AlertsTable, Topic } =
    outputs;
  const Variables = {
    IMAGE_BUCKET: Bucket,
    QUEUE_URL: Queue,
    METADATA_TABLE: MetadataTable,
    MATCHES_TABLE: MatchesTable,
    DELIVERIES_TABLE: DeliveriesTable,
    ALERTS_TABLE: AlertsTable,
    TOPIC_ARN: Topic,
    RULES_BUCKET: 'rules',
    RULES_KEY: 'watchlist.yaml',
    DETECTOR: '{"name":"rekognition"}',
    CALLS_PER_SECOND: '2.5',
    COST_PER_IMAGE: '0.001',
  };
  return json({
    FunctionName: 'TextDetectionLambda',
    Runtime: 'nodejs24.x',
    MemorySize: 512,
    Timeout: 60,
    LastModified: '2026-01-01T00:00:00.000+0000',
    State: 'Active',
    LastUpdateStatus: 'Successful',
    Role: `arn:aws:iam::${ACCOUNT}:role/TextDetectionRole`,
    Environment: { Variables },
    ...changes,
  });
}

export function mapping(EventSourceArn: string, changes: Readonly<Record<string, unknown>> = {}) {
  return {
    UUID: 'm-1',
    EventSourceArn,
    State: 'Enabled',
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    ScalingConfig: { MaximumConcurrency: 2 },
    ...changes,
  };
}
