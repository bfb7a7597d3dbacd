import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type Fault, type FaultProxy, startFaultProxy } from '@glyphwatch/aws-failures/testing';
import type { Delivery as Waiting, MatchRecord, Result } from '@glyphwatch/domain';
import { DynamoResultStore } from '@glyphwatch/dynamodb-result-store';
import { localClient, startLocalDynamo } from '@glyphwatch/dynamodb-result-store/testing';
import { startFauxqs } from 'fauxqs';
import { buildContainer, TOKENS } from '../container.ts';
import { readSettings } from '../settings.ts';
import { eventBridgeEvent, type ObjectEvent, sqsRecord } from './events.ts';

const REGION = 'us-east-1';
const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' };
const RULES = 'rules: [{ id: gate, match: OUT }]';
const PLENTY = { getRemainingTimeInMillis: () => 60_000 };
/** Nothing listens there: the fault proxy in front answers everything. */
const NOBODY = 'http://127.0.0.1:1';

const SERVICES = [
  'rekognition',
  'textract',
  'dynamodb',
  's3',
  'sns',
  'sqs',
  'eventbridge',
] as const;
export type Service = (typeof SERVICES)[number];

/** The fate of one message. */
export type Delivery =
  | 'acknowledged'
  /** The delay that was requested, whether or not it was granted. */
  | { readonly againInSeconds: number | undefined };

export interface DeliverOptions {
  /** How often the queue has delivered the message, including this time. */
  readonly attempt?: number;
}

/**
 * The function as deployed, with services on this machine behind fault proxies: fauxqs for S3, SQS and SNS, dynalite for
 * DynamoDB, canned answers for Rekognition, Textract and EventBridge.
 */
export async function openAwsDay(env: Readonly<Record<string, string>> = {}) {
  const fauxqs = await startFauxqs({ port: 0, host: '127.0.0.1', logger: false });
  const dynamo = await startLocalDynamo();
  const aws = `http://127.0.0.1:${fauxqs.port}`;
  const proxies = Object.fromEntries(
    await Promise.all(
      SERVICES.map(async (service) => [service, await startFaultProxy(behind(service))] as const),
    ),
  ) as Record<Service, FaultProxy>;
  fauxqs.createQueue('uploads', { attributes: { VisibilityTimeout: '360' } });
  const queueUrl = `${proxies.sqs.endpoint}/000000000000/uploads`;
  const { topicArn } = fauxqs.createTopic('topic');
  fauxqs.createQueue('mailbox');
  fauxqs.subscribe({ topic: 'topic', queue: 'mailbox' });
  const bucket = 'yard';
  const s3 = new S3Client({ endpoint: aws, region: REGION, credentials: CREDENTIALS });
  for (const Bucket of [bucket, 'rules']) await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new PutObjectCommand({ Bucket: 'rules', Key: 'watchlist.yaml', Body: RULES }));
  const sqs = new SQSClient({ endpoint: aws, region: REGION, credentials: CREDENTIALS });
  const store = new DynamoResultStore(localClient(dynamo.endpoint));
  Object.assign(process.env, {
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    // Without the SDK's own retries, each row is one attempt of ours.
    AWS_MAX_ATTEMPTS: '1',
    ...Object.fromEntries(
      SERVICES.map((name) => [`AWS_ENDPOINT_URL_${name.toUpperCase()}`, proxies[name].endpoint]),
    ),
  });
  const lines: string[] = [];
  const settings = readSettings({
    IMAGE_BUCKET: bucket,
    QUEUE_URL: queueUrl,
    MAX_RECEIVE_COUNT: '20',
    METADATA_TABLE: 'ImageTextMetadata',
    MATCHES_TABLE: 'ImageTextMatches',
    DELIVERIES_TABLE: 'ImageTextDeliveries',
    ALERTS_TABLE: 'ImageTextAlerts',
    RULES_BUCKET: 'rules',
    RULES_KEY: 'watchlist.yaml',
    TOPIC_ARN: topicArn,
    NOTIFY_ON: 'matches,failures',
    DETECTOR: '"rekognition"',
    CALLS_PER_SECOND: '1000',
    // Each row here is about one message; grouping has specs of its own.
    TELLING: '{ "tell": "each" }',
    ...env,
  });
  const container = buildContainer(settings, (line) => void lines.push(line));
  const delay = jest.spyOn(container.get(TOKENS.delays), 'delay');
  const pipeline = container.get(TOKENS.pipeline);

  function behind(service: Service): string {
    if (service === 'dynamodb') return dynamo.endpoint;
    return ['rekognition', 'textract', 'eventbridge'].includes(service) ? NOBODY : aws;
  }

  const day = {
    lines,
    /** Everything works: images show KEEP OUT, and the bus accepts events. */
    mend(): void {
      for (const proxy of Object.values(proxies)) proxy.plan = () => undefined;
      proxies.rekognition.plan = () => shows('KEEP OUT');
      proxies.eventbridge.plan = () => taken();
    },
    /** From now on every call of the service, or of one operation, has this fault. */
    break(service: Service, fault: Fault, operation?: string): void {
      proxies[service].plan = (seen) =>
        operation === undefined || seen === operation ? fault : undefined;
    },
    plan(service: Service, plan: FaultProxy['plan']): void {
      proxies[service].plan = plan;
    },
    calls: (service: Service): readonly string[] => proxies[service].seen,
    async put(key: string, content: string | Uint8Array = 'x'): Promise<void> {
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: content }));
    },
    /** Passes a message to the function and deletes it, as Lambda does. */
    async deliver(body: unknown, { attempt = 1 }: DeliverOptions = {}): Promise<Delivery> {
      fauxqs.sendMessage('uploads', typeof body === 'string' ? body : escaped(body));
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: queueUrl }));
      const [message] = Messages;
      const { MessageId = '', ReceiptHandle = '', Body = '' } = message ?? {};
      const record = { ...sqsRecord(Body, MessageId, attempt), receiptHandle: ReceiptHandle };
      const { batchItemFailures } = await pipeline.handle({ Records: [record] }, PLENTY);
      await sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle }));
      const isAgain = batchItemFailures.some(({ itemIdentifier }) => itemIdentifier === MessageId);
      if (!isAgain) return 'acknowledged';
      const [, againInSeconds] =
        delay.mock.calls.find(([handle]) => handle === ReceiptHandle) ?? [];
      return { againInSeconds };
    },
    deliverUpload: (about: ObjectEvent, options?: DeliverOptions) =>
      day.deliver(eventBridgeEvent(about), options),
    stored: (key: string): Promise<Result | undefined> => store.find(`${bucket}/${key}`),
    /** What waits to be told about an image. */
    waiting: async (key: string): Promise<readonly Waiting[]> => {
      const query = { imageId: `${bucket}/${key}`, state: 'waiting', limit: 100 } as const;
      return (await store.deliveries.list(query)).items;
    },
    /** The time comes for what waits about an image, and the sweeper. */
    async sweepDue(key: string): Promise<void> {
      for (const { id, channel, due } of await day.waiting(key)) {
        await store.deliveries.postpone(channel, [{ id, due, until: 0 }]);
      }
      await container.get(TOKENS.sweeper).sweep(new AbortController().signal);
    },
    /** The rule's history of one image. */
    matchesAbout: async (key: string): Promise<readonly MatchRecord[]> => {
      const { items } = await store.listMatches('gate', { limit: 100 });
      return items.filter(({ imageId }) => imageId === `${bucket}/${key}`);
    },
    /** Subjects of the mails about an image. */
    mailsAbout: (key: string): string[] =>
      (fauxqs.inspectQueue('mailbox')?.messages.ready ?? [])
        .map(({ body }) => JSON.parse(body) as { Subject: string; Message: string })
        .filter(({ Message }) => Message.includes(key))
        .map(({ Subject }) => Subject),
    async close(): Promise<void> {
      s3.destroy();
      sqs.destroy();
      await Promise.all(Object.values(proxies).map((proxy) => proxy.close()));
      await dynamo.close();
      await fauxqs.stop();
    },
  };
  day.mend();
  return day;
}

/** fauxqs rejects characters beyond U+FFFF, which SQS takes; JSON can escape them. */
function escaped(body: unknown): string {
  return JSON.stringify(body).replace(
    /[\ud800-\udfff]/g,
    (half) => `\\u${half.charCodeAt(0).toString(16)}`,
  );
}

export type AwsDay = Awaited<ReturnType<typeof openAwsDay>>;

/** An error in the JSON protocols. */
export function refusal(name: string, status = 400, message = 'no'): Fault {
  const body = JSON.stringify({ __type: name, Code: name, Logref: 'l', Message: message, message });
  return { kind: 'answer', status, body };
}

/** An error in SNS's query protocol, which drops the suffix `Exception`. */
export function snsRefusal(code: string, status = 400): Fault {
  const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>no</Message></Error>`;
  const namespace = 'http://sns.amazonaws.com/doc/2010-03-31/';
  const body = `<ErrorResponse xmlns="${namespace}">${error}<RequestId>r</RequestId></ErrorResponse>`;
  return { kind: 'answer', status, body };
}

/** Rekognition's answer for an image with this line of text. */
export function shows(text: string): Fault {
  const Geometry = { BoundingBox: { Left: 0.1, Top: 0.1, Width: 0.5, Height: 0.1 }, Polygon: [] };
  const words = text.split(' ').filter((word) => word !== '');
  const line = { Type: 'LINE', Id: 0, DetectedText: text, Confidence: 99, Geometry };
  const pieces = words.map((DetectedText, index) => ({
    Type: 'WORD',
    Id: index + 1,
    ParentId: 0,
    DetectedText,
    Confidence: 99,
    Geometry,
  }));
  const TextDetections = words.length > 0 ? [line, ...pieces] : [];
  const body = JSON.stringify({ TextDetections, TextModelVersion: '3.0' });
  return { kind: 'answer', status: 200, body };
}

/** EventBridge's answer to one entry: accepted, or rejected within a success. */
export function taken(errorCode?: string): Fault {
  const entry = errorCode ? { ErrorCode: errorCode, ErrorMessage: 'no' } : { EventId: 'e' };
  const body = JSON.stringify({ FailedEntryCount: errorCode ? 1 : 0, Entries: [entry] });
  return { kind: 'answer', status: 200, body };
}
