import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import { shellWord } from '../../../terminal/shell-word.ts';
import { showText } from '../../../terminal/show.ts';
import { queueArn } from '../arns.ts';
import { functionConfiguration } from '../deployed.ts';
import { type Examined, readDetector } from './examined.ts';
import { DEPLOY, type Say } from './finding.ts';

export async function checkScanFunction({ deployment, scanFunction }: Examined, say: Say) {
  const { outputs } = deployment;
  const configuration = await scanFunction();
  const { Environment } = configuration;
  const wanted = {
    IMAGE_BUCKET: outputs.Bucket,
    QUEUE_URL: outputs.Queue,
    METADATA_TABLE: outputs.MetadataTable,
    MATCHES_TABLE: outputs.MatchesTable,
    DELIVERIES_TABLE: outputs.DeliveriesTable,
    ALERTS_TABLE: outputs.AlertsTable,
    TOPIC_ARN: outputs.Topic,
  };
  const wrong = Object.entries(wanted).filter(
    ([name, value]) => Environment?.Variables?.[name] !== value,
  );
  const { mistakes = [] } = readDetector(configuration);
  const aboutVariables = [
    ...wrong.map(([name]) => `${name} differs from the stack; it was changed by hand`),
    ...mistakes.map(({ path, message }) => `${['DETECTOR', ...path].join('.')} ${message}`),
  ];
  return [
    stateOf(configuration, say),
    ...aboutVariables.map((what) => say.problem(`its variable ${what}`, DEPLOY)),
  ];
}

export async function checkOtherFunction({ clients }: Examined, say: Say, name: string) {
  return stateOf(await functionConfiguration(clients.lambda, name), say);
}

function stateOf(configuration: FunctionConfiguration, { ok, warning, problem }: Say) {
  const { State, StateReason, LastUpdateStatus, LastUpdateStatusReason } = configuration;
  const { FunctionName = '', Runtime = '', MemorySize, Timeout, LastModified } = configuration;
  const because = (reason: string | undefined) => (reason ? `: ${showText(reason)}` : '');
  if (State === 'Failed')
    return problem(`${FunctionName} cannot run${because(StateReason)}`, DEPLOY);
  if (LastUpdateStatus === 'Failed') {
    return problem(`its last update failed${because(LastUpdateStatusReason)}`, DEPLOY);
  }
  if (State === 'Pending' || LastUpdateStatus === 'InProgress') {
    return warning('an update is in progress', 'glyphwatch aws doctor');
  }
  const size = `${Runtime}, ${MemorySize} MB, ${Timeout} s`;
  return ok(`${FunctionName} is ready (${size}, since ${LastModified?.slice(0, 16)})`);
}

export async function checkMapping({ deployment, arns, mapping }: Examined, say: Say) {
  const { outputs } = deployment;
  const found = await mapping();
  if (!found) {
    return say.problem(`nothing feeds the function from ${queueArn(outputs.Queue, arns)}`, DEPLOY);
  }
  const { UUID = '', State, StateTransitionReason, FunctionResponseTypes = [] } = found;
  const enable = `aws lambda update-event-source-mapping --uuid ${shellWord(UUID)} --enabled`;
  if (State !== 'Enabled') {
    const why = StateTransitionReason ? ` (${showText(StateTransitionReason)})` : '';
    return State === 'Disabled'
      ? say.problem(`disabled${why}: uploads wait in the queue`, enable)
      : say.warning(`${State}${why}`, 'glyphwatch aws doctor');
  }
  if (!FunctionResponseTypes.includes('ReportBatchItemFailures')) {
    return say.problem('one failed image makes its whole batch fail', DEPLOY);
  }
  const result = found.LastProcessingResult ?? '';
  if (/^PROBLEM/i.test(result)) {
    return say.problem(
      showText(result),
      `aws logs tail /aws/lambda/${outputs.Function} --since 1h`,
    );
  }
  const most = found.ScalingConfig?.MaximumConcurrency;
  return say.ok(`enabled${most === undefined ? '' : `, at most ${most} functions at once`}`);
}
