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
import type { HttpApi } from './http-api/http-api.ts';
import type { TestIssuer } from './http-api/test-issuer.ts';
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

export interface LocalStackParts {
  readonly region: string;
  readonly resources: StackResources;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly accessControl: AccessControl;
  readonly bus: EventBus;
  readonly mailboxes: Mailboxes;
  readonly functions: readonly LambdaFunction[];
  /** Errors of invocations that failed as a whole. */
  readonly failures: readonly unknown[];
  readonly gateway: Gateway;
  readonly httpApis: readonly HttpApi[];
  /** Signs the tokens that they ask for. */
  readonly issuer: TestIssuer;
  readonly fauxqs: string;
  readonly closeParts: () => Promise<void>;
}

export type LocalStack = ReturnType<typeof localStack>;

/** The synthesised stack, running on this machine. */
export function localStack(parts: LocalStackParts) {
  const { region, resources, functions, bus, gateway, fauxqs, closeParts } = parts;
  const { endpoint } = gateway;
  const config = { endpoint, region, credentials: ANY_CREDENTIALS };
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  const dynamo = new DynamoDBClient(config);
  const sqs = new SQSClient(config);
  const peek = async ({ name }: QueueResource): Promise<QueueState> => {
    const response = await fetch(`${fauxqs}/_fauxqs/queues/${name}`);
    return ((await response.json()) as { messages: QueueState }).messages;
  };
  return {
    ...parts,
    ...{ endpoint, s3, dynamo, sqs },
    queue: (logicalId: string) => find(resources.queues, logicalId, (queue) => queue),
    function: (logicalId: string) => find(functions, logicalId, ({ resource }) => resource),
    send: async ({ url: QueueUrl }: QueueResource, MessageBody: string) =>
      void (await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }))),
    /** Shows a queue's messages without receiving them. */
    peek,
    /**
     * Makes postponed messages visible, as if their delay had passed, but not those received a moment ago: a function
     * may still be working on them. `includeInFlight` takes those too.
     */
    async skipDelays(queue: QueueResource, { includeInFlight = false } = {}): Promise<void> {
      const { inflight } = await peek(queue);
      const seconds = Number(queue.attributes['VisibilityTimeout'] ?? DEFAULT_VISIBILITY_SECONDS);
      for (const { receiptHandle, visibilityDeadline } of inflight) {
        const left = (visibilityDeadline - Date.now()) / 1000;
        const isJustReceived = left <= seconds && left > seconds - MAX_WORK_SECONDS;
        if (includeInFlight || !isJustReceived) await makeVisible(sqs, queue, receiptHandle);
      }
    },
    /** From now on these calls find their service down. */
    break: (outage: Outage) => void (gateway.outage = outage),
    mend: () => void (gateway.outage = () => false),
    /** Runs a scheduled rule now. */
    fire: (logicalId: string) => bus.fire(find(resources.rules, logicalId, (rule) => rule)),
    async close(): Promise<void> {
      await closeParts();
      for (const client of [s3, dynamo, sqs]) client.destroy();
    },
  };
}

async function makeVisible(
  sqs: SQSClient,
  { url: QueueUrl }: QueueResource,
  ReceiptHandle: string,
): Promise<void> {
  const change = { QueueUrl, ReceiptHandle, VisibilityTimeout: 0 };
  try {
    await sqs.send(new ChangeMessageVisibilityCommand(change));
  } catch (error) {
    // Deleted, or visible again, since we looked.
    if (!(error instanceof MessageNotInflight)) throw error;
  }
}

/** The CDK appends a hash to the logical ids that it was given. */
function find<T>(
  all: readonly T[],
  logicalId: string,
  resourceOf: (one: T) => { readonly logicalId: string },
): T {
  const found = all.find((one) => resourceOf(one).logicalId.startsWith(logicalId));
  if (!found) throw new Error(`The template has no ${logicalId}.`);
  return found;
}
