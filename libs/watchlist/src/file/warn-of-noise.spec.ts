import { parseRuleFile } from './parse-rule-file.ts';
import { warnOfNoise } from './warn-of-noise.ts';
import { wordList } from './word-list.ts';

const NOISY: readonly (readonly [match: string, warning: RegExp])[] = [
  ['{mode: contains, values: [ER]}', /matches \d+\.\d\d% of \d+ common words, such as /],
  ['{mode: pattern, values: [AAAA]}', /matches \d+\.\d\d% of \d+ common words/],
  ['{mode: pattern, values: ["AA99 AAA"], tolerance: lookalike}', /such as .*ALIGNED/],
  ['{mode: regex, values: ["[a-z]+"]}', /matches \d+\.\d\d% of \d+ common words/],
  ['{values: ING, boundary: none}', /matches \d+\.\d\d% of \d+ common words/],
  ['QZX', /"QZX" is one misread letter away from \d+ of \d+ common words/],
  ['{mode: pattern, values: [AAAA9]}', /matches \d+\.\d\d% of \d+ common words/],
  ['"NO"', /"NO" is one misread letter away from \d+ of \d+ common words \(\d+\.\d\d%\)/],
];
const QUIET = [
  'KEEP OUT',
  '危险',
  '[EXIT, DANGER]',
  'CONFIGURATION',
  '{mode: pattern, values: ["AA99 AAA"]}',
  '{mode: fuzzy, values: [RESTRICTED AREA]}',
  '{mode: pattern, values: ["\\\\SN-AA-999999"]}',
  '{mode: regex, values: ["AKIA[0-9A-Z]{16}"]}',
];

describe('the word list', () => {
  it('holds at least ten thousand different words', () => {
    expect(new Set(wordList()).size).toBeGreaterThanOrEqual(10_000);
    expect(wordList().every((word) => /^[A-Z0-9]{2,20}$/.test(word))).toBe(true);
  });
});

describe('a rule that will fire on noise', () => {
  const rules = [...NOISY.map(([match]) => match), ...QUIET];
  const { warnings, errors } = parseRuleFile(
    ['rules:', ...rules.map((match, index) => `  - {id: r${index}, match: ${match}}`)].join('\n'),
    { name: 'rules.yaml', alsoWarn: warnOfNoise },
  );
  const warningsOf = (match: string): string =>
    warnings
      .filter(({ path }) => path === `rules[${rules.indexOf(match)}].match`)
      .map(({ message }) => message)
      .join('\n');

  it.each(NOISY)('is given with the measured rate: %s', (match, warning) => {
    expect(errors).toEqual([]);
    expect(warningsOf(match)).toMatch(warning);
    expect(warningsOf(match)).toMatch(/^will fire on noise/);
  });

  it.each(QUIET)('is not given for %s', (match) => {
    expect(warningsOf(match)).toBe('');
  });
});

it('does not show the values of sensitive rules', () => {
  const file = [
    'rules:',
    '  - {id: short, sensitive: true, match: QX}',
    '  - {id: tolerant, sensitive: true, match: {mode: contains, values: [ING]}}',
    '  - {id: allowed, sensitive: true, match: [HUNTER, WATER], allow: [{values: [HUNTER]}]}',
  ].join('\n');
  const { warnings } = parseRuleFile(file, { name: 'rules.yaml', alsoWarn: warnOfNoise });
  const messages = warnings.map(({ message }) => message);
  expect(messages).toEqual([
    expect.stringMatching(/^will fire on noise: "••••" is one misread letter away from \d+ of/),
    expect.stringMatching(/^will fire on noise: it matches [\d.]+% of \d+ common words$/),
    expect.stringMatching(/^will fire on noise: "•••+" is one misread letter away from \d+ of/),
    'the value "••••" never matches: it is always allowed',
  ]);
});

const warningsFor = (match: string) =>
  parseRuleFile(`rules: [{id: r, match: ${match}}]`, { name: 'rules.yaml', alsoWarn: warnOfNoise })
    .warnings;

it('warns of every short value and of every noisy mask, each at its place', () => {
  const short = warningsFor('[NO, KEEP OUT, QZX]');
  expect(short.map(({ path }) => path)).toEqual(['rules[0].match[0]', 'rules[0].match[2]']);
  const masks = warningsFor('{mode: pattern, values: [AAAA, "\\\\SN-AA-999999", AAAA9]}');
  expect(masks.map(({ path }) => path)).toEqual([
    'rules[0].match.values[0]',
    'rules[0].match.values[2]',
  ]);
});

it('tells what obfuscation costs', () => {
  const [warning, ...more] = warningsFor('{values: [LOSE, STRIPING], obfuscation: true}');
  expect(more).toEqual([]);
  expect(warning?.path).toBe('rules[0].match.obfuscation');
  expect(warning?.message).toMatch(
    /^costs false alarms: this rule matches \d+ of 13090 common words, such as .*STRIPPING.* because of it; in general, 0\.68% instead of/,
  );
});
