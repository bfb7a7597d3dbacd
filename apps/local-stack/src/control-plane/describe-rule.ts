import { json } from '../gateway/answers.ts';
import type { HttpAnswer } from '../gateway/forward.ts';
import type { HttpRequest } from '../gateway/read-call.ts';
import { isRecord } from '@glyphwatch/domain';
import type { RuleResource } from '../template/read-resources.ts';
import type { ControlPlaneContext } from './control-plane-context.ts';

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeRule.html */
export function describeRule({ body }: HttpRequest, context: ControlPlaneContext): HttpAnswer {
  const rule = ruleNamed(field(body, 'Name'), context);
  if (!rule) return unknownRule();
  const { arn, busName, pattern, schedule } = rule;
  return json('events', 200, {
    Name: nameOf(rule),
    Arn: arn,
    EventBusName: busName,
    State: 'ENABLED',
    ...(pattern ? { EventPattern: JSON.stringify(pattern) } : {}),
    ...(schedule === undefined ? {} : { ScheduleExpression: schedule }),
  });
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListTargetsByRule.html */
export function listTargets({ body }: HttpRequest, context: ControlPlaneContext): HttpAnswer {
  const rule = ruleNamed(field(body, 'Rule'), context);
  if (!rule) return unknownRule();
  return json('events', 200, {
    Targets: rule.targets.map(({ arn, deadLetterArn }, index) => ({
      Id: `Target${index}`,
      Arn: arn,
      ...(deadLetterArn === undefined ? {} : { DeadLetterConfig: { Arn: deadLetterArn } }),
    })),
  });
}

function ruleNamed(name: string, { resources }: ControlPlaneContext): RuleResource | undefined {
  return resources.rules.find((rule) => nameOf(rule) === name);
}

function nameOf({ arn }: RuleResource): string {
  return arn.split('/').at(-1) ?? '';
}

function field(body: Buffer, name: string): string {
  const input: unknown = JSON.parse(body.toString());
  return isRecord(input) ? String(input[name]) : '';
}

function unknownRule(): HttpAnswer {
  return json('events', 400, {
    __type: 'ResourceNotFoundException',
    message: 'Rule does not exist.',
  });
}
