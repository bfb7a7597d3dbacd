import {
  DescribeRuleCommand,
  type DescribeRuleCommandOutput,
  type EventBridgeClient,
} from '@aws-sdk/client-eventbridge';
import {
  type EventSourceMappingConfiguration,
  type FunctionConfiguration,
  GetFunctionConfigurationCommand,
  type LambdaClient,
  paginateListEventSourceMappings,
} from '@aws-sdk/client-lambda';
import { type ArnParts, arnPartsOf, queueArn } from './arns.ts';
import { ask } from './ask.ts';
import type { Deployment } from './find-stack.ts';

/** What is deployed. Each part is fetched once, when first needed, so that a failure affects only what needs it. */
export interface Deployed {
  readonly deployment: Deployment;
  readonly arns: ArnParts;
  readonly scanFunction: () => Promise<FunctionConfiguration>;
  /** The event source mapping from the upload queue; `undefined` if there is none. */
  readonly mapping: () => Promise<EventSourceMappingConfiguration | undefined>;
  readonly uploadPattern: () => Promise<string>;
}

export interface DeployedClients {
  readonly lambda: LambdaClient;
  readonly events: EventBridgeClient;
}

export function lookAt({ lambda, events }: DeployedClients, deployment: Deployment): Deployed {
  const { outputs } = deployment;
  const arns = arnPartsOf(deployment);
  return {
    deployment,
    arns,
    scanFunction: once(() => functionConfiguration(lambda, outputs.Function)),
    mapping: once(() => mappingOf(lambda, outputs.Function, queueArn(outputs.Queue, arns))),
    uploadPattern: once(
      async () => (await describeRule(events, outputs.UploadRule)).EventPattern ?? '{}',
    ),
  };
}

function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined;
  return () => (asked ??= ask());
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html */
export function functionConfiguration(
  client: LambdaClient,
  FunctionName: string,
): Promise<FunctionConfiguration> {
  return ask(
    'lambda:GetFunctionConfiguration',
    client.send(new GetFunctionConfigurationCommand({ FunctionName })),
  );
}

async function mappingOf(
  client: LambdaClient,
  FunctionName: string,
  EventSourceArn: string,
): Promise<EventSourceMappingConfiguration | undefined> {
  const pages = paginateListEventSourceMappings({ client }, { FunctionName });
  const first = async (): Promise<EventSourceMappingConfiguration | undefined> => {
    for await (const { EventSourceMappings = [] } of pages) {
      const found = EventSourceMappings.find(
        (mapping) => mapping.EventSourceArn === EventSourceArn,
      );
      if (found) return found;
    }
    return undefined;
  };
  return ask('lambda:ListEventSourceMappings', first());
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeRule.html */
export function describeRule(
  client: EventBridgeClient,
  Name: string,
): Promise<DescribeRuleCommandOutput> {
  return ask('events:DescribeRule', client.send(new DescribeRuleCommand({ Name })));
}

/** Detector calls per second of all concurrent functions together; each is configured with its share. */
export async function rateOf(
  { scanFunction, mapping }: Pick<Deployed, 'scanFunction' | 'mapping'>,
  variable: 'CALLS_PER_SECOND' | 'SECOND_CALLS_PER_SECOND' = 'CALLS_PER_SECOND',
): Promise<number | undefined> {
  const [{ Environment }, found] = await Promise.all([scanFunction(), mapping()]);
  const each = Number(Environment?.Variables?.[variable]);
  const functions = found?.ScalingConfig?.MaximumConcurrency;
  if (!Number.isFinite(each) || functions === undefined) return undefined;
  return Math.round(each * functions * 100) / 100;
}
