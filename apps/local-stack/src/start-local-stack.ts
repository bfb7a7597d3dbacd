import { readFileSync } from 'node:fs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { ChangeMessageVisibilityCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { TextDetector } from '@glyphwatch/domain';
import { type ScheduledFault, startRekognitionLocal } from '@glyphwatch/rekognition-local';
import { ANYBODY, createResources, startEmulators, type StoredObject } from './emulators.ts';
import { controlPlane } from './control-plane/control-plane.ts';
import { EventBus } from './events/event-bus.ts';
import { type S3Event, s3Event } from './events/s3-event.ts';
import { intervalOf } from './events/schedule.ts';
import { forward } from './gateway/forward.ts';
import { type Gateway, type Services, startGateway, type Trouble } from './gateway/gateway.ts';
import { putEvents } from './gateway/put-events.ts';
import { answerSecret } from './gateway/secrets.ts';
import { S3Front } from './gateway/s3-front.ts';
import { AccessBook, type DeniedAccess } from './iam/access-book.ts';
import { LambdaFunction } from './lambda/lambda-function.ts';
import { QueuePoller } from './lambda/queue-poller.ts';
import { type Mail, Mailboxes } from './mailboxes.ts';
import { type Asset, readDeployment } from './template/read-deployment.ts';
import {
  type FunctionResource,
  type QueueResource,
  readResources,
  type RuleResource,
  type StackResources,
  type SubscriptionResource,
} from './template/read-resources.ts';
import { resolveTemplate } from './template/resolve-template.ts';
import type { Template } from './template/template.ts';

/** The one that the emulator behind knows. */
const ACCOUNT = '000000000000';
const DEFAULT_REGION = 'us-east-1';
const DEFAULT_VISIBILITY_SECONDS = 30;
/** Nothing here works so long on a message. */
const FRESH_SECONDS = 10;

export interface LocalStackOptions {
  /** What `synth` wrote. */
  readonly cdkOut: string;
  /** Default 0: any that is free. */
  readonly port?: number;
  readonly region?: string;
  /** Who reads images. Default: the text detector of this project. */
  readonly detector?: TextDetector;
  /** What goes wrong with which detection. */
  readonly faults?: readonly ScheduledFault[];
  /** Changes the template before anything is made of it. */
  readonly edit?: (template: Template) => Template;
  /** What becomes of an event of S3. Default: the bus gets it at once, once. */
  readonly deliver?: (event: S3Event, bus: EventBus) => Promise<void>;
  /** Whether schedules run by themselves. Default no: `fire` runs them. */
  readonly runsSchedules?: boolean;
  /** Gets every message where the template subscribes nobody. */
  readonly fallbackAddress?: string;
  readonly onMail?: (mail: Mail) => void;
  /** An invocation failed as a whole. */
  readonly onFailure?: (error: unknown) => void;
  readonly onDenied?: (denied: DeniedAccess) => void;
  readonly onLog?: (line: string, functionName: string) => void;
}

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

interface LocalStackParts extends Pick<
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

/** Brings up everything that the template describes: ready when it resolves. */
export async function startLocalStack(options: LocalStackOptions): Promise<LocalStack> {
  const opened: Closing[] = [];
  try {
    return await start(options, opened);
  } catch (error) {
    await closeAll(opened);
    throw error;
  }
}

type Closing = () => unknown;

/** The last opened first. */
async function closeAll(opened: Closing[]): Promise<void> {
  for (let close = opened.pop(); close; close = opened.pop()) await close();
}

async function start(options: LocalStackOptions, opened: Closing[]): Promise<LocalStack> {
  const { cdkOut, port = 0, region = DEFAULT_REGION, edit = (template) => template } = options;
  const place = { account: ACCOUNT, region };
  const gateway = await startGateway({ port, ...place });
  opened.push(() => gateway.close());
  const { endpoint } = gateway;
  const { template, assets } = readDeployment(cdkOut);
  const resolved = resolveTemplate(edit(template), { ...place, endpoint });
  const resources = readResources(resolved);
  const emulators = await startEmulators(region);
  opened.push(() => emulators.close());
  await createResources(emulators, resources, filesOf(assets, place), region);

  const book = new AccessBook(resources, options.onDenied);
  const failures: unknown[] = [];
  const onFailure = (error: unknown): void => {
    failures.push(error);
    options.onFailure?.(error);
  };
  const functions = resources.functions.map((resource) =>
    newFunction(resource, { assets, book, endpoint, region, onLog: options.onLog ?? (() => {}) }),
  );
  opened.push(() => Promise.all(functions.map((each) => each.crash())));
  const functionOf = (name: string): LambdaFunction => {
    const found = functions.find(({ resource }) => [resource.arn, resource.name].includes(name));
    if (!found) throw new Error(`The template has no function ${name}.`);
    return found;
  };
  const bus = new EventBus(resources, book, {
    sendToQueue: sender(emulators.fauxqs, resources, region),
    // EventBridge hands over; what becomes of it is the function's.
    invokeFunction: async (arn, event) => {
      await functionOf(arn).invoke(event).catch(onFailure);
    },
  });
  const mailboxes = new Mailboxes(subscriptionsOf(resources, options), options.onMail);
  const rekognition = await startRekognitionLocal({
    port: 0,
    s3: { endpoint, region },
    ...(options.detector && { detector: options.detector }),
    ...(options.faults && { faults: options.faults }),
  });
  opened.push(() => rekognition.close());
  const { deliver = (event) => bus.put(event) } = options;
  const s3Front = new S3Front({
    endpoint: emulators.fauxqs,
    buckets: resources.buckets,
    onChange: (change) => deliver(s3Event(change, place), bus),
  });
  const services: Services = {
    s3: (request) => s3Front.answer(request),
    sqs: (request) => forward(emulators.fauxqs, request),
    sts: (request) => forward(emulators.fauxqs, request),
    async sns(request, { operation, input }) {
      const answer = await forward(emulators.fauxqs, request);
      if (operation === 'Publish' && answer.status === 200) mailboxes.deliver(input);
      return answer;
    },
    dynamodb: (request) => forward(emulators.dynamodb, request),
    events: (_, call) => putEvents(call, bus, place),
    rekognition: (request) => forward(rekognition.url, request),
    secretsmanager: (_, call) => answerSecret(call, resources.secrets),
  };
  const { outputs } = resolved;
  const parts = { endpoint, region, resources, outputs, book, services };
  gateway.open(services, book, controlPlane(parts));

  const pollers = resources.mappings.map((mapping) => {
    const target = functionOf(mapping.functionName);
    const queue = resources.queues.find(({ arn }) => arn === mapping.queueArn);
    if (!queue) throw new Error(`The template has no queue ${mapping.queueArn}.`);
    const accessKeyId = roleNameOf(target.resource);
    return new QueuePoller({ mapping, queue, target, endpoint, region, accessKeyId, onFailure });
  });
  opened.push(() => Promise.all(pollers.map((poller) => poller.stop())));
  for (const poller of pollers) await poller.start();
  const timers = options.runsSchedules ? runSchedules(resources.rules, bus) : [];
  opened.push(() => timers.forEach((timer) => clearInterval(timer)));
  return new LocalStack({
    endpoint,
    region,
    resources,
    outputs,
    book,
    bus,
    mailboxes,
    functions,
    failures,
    gateway,
    fauxqs: emulators.fauxqs,
    close: () => closeAll(opened),
  });
}

function subscriptionsOf(
  { subscriptions, topics }: StackResources,
  { fallbackAddress }: LocalStackOptions,
): readonly SubscriptionResource[] {
  if (subscriptions.length > 0 || fallbackAddress === undefined) return subscriptions;
  const endpoint = fallbackAddress;
  return topics.map(({ arn }) => ({ topicArn: arn, protocol: 'email', endpoint }));
}

interface FunctionParts {
  readonly assets: readonly Asset[];
  readonly book: AccessBook;
  readonly endpoint: string;
  readonly region: string;
  readonly onLog: (line: string, functionName: string) => void;
}

function newFunction(
  resource: FunctionResource,
  { assets, book, endpoint, region, onLog }: FunctionParts,
): LambdaFunction {
  const asset = assets.find(({ key, isFolder }) => isFolder && key === resource.codeKey);
  if (!asset) throw new Error(`The code of ${resource.name} is no asset of this deployment.`);
  const accessKeyId = roleNameOf(resource);
  const role = book.roleNamed(accessKeyId);
  // Lambda writes the log with the role's rights: without them the function runs, and nobody sees what it said.
  const mayLog = (action: string, more: string): boolean => {
    const group = `arn:aws:logs:${region}:${ACCOUNT}:log-group:${resource.logGroup}`;
    const access = { action: `logs:${action}`, resource: `${group}:${more}`, context: {} };
    return role !== undefined && book.ask(role, access).isAllowed;
  };
  return new LambdaFunction(resource, {
    codeFolder: asset.path,
    endpoint,
    region,
    accessKeyId,
    onLog: (line) => {
      const stream = 'log-stream:local';
      if (mayLog('CreateLogStream', stream) && mayLog('PutLogEvents', stream)) {
        onLog(line, resource.name);
      }
    },
  });
}

function roleNameOf({ roleArn }: FunctionResource): string {
  return roleArn.split('/').at(-1) ?? '';
}

function filesOf(assets: readonly Asset[], place: { account: string; region: string }) {
  return assets
    .filter(({ isFolder }) => !isFolder)
    .map(({ path, bucket, key }): StoredObject => {
      const name = bucket
        .replaceAll('${AWS::AccountId}', place.account)
        .replaceAll('${AWS::Region}', place.region);
      return { bucket: name, key, body: readFileSync(path) };
    });
}

/** Sends as AWS itself does: nobody's role is asked, the queue's policy was. */
function sender(fauxqs: string, { queues }: StackResources, region: string) {
  const sqs = new SQSClient({ endpoint: fauxqs, region, credentials: ANYBODY });
  return async (arn: string, body: string, attributes: Readonly<Record<string, string>>) => {
    const queue = queues.find((each) => each.arn === arn);
    if (!queue) throw new Error(`There is no queue ${arn}.`);
    const MessageAttributes = Object.fromEntries(
      Object.entries(attributes).map(([name, StringValue]) => [
        name,
        { DataType: 'String', StringValue },
      ]),
    );
    const message = { QueueUrl: queue.url, MessageBody: escapeAstral(body), MessageAttributes };
    await sqs.send(new SendMessageCommand(message));
  };
}

/** The SQS behind refuses emoji, which the real one takes; in JSON they can be written otherwise. */
function escapeAstral(body: string): string {
  return body.replace(/[\u{10000}-\u{10FFFF}]/gu, (character) =>
    [...Array(character.length).keys()]
      .map((index) => `\\u${character.charCodeAt(index).toString(16)}`)
      .join(''),
  );
}

function runSchedules(rules: readonly RuleResource[], bus: EventBus): NodeJS.Timeout[] {
  return rules.flatMap((rule) =>
    rule.schedule === undefined
      ? []
      : [setInterval(() => void bus.fire(rule), intervalOf(rule.schedule))],
  );
}
