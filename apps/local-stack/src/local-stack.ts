import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { ChangeMessageVisibilityCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { ANYBODY } from './emulators.ts';
import type { EventBus } from './events/event-bus.ts';
import type { Gateway, Trouble } from './gateway/gateway.ts';
import type { AccessBook } from './iam/access-book.ts';
import type { LambdaFunction } from './lambda/lambda-function.ts';
import type { Mailboxes } from './mailboxes.ts';
import type { QueueResource, StackResources } from './template/read-resources.ts';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
const DEFAULT_VISIBILITY_SECONDS = 30;
/** Nothing here works so long on a message. */
const FRESH_SECONDS = 10;

export interface QueueState {
  readonly ready: readonly QueuedMessage[];
  readonly delayed: readonly QueuedMessage[];
  readonly inflight: readonly {
    readonly message: QueuedMessage;
    readonly receiptHandle: string;
    /** Milliseconds since 1970. */
    readonly visibilityDeadline: number;
  }[];
}

export interface QueuedMessage {
  readonly body: string;
  readonly messageAttributes?: Readonly<Record<string, { readonly StringValue?: string }>>;
}

/** The synthesised stack, running on this machine. */
export class LocalStack {
  readonly endpoint: string;
  readonly region: string;
  readonly resources: StackResources;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly book: AccessBook;
  readonly bus: EventBus;
  readonly mailboxes: Mailboxes;
  readonly functions: readonly LambdaFunction[];
  /** Invocations that failed as a whole. */
  readonly failures: readonly unknown[];
  readonly s3: S3Client;
  readonly dynamo: DynamoDBClient;
  readonly sqs: SQSClient;
  readonly #gateway: Gateway;
  readonly #fauxqs: string;
  readonly #close: () => Promise<void>;

  constructor(parts: LocalStackParts) {
    this.endpoint = parts.endpoint;
    this.region = parts.region;
    this.resources = parts.resources;
    this.outputs = parts.outputs;
    this.book = parts.book;
    this.bus = parts.bus;
    this.mailboxes = parts.mailboxes;
    this.functions = parts.functions;
    this.failures = parts.failures;
    this.#gateway = parts.gateway;
    this.#fauxqs = parts.fauxqs;
    this.#close = parts.close;
    const config = { endpoint: parts.endpoint, region: parts.region, credentials: ANYBODY };
    this.s3 = new S3Client({ ...config, forcePathStyle: true });
    this.dynamo = new DynamoDBClient(config);
    this.sqs = new SQSClient(config);
  }

  queue(logicalId: string): QueueResource {
    const found = this.resources.queues.find((queue) => queue.logicalId.startsWith(logicalId));
    if (!found) throw new Error(`The template has no queue ${logicalId}.`);
    return found;
  }

  function(logicalId: string): LambdaFunction {
    const found = this.functions.find(({ resource }) => resource.logicalId.startsWith(logicalId));
    if (!found) throw new Error(`The template has no function ${logicalId}.`);
    return found;
  }

  async send({ url: QueueUrl }: QueueResource, MessageBody: string): Promise<void> {
    await this.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  }

  /** All messages of a queue, without receiving them. */
  async look({ name }: QueueResource): Promise<QueueState> {
    const response = await fetch(`${this.#fauxqs}/_fauxqs/queues/${name}`);
    return ((await response.json()) as { messages: QueueState }).messages;
  }

  /**
   * What a function postponed comes back at once, as if its time had passed; what was only just received does not: it
   * may be in work. With `evenIfInWork` everything comes back.
   */
  async hurry(queue: QueueResource, { evenIfInWork = false } = {}): Promise<void> {
    const { inflight } = await this.look(queue);
    const seconds = Number(queue.attributes['VisibilityTimeout'] ?? DEFAULT_VISIBILITY_SECONDS);
    for (const { receiptHandle: ReceiptHandle, visibilityDeadline } of inflight) {
      const left = (visibilityDeadline - Date.now()) / 1000;
      const isFresh = left <= seconds && left > seconds - FRESH_SECONDS;
      if (isFresh && !evenIfInWork) continue;
      const change = { QueueUrl: queue.url, ReceiptHandle, VisibilityTimeout: 0 };
      // It may have been deleted meanwhile.
      await this.sqs.send(new ChangeMessageVisibilityCommand(change)).catch(() => {});
    }
  }

  /** From now on these calls meet a service that is down. */
  break(trouble: Trouble): void {
    this.#gateway.trouble = trouble;
  }

  mend(): void {
    this.#gateway.trouble = () => false;
  }

  /** A rule's schedule is due. */
  async fire(logicalId: string): Promise<void> {
    const rule = this.resources.rules.find((each) => each.logicalId.startsWith(logicalId));
    if (!rule) throw new Error(`The template has no rule ${logicalId}.`);
    await this.bus.fire(rule);
  }

  async close(): Promise<void> {
    await this.#close();
    for (const client of [this.s3, this.dynamo, this.sqs]) client.destroy();
  }
}

export interface LocalStackParts extends Pick<
  LocalStack,
  | 'endpoint'
  | 'region'
  | 'resources'
  | 'outputs'
  | 'book'
  | 'bus'
  | 'mailboxes'
  | 'functions'
  | 'failures'
> {
  readonly gateway: Gateway;
  readonly fauxqs: string;
  readonly close: () => Promise<void>;
}
