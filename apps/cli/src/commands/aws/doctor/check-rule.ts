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

/** What crashes left untold is told by the sweeper alone, and nobody misses it when it never runs. */
export function checkSweepRule(client: EventBridgeClient, { deployment }: Examined): Check {
  const { SweepRule } = deployment.parts;
  const name = 'sweep rule';
  const { ok } = findingsOf(name);
  return {
    name,
    find: orMissing(name, SweepRule, async () => {
      const { State, ScheduleExpression = 'a schedule' } = await describeRule(client, SweepRule);
      return State === 'ENABLED'
        ? [ok(`on, ${ScheduleExpression}`)]
        : [switchedOff(name, SweepRule)];
    }),
  };
}

function switchedOff(name: string, rule: string): Finding {
  const enable = `aws events enable-rule --name ${shellWord(rule)}`;
  return findingsOf(name).problem(`${rule} is switched off`, enable);
}

/** It has to be on, to wait for this bucket's events, and to hand them to the queue. */
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
      ...(State === 'ENABLED' ? [] : [switchedOff(name, rule)]),
      ...(buckets.includes(parts.Bucket)
        ? []
        : [problem(`${rule} waits for events of ${buckets.join(', ') || 'no bucket'}`, DEPLOY)]),
      ...(target ? [] : [problem(`${rule} does not hand events to the upload queue`, DEPLOY)]),
      ...(target && !target.DeadLetterConfig?.Arn
        ? [problem(`${rule} keeps nothing that it cannot hand over (no dead-letter queue)`, DEPLOY)]
        : []),
    ];
    return found.length > 0 ? found : [ok(`on, ${description}`)];
  };
  return { name, find: orMissing(name, rule, find) };
}
