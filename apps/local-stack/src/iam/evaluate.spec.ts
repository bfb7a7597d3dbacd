import { evaluate } from './evaluate.ts';
import { statementsOf } from './statement.ts';

const OBJECT = 'arn:aws:s3:::yard/in/gate.png';
const ROLE = 'arn:aws:iam::000000000000:role/scan';

function verdict(
  statements: readonly object[],
  asking: Readonly<Record<string, unknown>> = {},
  resource: readonly object[] = [],
) {
  const access = { action: 's3:GetObject', resource: OBJECT, context: {}, principal: ROLE };
  const policies = {
    identity: statementsOf({ Statement: statements }),
    resource: statementsOf({ Statement: resource }),
  };
  return evaluate({ ...access, ...asking }, policies);
}

const allow = (more: object = {}) => ({
  Effect: 'Allow',
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::yard/*',
  ...more,
});

it('allows only what a statement names', () => {
  expect(verdict([allow()]).isAllowed).toBe(true);
  expect(verdict([]).why).toBe('no policy allows it');
  expect(verdict([allow()], { action: 's3:PutObject' }).isAllowed).toBe(false);
  expect(verdict([allow()], { resource: 'arn:aws:s3:::other/in/gate.png' }).isAllowed).toBe(false);
});

it('ignores case in actions, not in resources', () => {
  expect(verdict([allow({ Action: 'S3:getobject' })]).isAllowed).toBe(true);
  expect(verdict([allow({ Resource: 'arn:aws:s3:::YARD/*' })]).isAllowed).toBe(false);
});

it('takes * for anything, ? for one character, and anything else literally', () => {
  expect(verdict([allow({ Action: 's3:Get*' })]).isAllowed).toBe(true);
  expect(verdict([allow({ Resource: 'arn:aws:s3:::yard/in/gate?png' })]).isAllowed).toBe(true);
  expect(verdict([allow({ Resource: 'arn:aws:s3:::yard/in/gate.pn' })]).isAllowed).toBe(false);
  expect(verdict([allow()], { resource: 'arn:aws:s3:::yard/new\nline.png' }).isAllowed).toBe(true);
});

it('denies what any statement denies, whatever allows it', () => {
  const deny = { Effect: 'Deny', Action: 's3:*', Resource: '*' };
  expect(verdict([allow(), deny]).why).toBe('explicit deny');
  expect(verdict([allow()], {}, [{ ...deny, Principal: '*' }]).why).toBe('explicit deny');
  expect(verdict([allow()], {}, [{ ...deny, Principal: { AWS: 'other' } }]).isAllowed).toBe(true);
});

it('takes NotAction and NotResource for everything else', () => {
  const all = { Effect: 'Allow', NotAction: 's3:PutObject', Resource: '*' };
  expect(verdict([all]).isAllowed).toBe(true);
  expect(verdict([all], { action: 's3:PutObject' }).isAllowed).toBe(false);
  const elsewhere = { Effect: 'Allow', Action: 's3:*', NotResource: 'arn:aws:s3:::yard/*' };
  expect(verdict([elsewhere]).isAllowed).toBe(false);
});

it('needs only the resource’s own policy', () => {
  const theirs = allow({ Principal: { Service: 'events.amazonaws.com' } });
  expect(verdict([], { principal: 'events.amazonaws.com' }, [theirs]).isAllowed).toBe(true);
  expect(verdict([], { principal: 'sns.amazonaws.com' }, [theirs]).isAllowed).toBe(false);
});

describe('a condition', () => {
  const context = { 'events:source': 'glyphwatch', 'aws:SourceArn': 'arn:aws:events:x:1:rule/a' };
  it.each<[string, object, boolean]>([
    ['equal', { StringEquals: { 'events:source': ['x', 'glyphwatch'] } }, true],
    ['unequal', { StringEquals: { 'events:source': 'x' } }, false],
    [
      'of a key in another case',
      { StringEquals: { 'AWS:sourcearn': context['aws:SourceArn'] } },
      true,
    ],
    ['of a key that is missing', { StringEquals: { 'aws:PrincipalOrgID': 'o' } }, false],
    ['of a key that may be missing', { StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o' } }, true],
    ['like', { StringLike: { 'events:source': 'glyph*' } }, true],
    ['unlike', { StringNotLike: { 'events:source': 'glyph*' } }, false],
    ['not equal', { StringNotEquals: { 'events:source': 'x' } }, true],
    ['of an ARN', { ArnLike: { 'aws:SourceArn': 'arn:aws:events:*:1:rule/*' } }, true],
    ['of another ARN', { ArnEquals: { 'aws:SourceArn': 'arn:aws:events:x:1:rule/b' } }, false],
    ['of a key that must be missing', { Null: { 'aws:PrincipalOrgID': 'true' } }, true],
    ['for any value', { 'ForAnyValue:StringEquals': { 'events:source': ['glyphwatch'] } }, true],
    ['one of two', { StringEquals: { 'events:source': 'glyphwatch', 'aws:x': '1' } }, false],
  ])('counts: %s', (_, Condition, isAllowed) => {
    expect(verdict([allow({ Condition })], { context }).isAllowed).toBe(isAllowed);
  });

  it('with an unknown operator is an error, not a permission', () => {
    const Condition = { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } };
    expect(() => verdict([allow({ Condition })])).toThrow('IpAddress');
  });
});

it('rejects a statement with unknown members', () => {
  expect(() => statementsOf({ Statement: [allow({ NotPrincipal: '*' })] })).toThrow('NotPrincipal');
});
