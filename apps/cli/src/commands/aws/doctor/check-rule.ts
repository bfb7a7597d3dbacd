import { type EventBridgeClient, ListTargetsByRuleCommand } from '@aws-sdk/client-eventbridge';
import { queueArn } from '../arns.ts';
import { ask } from '../ask.ts';
import { describeRule } from '../deployed.ts';
import { readUploadFilter } from '../upload-filter.ts';
import type { Examined } from './examined.ts';
import { type Check, DEPLOY, type Finding, findingsOf } from './finding.ts';
import { orMissing } from './or-missing.ts';
import { shellWord } from '../../../terminal/shell-word.ts';

export function checkUploadRule(client: EventBridgeClient, examined: Examined): Check {
  const { parts } = examined.deployment;
  return checkRule(client, examined, { name: 'upload rule', rule: parts.UploadRule });
}

export function checkDeletionRule(client: EventBridgeClient, examined: Examined): Check {
  const { parts } = examined.deployment;
  return checkRule(client, examined, { name: 'deletion rule', rule: parts.DeletionRule });
}

/** Only the sweeper sends what a crash left unsent, and no other check would notice that it never runs. */
export function checkSweepRule(client: EventBridgeClient, { deployment }: Examined): Check {
  const { SweepRule } = deployment.parts;
  const name = 'sweep rule';
  const { ok } = findingsOf(name);
  return {
    name,
    find: orMissing(name, SweepRule, async () => {
      const { State, ScheduleExpression = 'a schedule' } = await describeRule(client, SweepRule);
      return State === 'ENABLED'
        ? [ok(`enabled, ${ScheduleExpression}`)]
        : [disabled(name, SweepRule)];
    }),
  };
}

function disabled(name: string, rule: string): Finding {
  const enable = `aws events enable-rule --name ${shellWord(rule)}`;
  return findingsOf(name).problem(`${rule} is disabled`, enable);
}

function checkRule(
  client: EventBridgeClient,
  { deployment: { parts }, arns }: Examined,
  { name, rule }: { readonly name: string; readonly rule: string },
): Check {
  const { ok, problem } = findingsOf(name);
  const find = async (): Promise<Finding[]> => {
    const { State, EventPattern = '{}' } = await describeRule(client, rule);
    const { Targets = [] } = await ask(
      'events:ListTargetsByRule',
      client.send(new ListTargetsByRuleCommand({ Rule: rule })),
    );
    const target = Targets.find(({ Arn }) => Arn === queueArn(parts.Queue, arns));
    const { buckets, description } = readUploadFilter(EventPattern, rule);
    const found = [
      ...(State === 'ENABLED' ? [] : [disabled(name, rule)]),
      ...(buckets.includes(parts.Bucket)
        ? []
        : [problem(`${rule} matches events of ${buckets.join(', ') || 'no bucket'}`, DEPLOY)]),
      ...(target ? [] : [problem(`${rule} does not send events to the upload queue`, DEPLOY)]),
      ...(target && !target.DeadLetterConfig?.Arn
        ? [
            problem(
              `${rule} has no dead-letter queue: events that it cannot deliver are lost`,
              DEPLOY,
            ),
          ]
        : []),
    ];
    return found.length > 0 ? found : [ok(`enabled, ${description}`)];
  };
  return { name, find: orMissing(name, rule, find) };
}
