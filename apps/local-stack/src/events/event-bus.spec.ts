import { AccessControl } from '../iam/access-control.ts';
import { readResources } from '../template/read-resources.ts';
import { resolveTemplate } from '../template/resolve-template.ts';
import type { Template } from '../template/template.ts';
import { EventBus } from './event-bus.ts';

const ENVIRONMENT = {
  account: '000000000000',
  region: 'us-east-1',
  endpoint: 'http://127.0.0.1:1',
};
const EVENT = { source: 'aws.s3', detail: {} };
const at = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });

const QUEUES = { Uploads: { Type: 'AWS::SQS::Queue' }, Dead: { Type: 'AWS::SQS::Queue' } };
const RULE = {
  Type: 'AWS::Events::Rule',
  Properties: {
    EventPattern: { source: ['aws.s3'] },
    Targets: [{ Arn: at('Uploads'), DeadLetterConfig: { Arn: at('Dead') } }],
  },
};
const SWEEP = {
  Rule: {
    Type: 'AWS::Events::Rule',
    Properties: { ScheduleExpression: 'rate(5 minutes)', Targets: [{ Arn: at('Sweep') }] },
  },
  Sweep: {
    Type: 'AWS::Lambda::Function',
    Properties: { Role: 'r', Handler: 'index.handler', Code: { S3Key: 'c' } },
  },
};

function policy(queue: string, rule: string) {
  const Statement = [
    {
      Effect: 'Allow',
      Action: 'sqs:SendMessage',
      Principal: { Service: 'events.amazonaws.com' },
      Resource: at(queue),
      Condition: { ArnEquals: { 'aws:SourceArn': at(rule) } },
    },
  ];
  const Properties = { Queues: [{ Ref: queue }], PolicyDocument: { Statement } };
  return { Type: 'AWS::SQS::QueuePolicy', Properties };
}

async function withStack(Resources: Template['Resources']) {
  const sent: string[] = [];
  const invoked: string[] = [];
  const resources = readResources(resolveTemplate({ Resources }, ENVIRONMENT));
  const bus = new EventBus(resources, new AccessControl(resources), {
    sendToQueue: async (arn, _, attributes) => {
      sent.push([arn.split(':').at(-1), attributes['ERROR_CODE']].join(' ').trim());
    },
    invokeFunction: async (arn) => void invoked.push(arn.split(':').at(-1) ?? ''),
  });
  return { bus, sent, invoked, rules: resources.rules };
}

it('sends a matching event to the target', async () => {
  const { bus, sent } = await withStack({
    ...QUEUES,
    Rule: RULE,
    Policy: policy('Uploads', 'Rule'),
  });
  await bus.put(EVENT);
  await bus.put({ ...EVENT, source: 'aws.ec2' });
  expect(sent).toEqual(['Uploads']);
});

it('sends an event to the dead-letter queue when the target does not admit the rule', async () => {
  const Other = { ...RULE, Properties: { ...RULE.Properties, EventPattern: { source: ['x'] } } };
  const { bus, sent } = await withStack({
    ...QUEUES,
    Rule: RULE,
    Other,
    Policy: policy('Uploads', 'Other'),
    DeadPolicy: policy('Dead', 'Rule'),
  });
  await bus.put(EVENT);
  expect(sent).toEqual(['Dead NO_PERMISSIONS']);
  expect(bus.lost).toEqual([]);
});

it('lists the events it lost', async () => {
  const { bus, sent } = await withStack({ ...QUEUES, Rule: RULE });
  await bus.put(EVENT);
  expect(sent).toEqual([]);
  expect(bus.lost).toEqual([expect.objectContaining({ event: EVENT })]);
});

it('sends nothing for a disabled rule', async () => {
  const Rule = { ...RULE, Properties: { ...RULE.Properties, State: 'DISABLED' } };
  const { bus, sent } = await withStack({ ...QUEUES, Rule, Policy: policy('Uploads', 'Rule') });
  await bus.put(EVENT);
  expect(sent).toEqual([]);
});

it('invokes only functions that admit the rule', async () => {
  const fire = async (Resources: Template['Resources']) => {
    const { bus, invoked, rules } = await withStack(Resources);
    for (const rule of rules) await bus.fire(rule);
    return invoked;
  };
  const permission = (SourceArn: unknown) => ({
    Type: 'AWS::Lambda::Permission',
    Properties: { FunctionName: at('Sweep'), Principal: 'events.amazonaws.com', SourceArn },
  });
  expect(await fire({ ...SWEEP, May: permission(at('Rule')) })).toEqual(['Sweep']);
  expect(await fire({ ...SWEEP, May: permission('arn:other') })).toEqual([]);
  expect(await fire(SWEEP)).toEqual([]);
});
