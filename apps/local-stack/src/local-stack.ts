import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import {
  ChangeMessageVisibilityCommand,
  MessageNotInflight,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { ANY_CREDENTIALS } from './emulators.ts';
import type { EventBus } from './events/event-bus.ts';
import type { Gateway, Outage } from './gateway/gateway.ts';
import type { AccessControl } from './iam/access-control.ts';
import type { LambdaFunction } from './lambda/lambda-function.ts';
import type { Mailboxes } from './mailboxes.ts';
import type { QueueResource, StackResources } from './template/read-resources.ts';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
const DEFAULT_VISIBILITY_SECONDS = 30;
/** No message is worked on for longer here. */
const MAX_WORK_SECONDS = 10;

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
  readonly accessControl: AccessControl;
  readonly bus: EventBus;
  readonly mailboxes: Mailboxes;
  readonly functions: readonly LambdaFunction[];
  /** Errors of invocations that failed as a whole. */
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
    this.accessControl = parts.accessControl;
    this.bus = parts.bus;
    this.mailboxes = parts.mailboxes;
    this.functions = parts.functions;
    this.failures = parts.failures;
    this.#gateway = parts.gateway;
    this.#fauxqs = parts.fauxqs;
    this.#close = parts.close;
    const config = { endpoint: parts.endpoint, region: parts.region, credentials: ANY_CREDENTIALS };
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

  /** Shows a queue's messages without receiving them. */
  async peek({ name }: QueueResource): Promise<QueueState> {
    const response = await fetch(`${this.#fauxqs}/_fauxqs/queues/${name}`);
    return ((await response.json()) as { messages: QueueState }).messages;
  }

  /**
   * Makes postponed messages visible, as if their delay had passed, but not those received a moment ago: a function may
   * still be working on them. `includeInFlight` takes those too.
   */
  async skipDelays(queue: QueueResource, { includeInFlight = false } = {}): Promise<void> {
    const { inflight } = await this.peek(queue);
    const seconds = Number(queue.attributes['VisibilityTimeout'] ?? DEFAULT_VISIBILITY_SECONDS);
    for (const { receiptHandle, visibilityDeadline } of inflight) {
      const left = (visibilityDeadline - Date.now()) / 1000;
      const isJustReceived = left <= seconds && left > seconds - MAX_WORK_SECONDS;
      if (includeInFlight || !isJustReceived) await this.#makeVisible(queue, receiptHandle);
    }
  }

  async #makeVisible({ url: QueueUrl }: QueueResource, ReceiptHandle: string): Promise<void> {
    const change = { QueueUrl, ReceiptHandle, VisibilityTimeout: 0 };
    try {
      await this.sqs.send(new ChangeMessageVisibilityCommand(change));
    } catch (error) {
      // Deleted, or visible again, since we looked.
      if (!(error instanceof MessageNotInflight)) throw error;
    }
  }

  /** From now on these calls find their service down. */
  break(outage: Outage): void {
    this.#gateway.outage = outage;
  }

  mend(): void {
    this.#gateway.outage = () => false;
  }

  /** Runs a scheduled rule now. */
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
  | 'accessControl'
  | 'bus'
  | 'mailboxes'
  | 'functions'
  | 'failures'
> {
  readonly gateway: Gateway;
  readonly fauxqs: string;
  readonly close: () => Promise<void>;
}
