import { parseRuleFile } from '../file/parse-rule-file.ts';
import { changedLines, changeRule, type RuleChange } from './change-rule.ts';

const FILE = `# Signs in the yard
rules:
  - id: gate # the north gate
    match: [KEEP OUT, DO NOT ENTER] # either
    severity: high

  # brands
  - id: brand
    match:
      # as on the label
      mode: phrase
      values:
        - ACME # ours
        - BESTCO
    allow:
      - values: [ACME CORP]   # fine
    minConfidence: 0.7 # they are small

  - { id: short, match: EXIT }
  - id: block
    match:
      - ONE
      - TWO # both
`;

const ALLOW: RuleChange = { kind: 'allow', text: 'a "b": #c', target: 'match' };
const REGION: RuleChange = { kind: 'region', region: { x: 0.1, y: 0.2, w: 0.3, h: 0.4 } };
const CHANGES: readonly RuleChange[] = [
  ALLOW,
  { kind: 'allow', text: 'the whole line', target: 'line' },
  { kind: 'min-confidence', least: 0.93 },
  { kind: 'exact' },
  REGION,
  { kind: 'value', text: 'K33P: OUT' },
];

function ruleIn(text: string, id: string) {
  const { ruleSet, errors } = parseRuleFile(text, { name: 'rules.yaml' });
  expect(errors).toEqual([]);
  return ruleSet?.rules.find((rule) => rule.id === id);
}

describe.each(['gate', 'brand', 'short', 'block'])('a change of the rule %s', (id) => {
  it.each(CHANGES.map((change) => [change.kind, change] as const))(
    'makes %s true, and leaves every other line and comment alone',
    (_, change) => {
      const changed = changeRule(FILE, id, change);
      const before = ruleIn(FILE, id);
      const after = ruleIn(changed, id);
      expect(after).toMatchObject(expectedOf(change, before));
      for (const other of ['gate', 'brand', 'short', 'block'].filter((one) => one !== id))
        expect(ruleIn(changed, other)).toEqual(ruleIn(FILE, other));
      for (const comment of FILE.match(/#.*/g) ?? []) expect(changed).toContain(comment);
      expect(changedLines(FILE, changed).length).toBeLessThanOrEqual(4);
    },
  );
});

function expectedOf(change: RuleChange, before: ReturnType<typeof ruleIn>): object {
  const { match } = before ?? {};
  switch (change.kind) {
    case 'allow':
      return {
        allow: [
          ...(before?.allow ?? []),
          expect.objectContaining({ values: [change.text], target: change.target }),
        ],
      };
    case 'min-confidence':
      return { minConfidence: change.least };
    case 'exact':
      return { match: { ...match, tolerance: 'none' } };
    case 'region':
      return { region: [expect.objectContaining(change.region)] };
    case 'value':
      return { match: { values: [...(match?.values ?? []), change.text] } };
  }
}

it('can change a rule again and again', () => {
  let text = FILE;
  for (let time = 0; time < 3; time += 1)
    for (const change of CHANGES) text = changeRule(text, 'gate', change);
  const rule = ruleIn(text, 'gate');
  expect(rule?.allow).toHaveLength(6);
  expect(rule?.match.values).toHaveLength(5);
});

it('keeps Windows line ends and a file without a last one', () => {
  const windows = FILE.trimEnd().replaceAll('\n', '\r\n');
  for (const id of ['gate', 'brand', 'block']) {
    const changed = changeRule(windows, id, ALLOW);
    expect(changed.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(ruleIn(changed, id)?.allow.at(-1)?.values).toEqual(['a "b": #c']);
  }
});

it('escapes what a pattern would take for other characters', () => {
  const text = "rules: [{ id: plate, match: { mode: pattern, values: ['AA99'] } }]";
  const changed = changeRule(text, 'plate', { kind: 'value', text: 'NP4O?9' });
  expect(ruleIn(changed, 'plate')?.match.values).toEqual(['AA99', '\\N\\P4\\O\\?\\9']);
});

it.each([
  ['another file', FILE, 'elsewhere', ALLOW, /not in this file/],
  [
    'an expression',
    'rules: [{ id: r, match: { mode: regex, values: a+ } }]',
    'r',
    value(),
    /by hand/,
  ],
  [
    'a word list',
    'rules: [{ id: r, match: { values: { file: words.txt } } }]',
    'r',
    value(),
    /Add it there/,
  ],
  [
    'a region of several lines',
    'rules:\n  - id: r\n    match: X\n    region:\n      shape: rect\n',
    'r',
    REGION,
    /by hand/,
  ],
] as const)('leaves the rule to people when it is in %s', (_, text, id, change, message) => {
  expect(() => changeRule(text, id, change)).toThrow(message);
});

function value(): RuleChange {
  return { kind: 'value', text: 'x' };
}

it('numbers the lines that are new', () => {
  expect(changedLines('a\nb\nc', 'a\nx\ny\nc')).toEqual([2, 3]);
  expect(changedLines('a\nb', 'a\nb')).toEqual([]);
  expect(changedLines('a\na', 'a\na\na')).toEqual([3]);
});
