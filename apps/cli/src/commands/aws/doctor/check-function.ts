import type { FunctionConfiguration, LambdaClient } from '@aws-sdk/client-lambda';
import { showText } from '../../../terminal/show.ts';
import { queueArn } from '../arns.ts';
import { functionConfiguration } from '../deployed.ts';
import { type Examined, readDetector } from './examined.ts';
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
            `its variable ${variable} differs from the stack; it was changed by hand`,
            DEPLOY,
          ),
        ),
        ...(readDetector(configuration).mistakes ?? []).map(({ path, message }) =>
          problem(`its variable ${['DETECTOR', ...path].join('.')} ${message}`, DEPLOY),
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
    return [warning('an update is in progress', 'glyphwatch aws doctor')];
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

export function checkMapping({ deployment, arns, mapping }: Examined): Check {
  const { parts } = deployment;
  const name = 'queue to function';
  const { ok, warning, problem } = findingsOf(name);
  const find = async (): Promise<Finding[]> => {
    const found = await mapping();
    if (!found) {
      return [problem(`nothing feeds the function from ${queueArn(parts.Queue, arns)}`, DEPLOY)];
    }
    const { UUID = '', State, StateTransitionReason, FunctionResponseTypes = [] } = found;
    const enable = `aws lambda update-event-source-mapping --uuid ${shellWord(UUID)} --enabled`;
    if (State !== 'Enabled') {
      const why = StateTransitionReason ? ` (${showText(StateTransitionReason)})` : '';
      return State === 'Disabled'
        ? [problem(`disabled${why}: uploads wait in the queue`, enable)]
        : [warning(`${State}${why}`, 'glyphwatch aws doctor')];
    }
    if (!FunctionResponseTypes.includes('ReportBatchItemFailures')) {
      return [problem('one failed image makes its whole batch fail', DEPLOY)];
    }
    const result = found.LastProcessingResult ?? '';
    if (/^PROBLEM/i.test(result)) {
      return [problem(showText(result), `aws logs tail /aws/lambda/${parts.Function} --since 1h`)];
    }
    const most = found.ScalingConfig?.MaximumConcurrency;
    return [ok(`enabled${most === undefined ? '' : `, at most ${most} functions at once`}`)];
  };
  return { name, find };
}
