import { noiseOf, parseRuleFile, wordList } from '../index.ts';

function noise(match: string, more = ''): { perThousand: number; words: readonly string[] } {
  const text = `rules:\n  - id: r\n    match: ${match}\n${more}`;
  const { ruleSet } = parseRuleFile(text, { name: 'rules.yaml' });
  const [only] = ruleSet ? noiseOf(ruleSet) : [];
  if (!only) throw new Error('The rule was not judged.');
  return only;
}

it('expects more false alarms of shorter values', () => {
  const [short, middle, long] = ['QZX', 'QZXV', 'QZXVQZXVQZ'].map(
    (value) => noise(value).perThousand,
  );
  expect([short, middle, long]).toEqual([0.274, 0.1, 0.003]);
});

it('adds what common words do, by the words in a picture', () => {
  const { perThousand, words } = noise('{ mode: pattern, values: [AAAA9] }');
  expect(words.length).toBeGreaterThan(0);
  expect(perThousand).toBeCloseTo((words.length * 1000 * 90_662) / 2_375 / wordList().length);
});

it('counts each value, but not its own word', () => {
  expect(noise('[DANGER, QZXVQZ]')).toMatchObject({ perThousand: 0.006, words: [] });
});

it('expects at most one alarm in a picture', () => {
  const { ruleSet } = parseRuleFile('rules: [{ id: r, match: QZX }]', { name: 'rules.yaml' });
  const rules = ruleSet?.rules.map((rule) => {
    const values = Array.from({ length: 20_000 }, (_, at) => `Q${at}`);
    return { ...rule, match: { ...rule.match, values } };
  });
  const [only] = noiseOf({ rules: rules ?? [], allow: [], replace: [] });
  expect(only?.perThousand).toBe(1000);
});

it('expects nothing of values without tolerance that no common word equals', () => {
  expect(noise('{ values: [QZX], tolerance: none }').perThousand).toBe(0);
});

it('shows no words that resemble a secret', () => {
  expect(noise('{ mode: pattern, values: [AAAA9] }', '    sensitive: true\n').words).toEqual([]);
});

it('judges only rules that can alarm', () => {
  const { ruleSet } = parseRuleFile(
    'rules:\n  - { id: a, match: X1, kind: ignore }\n  - { id: b, match: X1, enabled: false }\n',
    { name: 'rules.yaml' },
  );
  expect(ruleSet && noiseOf(ruleSet)).toEqual([]);
});
