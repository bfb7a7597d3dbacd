import { ruleOf, ruleSetOf, type RuleDetails } from '../rule-for-tests.ts';
import type { Rule, RuleSet } from '../rule.ts';
import { ruleVersion, versionsOf } from './rule-version.ts';

const rule = ruleOf('gate', ['KEEP OUT', 'DO NOT ENTER']);
const version = ruleVersion(rule);

const allow = { values: ['DATA'], target: 'match', keys: [], condition: 'OR' } as const;
const region = {
  shape: 'rect',
  x: 0,
  y: 0,
  w: 1,
  h: 0.4,
  exclude: false,
  test: 'centroid',
} as const;

/** One change of meaning for each field; does not compile without a new one. */
const changes: Required<Omit<Rule, 'description' | 'enabled' | 'match' | 'minWords' | 'telling'>> =
  {
    id: 'other',
    kind: 'ignore',
    minConfidence: 0.9,
    region: [region],
    minTextHeight: 0.1,
    rotation: 'upright',
    context: { require: ['SITE'], forbid: [] },
    allow: [allow],
    scope: { buckets: ['b'], keys: [], excludeKeys: [] },
    minOccurrences: 2,
    severity: { low: 1 },
    sensitive: true,
    channels: ['ops'],
    tags: ['safety'],
  };

it.each(Object.entries(changes))('changes with %s', (field, value) => {
  expect(ruleVersion({ ...rule, [field]: value })).not.toBe(version);
});

const matchings: Required<Omit<Rule['match'], 'maxEdits' | 'joinLines'>> = {
  mode: 'all',
  values: ['KEEP OUT'],
  caseSensitive: true,
  foldAccents: false,
  boundary: 'none',
  tolerance: 'none',
  check: 'luhn',
  obfuscation: true,
};

it.each(Object.entries(matchings))('changes with match.%s', (field, value) => {
  expect(ruleVersion({ ...rule, match: { ...rule.match, [field]: value } })).not.toBe(version);
});

it.each<[string, RuleDetails]>([
  ['the description', { description: 'Yard' }],
  ['being disabled', { enabled: false }],
  [
    'how people are told',
    { telling: { cooldownMs: 1, groupBy: ['text'], template: { note: 'A' } } },
  ],
  ['words that only an absence counts', { minWords: 9 }],
  ['edits where none are forgiven', { match: { maxEdits: 2 } }],
  ['the name of the mode that means the same', { match: { mode: 'any' } }],
  ['a context that asks nothing', { context: { require: [], forbid: [], withinLines: 3 } }],
])('stays the same with %s', (_, details) => {
  expect(ruleVersion(ruleOf('gate', rule.match.values, details))).toBe(version);
});

it('stays the same with an explicit default', () => {
  const spelt = (joinLines: number) =>
    ruleVersion(ruleOf('r', ['DO NOT ENTER'], { match: { joinLines } }));
  const byDefault = ruleVersion(ruleOf('r', ['DO NOT ENTER']));
  expect([spelt(2), spelt(1) === byDefault]).toEqual([byDefault, false]);
});

it('stays the same when lists are written in another order, or twice', () => {
  expect(ruleVersion(ruleOf('gate', ['DO NOT ENTER', 'KEEP OUT', 'KEEP OUT']))).toBe(version);
});

it('changes with joinLines: 0, even for a single word', () => {
  const single = ruleOf('r', ['TRANSFORMER']);
  expect(ruleVersion(ruleOf('r', ['TRANSFORMER'], { match: { joinLines: 0 } }))).not.toBe(
    ruleVersion(single),
  );
});

describe('the version of a watchlist', () => {
  const versionOf = (rules: RuleSet): string => versionsOf(rules).watchlist;
  const two = ruleSetOf(rule, ruleOf('b', ['DANGER']));

  it('does not depend on the order of rules', () => {
    expect(versionOf(ruleSetOf(ruleOf('b', ['DANGER']), rule))).toBe(versionOf(two));
  });

  it('does not count disabled rules', () => {
    const off = ruleOf('c', ['STOP'], { enabled: false });
    expect(versionOf({ ...two, rules: [...two.rules, off] })).toBe(versionOf(two));
  });

  it('changes with the global allow list and with replacements and their order', () => {
    const a = { pattern: 'a', with: 'b' };
    const b = { pattern: 'b', with: 'c' };
    const versions = [
      two,
      { ...two, allow: [allow] },
      { ...two, replace: [a, b] },
      { ...two, replace: [b, a] },
    ].map(versionOf);
    expect(new Set(versions).size).toBe(4);
  });
});
