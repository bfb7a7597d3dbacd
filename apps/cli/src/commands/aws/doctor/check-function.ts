import type { FunctionConfiguration, LambdaClient } from '@aws-sdk/client-lambda';
import { showText } from '../../../terminal/show.ts';
import { queueArn } from '../arns.ts';
import { functionConfiguration } from '../deployed.ts';
import type { Examined } from './examined.ts';
import { type Check, DEPLOY, type Finding, findingsOf } from './finding.ts';
import { orMissing } from './or-missing.ts';
import { shellWord } from '../../../terminal/shell-word.ts';

export function checkScanFunction({ deployment: { parts }, scanFunction }: Examined): Check {
  const name = 'function';
  const { problem } = findingsOf(name);
  return {
    name,
    find: orMissing(name, parts.Function, async () => {
      const configuration = await scanFunction();
      const wrong = wrongSettings(configuration, {
        IMAGE_BUCKET: parts.Bucket,
        QUEUE_URL: parts.Queue,
        METADATA_TABLE: parts.MetadataTable,
        MATCHES_TABLE: parts.MatchesTable,
        TOPIC_ARN: parts.Topic,
      });
      return [
        ...states(name, configuration),
        ...wrong.map((variable) =>
          problem(
            `its setting ${variable} is not what the stack says: somebody changed it`,
            DEPLOY,
          ),
        ),
      ];
    }),
  };
}

export function checkSweepFunction(
  client: LambdaClient,
  { deployment: { parts } }: Examined,
): Check {
  const name = 'sweeper';
  return {
    name,
    find: orMissing(name, parts.SweepFunction, async () =>
      states(name, await functionConfiguration(client, parts.SweepFunction)),
    ),
  };
}

function states(name: string, configuration: FunctionConfiguration): Finding[] {
  const { ok, warning, problem } = findingsOf(name);
  const { State, StateReason, LastUpdateStatus, LastUpdateStatusReason } = configuration;
  const { FunctionName = '', Runtime = '', MemorySize, Timeout, LastModified } = configuration;
  const because = (reason: string | undefined) => (reason ? `: ${showText(reason)}` : '');
  if (State === 'Failed')
    return [problem(`${FunctionName} cannot run${because(StateReason)}`, DEPLOY)];
  if (LastUpdateStatus === 'Failed') {
    return [problem(`its last update failed${because(LastUpdateStatusReason)}`, DEPLOY)];
  }
  if (State === 'Pending' || LastUpdateStatus === 'InProgress') {
    return [warning('it is being changed at the moment', 'glyphwatch aws doctor')];
  }
  const about = [
    Runtime,
    `${MemorySize} MB`,
    `${Timeout} s`,
    `since ${LastModified?.slice(0, 16)}`,
  ];
  return [ok(`${FunctionName} is ready (${about.join(', ')})`)];
}

function wrongSettings(
  { Environment }: FunctionConfiguration,
  wanted: Readonly<Record<string, string>>,
): string[] {
  const set = Environment?.Variables ?? {};
  return Object.entries(wanted).flatMap(([name, value]) => (set[name] === value ? [] : [name]));
}

/** What takes uploads from the queue and gives them to the function. */
export function checkMapping({ deployment, arns, mapping }: Examined): Check {
  const { parts } = deployment;
  const name = 'queue to function';
  const { ok, warning, problem } = findingsOf(name);
  const find = async (): Promise<Finding[]> => {
    const found = await mapping();
    if (!found) {
      return [problem(`nothing takes uploads from ${queueArn(parts.Queue, arns)}`, DEPLOY)];
    }
    const { UUID = '', State, StateTransitionReason, FunctionResponseTypes = [] } = found;
    const enable = `aws lambda update-event-source-mapping --uuid ${shellWord(UUID)} --enabled`;
    if (State !== 'Enabled') {
      const why = StateTransitionReason ? ` (${showText(StateTransitionReason)})` : '';
      return State === 'Disabled'
        ? [problem(`switched off${why}: uploads wait in the queue`, enable)]
        : [warning(`${State}${why}`, 'glyphwatch aws doctor')];
    }
    if (!FunctionResponseTypes.includes('ReportBatchItemFailures')) {
      return [problem('one image that fails takes its whole batch with it', DEPLOY)];
    }
    const result = found.LastProcessingResult ?? '';
    if (/^PROBLEM/i.test(result)) {
      return [problem(showText(result), `aws logs tail /aws/lambda/${parts.Function} --since 1h`)];
    }
    const most = found.ScalingConfig?.MaximumConcurrency;
    return [ok(`on${most === undefined ? '' : `, at most ${most} functions at once`}`)];
  };
  return { name, find };
}
