import { readResources } from './read-resources.ts';
import { resolveTemplate } from './resolve-template.ts';
import type { Template } from './template.ts';

const ENVIRONMENT = {
  account: '000000000000',
  region: 'us-east-1',
  endpoint: 'http://127.0.0.1:4566',
};

function resolved(value: unknown, more: Partial<Template> = {}): unknown {
  const Resources = {
    Yard: {
      Type: 'AWS::S3::Bucket',
      Properties: { BucketName: { 'Fn::Sub': 'yard-${AWS::Region}' } },
    },
    Uploads: { Type: 'AWS::SQS::Queue' },
    Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'machines' } },
    Rule: { Type: 'AWS::Events::Rule', Properties: { EventBusName: { Ref: 'Bus' } } },
    Logs: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/aws/x' } },
  };
  const template = { Resources, Outputs: { Value: { Value: value } }, ...more };
  return resolveTemplate(template, ENVIRONMENT).outputs['Value'];
}

it.each<[string, unknown, unknown]>([
  ['a name composed of others', { Ref: 'Yard' }, 'yard-us-east-1'],
  [
    'a queue, whose reference is its address',
    { Ref: 'Uploads' },
    'http://127.0.0.1:4566/000000000000/Uploads',
  ],
  [
    'an attribute',
    { 'Fn::GetAtt': ['Uploads', 'Arn'] },
    'arn:aws:sqs:us-east-1:000000000000:Uploads',
  ],
  ['an attribute in one text', { 'Fn::GetAtt': 'Yard.Arn' }, 'arn:aws:s3:::yard-us-east-1'],
  [
    'a rule of a bus',
    { 'Fn::GetAtt': ['Rule', 'Arn'] },
    'arn:aws:events:us-east-1:000000000000:rule/machines/Rule',
  ],
  [
    'a log group with its streams',
    { 'Fn::GetAtt': ['Logs', 'Arn'] },
    'arn:aws:logs:us-east-1:000000000000:log-group:/aws/x:*',
  ],
  ['a join', { 'Fn::Join': ['-', ['a', { Ref: 'AWS::Partition' }]] }, 'a-aws'],
  [
    'a substitution',
    { 'Fn::Sub': ['${Yard.Arn}/${Name}${!Left}', { Name: 'n' }] },
    'arn:aws:s3:::yard-us-east-1/n${Left}',
  ],
  ['a choice', { 'Fn::Select': [1, { 'Fn::Split': [',', 'a,b'] }] }, 'b'],
  ['no value', { a: 1, b: { Ref: 'AWS::NoValue' } }, { a: 1 }],
  [
    'a policy’s condition, which is no function',
    { Condition: { Bool: { x: 'true' } } },
    { Condition: { Bool: { x: 'true' } } },
  ],
])('resolves %s', (_, value, result) => {
  expect(resolved(value)).toEqual(result);
});

it('resolves conditions and leaves out what they exclude', () => {
  const Conditions = { IsBig: { 'Fn::Equals': [{ Ref: 'Size' }, 'big'] } };
  const value = { 'Fn::If': ['IsBig', 'yes', 'no'] };
  const withSize = (Default: string) => ({ Conditions, Parameters: { Size: { Default } } });
  expect(resolved(value, withSize('big'))).toBe('yes');
  expect(resolved(value, withSize('small'))).toBe('no');
  const Resources = { Uploads: { Type: 'AWS::SQS::Queue', Condition: 'IsBig' } };
  expect(resolveTemplate({ Resources, ...withSize('small') }, ENVIRONMENT).resources).toEqual([]);
});

it.each<[string, unknown, string]>([
  ['a function', { 'Fn::Cidr': ['10.0.0.0/16', 1, 8] }, 'Fn::Cidr'],
  ['a resource', { Ref: 'Nobody' }, 'Nobody'],
  ['an attribute', { 'Fn::GetAtt': ['Yard', 'WebsiteURL'] }, 'WebsiteURL'],
])('rejects %s it does not know', (_, value, named) => {
  expect(() => resolved(value)).toThrow(named);
});

describe('a template', () => {
  const read = (Resources: Template['Resources']) =>
    readResources(resolveTemplate({ Resources }, ENVIRONMENT));

  it('lists the types it leaves out', () => {
    expect(read({ A: { Type: 'AWS::CloudWatch::Alarm' } }).ignored).toEqual([
      'AWS::CloudWatch::Alarm',
    ]);
  });

  it('has the existing bucket that only a rule names', () => {
    const EventPattern = { detail: { bucket: { name: ['theirs'] } } };
    const { buckets } = read({ R: { Type: 'AWS::Events::Rule', Properties: { EventPattern } } });
    expect(buckets).toEqual([{ name: 'theirs', isVersioned: false, sendsEvents: true }]);
  });

  it('rejects what would change events or messages on their way', () => {
    const Targets = [{ Arn: 'a', InputPath: '$.detail' }];
    expect(() => read({ R: { Type: 'AWS::Events::Rule', Properties: { Targets } } })).toThrow();
    const mapping = { EventSourceArn: 'a', FunctionName: 'b', FilterCriteria: { Filters: [] } };
    expect(() =>
      read({ M: { Type: 'AWS::Lambda::EventSourceMapping', Properties: mapping } }),
    ).toThrow();
  });

  it('rejects managed policies, because the template does not say what they allow', () => {
    const Properties = { ManagedPolicyArns: ['arn:aws:iam::aws:policy/x'] };
    expect(() => read({ R: { Type: 'AWS::IAM::Role', Properties } })).toThrow();
  });
});
