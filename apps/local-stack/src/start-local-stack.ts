import { readFileSync } from 'node:fs';
import type { TextDetector } from '@glyphwatch/domain';
import { OnnxTextDetector } from '@glyphwatch/onnx-text-detector';
import { type ScheduledFault, startRekognitionLocal } from '@glyphwatch/rekognition-local';
import type { AwsEnvironment, LocalEnvironment } from './aws-environment.ts';
import { controlPlane } from './control-plane/control-plane.ts';
import { createResources, type Emulators, startEmulators, type StoredObject } from './emulators.ts';
import { EventBus } from './events/event-bus.ts';
import { runSchedules } from './events/schedule.ts';
import { type S3Event, s3Event } from './events/s3-event.ts';
import { forward, type Services } from './gateway/forward.ts';
import { startGateway } from './gateway/gateway.ts';
import { detectDocumentText } from './gateway/detect-document-text.ts';
import { putEvents } from './gateway/put-events.ts';
import { S3Front } from './gateway/s3-front.ts';
import { answerSecret } from './gateway/secrets.ts';
import { type HttpApi, type HttpApiParts, startHttpApi } from './http-api/http-api.ts';
import { newTestIssuer, type TestIssuer } from './http-api/test-issuer.ts';
import { AccessControl, type DeniedAccess } from './iam/access-control.ts';
import type { LambdaFunction } from './lambda/lambda-function.ts';
import { newFunction, roleNameOf } from './lambda/new-function.ts';
import { QueuePoller } from './lambda/queue-poller.ts';
import { type LocalStack, localStack } from './local-stack.ts';
import { type Mail, Mailboxes } from './mailboxes.ts';
import { queueSender } from './queue-sender.ts';
import { subscribeQueues } from './subscribe-queues.ts';
import { type Asset, readDeployment } from './template/read-deployment.ts';
import {
  readResources,
  type StackResources,
  type SubscriptionResource,
} from './template/read-resources.ts';
import { resolveTemplate } from './template/resolve-template.ts';
import type { Template } from './template/template.ts';

/** The one that fauxqs knows. */
const ACCOUNT = '000000000000';
const DEFAULT_REGION = 'us-east-1';

export interface LocalStackOptions {
  /** The folder that `synth` wrote. */
  readonly cdkOut: string;
  /** Default 0: any free port. */
  readonly port?: number;
  readonly region?: string;
  /** Default: the ONNX detector. */
  readonly detector?: TextDetector;
  /** Detections that fail, and how. */
  readonly faults?: readonly ScheduledFault[];
  /** Changes the template before it is deployed. */
  readonly edit?: (template: Template) => Template;
  /** Delivers an S3 event. Default: to the bus, at once and once. */
  readonly deliver?: (event: S3Event, bus: EventBus) => Promise<void>;
  /** Whether schedules run on their own. Default no: `fire` runs them. */
  readonly runsSchedules?: boolean;
  /** Gets every message when the template has no subscribers. */
  readonly fallbackAddress?: string;
  readonly onMail?: (mail: Mail) => void;
  /** Called when an invocation fails as a whole. */
  readonly onFailure?: (error: unknown) => void;
  readonly onDenied?: (denied: DeniedAccess) => void;
  readonly onLog?: (line: string, functionName: string) => void;
}

/** Starts everything in the template; ready when it resolves. */
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

/** In reverse order of opening. */
async function closeAll(opened: Closing[]): Promise<void> {
  for (let close = opened.pop(); close; close = opened.pop()) await close();
}

async function start(options: LocalStackOptions, opened: Closing[]): Promise<LocalStack> {
  const { cdkOut, port = 0, region = DEFAULT_REGION, edit = (template) => template } = options;
  const environment = { account: ACCOUNT, region };
  const gateway = await startGateway(port, environment);
  opened.push(() => gateway.close());
  const { template, assets } = readDeployment(cdkOut);
  const { endpoint } = gateway;
  const resolved = resolveTemplate(edit(template), { ...environment, endpoint });
  const resources = readResources(resolved);
  const emulators = await startEmulators(region);
  opened.push(() => emulators.close());
  await createResources(emulators, resources, filesOf(assets, environment), region);

  const accessControl = new AccessControl(resources, options.onDenied);
  await subscribeQueues(resources, accessControl, emulators, region);
  const failures: unknown[] = [];
  const onFailure = (error: unknown): void => {
    failures.push(error);
    options.onFailure?.(error);
  };
  const onLog = options.onLog ?? (() => {});
  const functions = resources.functions.map((resource) =>
    newFunction(resource, { assets, accessControl, endpoint, ...environment, onLog }),
  );
  opened.push(() => Promise.all(functions.map((each) => each.crash())));
  const sender = queueSender(resources.queues, emulators.fauxqs, region);
  opened.push(sender.close);
  const bus = new EventBus(resources, accessControl, {
    sendToQueue: sender.send,
    // EventBridge invokes asynchronously: a failing function is no failure of the delivery.
    invokeFunction: async (arn, event) => {
      await functionNamed(arn, functions).invoke(event).catch(onFailure);
    },
  });
  const mailboxes = new Mailboxes(subscriptionsOf(resources, options), options.onMail);
  const core = { ...environment, endpoint, resources, emulators, bus, mailboxes };
  const services = await startServices(core, options, opened);
  const { outputs } = resolved;
  const context = { endpoint, region, resources, outputs, accessControl, services };
  gateway.open({ services, accessControl, controlPlane: controlPlane(context) });
  await startPollers({ ...core, functions, onFailure }, opened);
  const issuer = await newTestIssuer();
  const httpApis = await startHttpApis({ ...core, functions, issuer, onFailure }, opened);
  const timers = options.runsSchedules ? runSchedules(resources.rules, bus) : [];
  opened.push(() => timers.forEach((timer) => clearInterval(timer)));
  return localStack({
    ...{ region, resources, outputs, accessControl, bus, mailboxes, functions, failures, gateway },
    ...{ issuer, httpApis },
    fauxqs: emulators.fauxqs,
    closeParts: () => closeAll(opened),
  });
}

interface StackCore extends LocalEnvironment {
  readonly resources: StackResources;
  readonly emulators: Emulators;
  readonly bus: EventBus;
  readonly mailboxes: Mailboxes;
}

/** What answers each service's authorised requests. */
async function startServices(
  { account, region, endpoint, resources, emulators, bus, mailboxes }: StackCore,
  { detector, faults, deliver = (event) => bus.put(event) }: LocalStackOptions,
  opened: Closing[],
): Promise<Services> {
  const reads = detector ?? ownDetector(opened);
  const rekognition = await startRekognitionLocal({
    port: 0,
    s3: { endpoint, region },
    detector: reads,
    ...(faults && { faults }),
  });
  opened.push(() => rekognition.close());
  const s3Front = new S3Front({
    endpoint: emulators.fauxqs,
    buckets: resources.buckets,
    onChange: (change) => deliver(s3Event(change, { account, region }), bus),
  });
  return {
    s3: (request) => s3Front.answer(request),
    sqs: (request) => forward(emulators.fauxqs, request),
    sts: (request) => forward(emulators.fauxqs, request),
    async sns(request, { operation, input }) {
      const answer = await forward(emulators.fauxqs, request);
      if (operation === 'Publish' && answer.status === 200) mailboxes.deliver(input);
      return answer;
    },
    dynamodb: (request) => forward(emulators.dynamodb, request),
    events: (_, call) => putEvents(call, bus, { account, region }),
    rekognition: (request) => forward(rekognition.url, request),
    textract: (_, call) => detectDocumentText(call, reads),
    secretsmanager: (_, call) => answerSecret(call, resources.secrets),
  };
}

function ownDetector(opened: Closing[]): TextDetector {
  const onnx = new OnnxTextDetector();
  opened.push(() => onnx.close());
  return onnx;
}

interface PollerParts extends Pick<StackCore, 'endpoint' | 'region' | 'resources'> {
  readonly functions: readonly LambdaFunction[];
  readonly onFailure: (error: unknown) => void;
}

/** From now on messages reach functions. */
async function startPollers(
  { endpoint, region, resources, functions, onFailure }: PollerParts,
  opened: Closing[],
): Promise<void> {
  for (const mapping of resources.mappings) {
    const target = functionNamed(mapping.functionName, functions);
    const queue = resources.queues.find(({ arn }) => arn === mapping.queueArn);
    if (!queue) throw new Error(`The template has no queue ${mapping.queueArn}.`);
    const accessKeyId = roleNameOf(target.resource);
    const common = { endpoint, region, accessKeyId, onFailure };
    const poller = new QueuePoller({ mapping, queue, target, ...common });
    opened.push(() => poller.stop());
    await poller.start();
  }
}

interface HttpApisParts extends PollerParts, Pick<StackCore, 'account'> {
  readonly issuer: TestIssuer;
}

async function startHttpApis(
  { account, region, resources, functions, issuer, onFailure }: HttpApisParts,
  opened: Closing[],
): Promise<HttpApi[]> {
  const invoke: HttpApiParts['invoke'] = async ({ apiId, path, functionArn }, event) => {
    const source = `arn:aws:execute-api:${region}:${account}:${apiId}/*/*${path}`;
    const isAllowed = resources.permissions.some(
      (one) =>
        one.functionArn === functionArn &&
        one.principal === 'apigateway.amazonaws.com' &&
        one.sourceArn === source,
    );
    if (!isAllowed) throw new Error(`API Gateway may not invoke ${functionArn}.`);
    return functionNamed(functionArn, functions).invoke(event);
  };
  const started: HttpApi[] = [];
  for (const resource of resources.httpApis) {
    const api = await startHttpApi(resource, { issuer, invoke, onFailure });
    opened.push(() => api.close());
    started.push(api);
  }
  return started;
}

/** By name or ARN. */
function functionNamed(name: string, functions: readonly LambdaFunction[]): LambdaFunction {
  const found = functions.find(({ resource }) => [resource.arn, resource.name].includes(name));
  if (!found) throw new Error(`The template has no function ${name}.`);
  return found;
}

function subscriptionsOf(
  { subscriptions, topics }: StackResources,
  { fallbackAddress }: LocalStackOptions,
): readonly SubscriptionResource[] {
  if (subscriptions.length > 0 || fallbackAddress === undefined) return subscriptions;
  const endpoint = fallbackAddress;
  return topics.map(({ arn }) => ({ topicArn: arn, protocol: 'email', endpoint }));
}

function filesOf(assets: readonly Asset[], { account, region }: AwsEnvironment) {
  return assets
    .filter(({ isFolder }) => !isFolder)
    .map(({ path, bucket, key }): StoredObject => {
      const name = bucket
        .replaceAll('${AWS::AccountId}', account)
        .replaceAll('${AWS::Region}', region);
      return { bucket: name, key, body: readFileSync(path) };
    });
}
