import { ListTargetsByRuleCommand } from '@aws-sdk/client-eventbridge';
import { shellWord } from '../../../terminal/shell-word.ts';
import { queueArn } from '../arns.ts';
import { ask } from '../ask.ts';
import { describeRule } from '../deployed.ts';
import { readUploadFilter } from '../upload-filter.ts';
import type { Examined } from './examined.ts';
import { DEPLOY, type Say } from './finding.ts';

/** A rule that sends the bucket's events to the upload queue. */
export async function checkEventRule(
  { clients: { events }, deployment: { outputs }, arns }: Examined,
  say: Say,
  rule: string,
) {
  const { State, EventPattern = '{}' } = await describeRule(events, rule);
  const { Targets = [] } = await ask(
    'events:ListTargetsByRule',
    events.send(new ListTargetsByRuleCommand({ Rule: rule })),
  );
  const target = Targets.find(({ Arn }) => Arn === queueArn(outputs.Queue, arns));
  const { buckets, description } = readUploadFilter(EventPattern, rule);
  const wrong = [
    ...(buckets.includes(outputs.Bucket)
      ? []
      : [`matches events of ${buckets.join(', ') || 'no bucket'}`]),
    ...(target ? [] : ['does not send events to the upload queue']),
    ...(target && !target.DeadLetterConfig?.Arn
      ? ['has no dead-letter queue: events that it cannot deliver are lost']
      : []),
  ];
  const found = [
    ...(State === 'ENABLED' ? [] : [disabled(rule, say)]),
    ...wrong.map((what) => say.problem(`${rule} ${what}`, DEPLOY)),
  ];
  return found.length > 0 ? found : say.ok(`enabled, ${description}`);
}

/** Only the sweeper sends what a crash left unsent, and no other check would notice that it never runs. */
export async function checkSweepRule({ clients }: Examined, say: Say, rule: string) {
  const described = await describeRule(clients.events, rule);
  const { State, ScheduleExpression = 'a schedule' } = described;
  return State === 'ENABLED' ? say.ok(`enabled, ${ScheduleExpression}`) : disabled(rule, say);
}

function disabled(rule: string, say: Say) {
  return say.problem(`${rule} is disabled`, `aws events enable-rule --name ${shellWord(rule)}`);
}
