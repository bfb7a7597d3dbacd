import {
  type CloudFormationClient,
  DescribeStacksCommand,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation';
import type { Outputs } from './describe-deployment.ts';

/** The part of a template that says what its outputs are. */
export interface OutputTemplate {
  readonly Outputs?: Readonly<Record<string, { readonly Value?: unknown }>>;
}

/**
 * What the stack calls its resources. An output that CloudFormation does not tell (some that only speak its language
 * tell none) is looked up among the resources, for all of ours are the name of one.
 */
export async function findOutputs(
  client: CloudFormationClient,
  stackName: string,
  template: OutputTemplate,
): Promise<Outputs> {
  const told = await toldOutputs(client, stackName);
  const wanted = Object.entries(template.Outputs ?? {});
  const isComplete = wanted.every(([id]) => told.has(id));
  const made = isComplete ? new Map<string, string>() : await madeResources(client, stackName);
  return Object.fromEntries(
    wanted.flatMap(([id, { Value }]) => {
      const value = told.get(id) ?? made.get(referenceOf(Value) ?? '') ?? literal(Value);
      // The CDK adds to the names that were given.
      return value === undefined ? [] : [[id.replace(/Output.*$/, ''), value] as const];
    }),
  );
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html */
async function toldOutputs(
  client: CloudFormationClient,
  StackName: string,
): Promise<Map<string, string>> {
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName }));
  const outputs = Stacks.flatMap(({ Outputs = [] }) => Outputs);
  return new Map(
    outputs.flatMap(({ OutputKey, OutputValue }) =>
      OutputKey && OutputValue ? [[OutputKey, OutputValue] as const] : [],
    ),
  );
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackResources.html */
async function madeResources(
  client: CloudFormationClient,
  StackName: string,
): Promise<Map<string, string>> {
  const made = new Map<string, string>();
  for await (const { StackResourceSummaries = [] } of paginateListStackResources(
    { client },
    { StackName },
  )) {
    for (const { LogicalResourceId, PhysicalResourceId } of StackResourceSummaries) {
      if (LogicalResourceId && PhysicalResourceId) made.set(LogicalResourceId, PhysicalResourceId);
    }
  }
  return made;
}

function referenceOf(value: unknown): string | undefined {
  return typeof value === 'object' && value !== null && 'Ref' in value
    ? String(value.Ref)
    : undefined;
}

function literal(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
