import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { failureName } from '@glyphwatch/aws-failures';
import { GlyphwatchError } from '@glyphwatch/domain';
import type { StackPlace } from './options.ts';
import type { Io } from '../../terminal/io.ts';
import { showName } from '../../terminal/show.ts';
import { ask } from './ask.ts';
import { clientConfig, type ClientConfig } from './client-config.ts';
import { invalid } from '../../terminal/invalid.ts';

/** Must match the outputs that `apps/infra` writes (`pipeline-stack.ts`). */
const OUTPUTS = [
  'Bucket',
  'Queue',
  'DeadLetters',
  'UndeliveredEvents',
  'UndeliveredMessages',
  'Topic',
  'AlarmTopic',
  'MetadataTable',
  'MatchesTable',
  'DeliveriesTable',
  'AlertsTable',
  'Function',
  'SweepFunction',
  'UploadRule',
  'DeletionRule',
  'SweepRule',
] as const;
type Output = (typeof OUTPUTS)[number];
/** Only where a console is deployed. */
const CONSOLE_OUTPUTS = ['ConsoleFunction', 'RevealsTable'] as const;
type ConsoleOutput = (typeof CONSOLE_OUTPUTS)[number];
type Outputs = Readonly<Record<Output, string> & Partial<Record<ConsoleOutput, string>>>;

/** A deployed pipeline. Its outputs are URLs for queues, ARNs for topics and names for everything else. */
export interface Deployment {
  readonly name: string;
  /** CloudFormation's own word, e.g. `UPDATE_COMPLETE`. */
  readonly status: string;
  readonly config: ClientConfig;
  readonly outputs: Outputs;
}

/** Fails with `settings-invalid` if the stack does not exist or is not a Glyphwatch pipeline. */
export async function findStack({ stack, region }: StackPlace, io: Io): Promise<Deployment> {
  const config = await clientConfig(region, io);
  const client = new CloudFormationClient(config);
  try {
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html
    const { Stacks: [found] = [] } = await ask(
      'cloudformation:DescribeStacks',
      client.send(new DescribeStacksCommand({ StackName: stack })),
    );
    if (!found) throw stackNotFound(stack, config.region);
    const outputs = new Map(
      (found.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [
        // The CDK appends `Output` and a number to the names that it was given.
        OutputKey.replace(/Output.*$/, ''),
        OutputValue,
      ]),
    );
    const status = found.StackStatus ?? 'unknown';
    return { name: stack, status, config, outputs: outputsOf(outputs, stack) };
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    throw failureName(cause) === 'ValidationError'
      ? stackNotFound(stack, config.region, cause)
      : error;
  } finally {
    client.destroy();
  }
}

function outputsOf(outputs: ReadonlyMap<string, string>, stack: string): Outputs {
  const missing = OUTPUTS.filter((name) => !outputs.get(name));
  if (missing.length === 0) {
    const given = [...OUTPUTS, ...CONSOLE_OUTPUTS].flatMap((name) => {
      const value = outputs.get(name);
      return value === undefined ? [] : [[name, value] as const];
    });
    return Object.fromEntries(given) as Outputs;
  }
  throw invalid(
    `The stack ${showName(stack)} lacks the outputs ${missing.join(', ')}. ` +
      'It may be another stack, still being created, or deployed by an older release. Name the right one with --stack, or deploy again: npx nx run infra:deploy',
  );
}

function stackNotFound(stack: string, region: string, cause?: unknown): GlyphwatchError {
  return invalid(
    `There is no stack ${showName(stack)} in ${showName(region)} in this account. Name another with --stack or --region, or deploy it: npx nx run infra:deploy`,
    cause,
  );
}
