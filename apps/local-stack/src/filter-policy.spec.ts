import { compileFilter } from './filter-policy.ts';

const attributes = {
  severity: { DataType: 'String', StringValue: 'high' },
  ruleIds: { DataType: 'String.Array', StringValue: '["gate","pump"]' },
  count: { DataType: 'Number', StringValue: '3' },
};

it.each<[string, Record<string, unknown> | undefined, boolean]>([
  ['no policy', undefined, true],
  ['an equal text', { severity: ['low', 'high'] }, true],
  ['another text', { severity: ['low'] }, false],
  ['one value of a list', { ruleIds: ['pump'] }, true],
  ['no value of a list', { ruleIds: ['other'] }, false],
  ['a number', { count: [{ numeric: ['>', 2] }] }, true],
  ['an attribute that is missing', { outcome: ['FAILED'] }, false],
  ['all of them', { severity: ['high'], ruleIds: ['gate'] }, true],
  ['not all of them', { severity: ['high'], ruleIds: ['other'] }, false],
])('filters messages by %s', (_, policy, passes) => {
  expect(compileFilter(policy)(attributes)).toBe(passes);
});
