import { compileWatchlist } from '../engine/compile-watchlist.ts';
import { layOutText } from '@glyphwatch/domain';
import { parseRuleFile } from './parse-rule-file.ts';

const FILES: Readonly<Record<string, string>> = {
  'words.txt': '# from the shop floor\nKEEP OUT\n\nExit\nEXIT\n',
  'plates.csv': 'plate,since\nAB12 CDE,2020\nXK47 WFM,2021\n',
  'marks.txt': 'EXIT\n---\n',
  'masks.txt': '99-AA\n'.repeat(1001),
  'shorter.txt': 'EXIT\nKEEP OUT',
};

const parse = (match: string, more = '') =>
  parseRuleFile(`rules:\n  - id: a\n    match: ${match}\n${more}`, {
    name: 'rules.yaml',
    readNamed: (name) => {
      const text = FILES[name];
      return text === undefined ? undefined : { name, text };
    },
  });
const tell = (match: string, more = ''): string[] => {
  const { errors, warnings } = parse(match, more);
  return [...errors, ...warnings].map(
    ({ file, line, path, message }) => `${file}:${line}: ${path} ${message}`,
  );
};

describe('a rule with a word list', () => {
  it('has its words as values', () => {
    const { ruleSet } = parse('{ values: { file: plates.csv, column: plate } }');
    expect(ruleSet?.rules[0]?.match).toMatchObject({
      mode: 'any',
      values: ['AB12 CDE', 'XK47 WFM'],
      tolerance: 'ocr',
    });
  });

  it('finds what an equal rule with written values finds, under the same version', () => {
    const { ruleSet: listed } = parse('{ values: { file: words.txt } }');
    const { ruleSet: written } = parse('[EXIT, KEEP OUT, Exit]');
    if (!listed || !written) throw new Error('the rules have mistakes');
    const [one, other] = [compileWatchlist(listed), compileWatchlist(written)];
    expect(one.version).toBe(other.version);
    const [match] = one.match(layOutText('please KEEP 0UT'), {}).ruleMatches;
    expect(match?.matches[0]).toMatchObject({ value: 'KEEP OUT', text: 'KEEP 0UT' });
  });

  it('has another version when the list has other words, whatever its comments and order', () => {
    const versionOf = (file: string) => {
      const { ruleSet } = parse(`{ values: { file: ${file} } }`);
      return ruleSet && compileWatchlist(ruleSet).version;
    };
    expect(versionOf('words.txt')).not.toBe(versionOf('shorter.txt'));
  });

  it('is warned by the line of the list, with both words', () => {
    expect(tell('{ values: { file: words.txt } }')).toEqual([
      'words.txt:5:  "EXIT" says the same as line 4 "Exit"',
    ]);
  });

  it('keeps words to itself if it is sensitive', () => {
    expect(tell('{ values: { file: words.txt } }', '    sensitive: true\n')).toEqual([
      'words.txt:5:  "••••" says the same as line 4 "••••"',
    ]);
  });

  it('has mistakes at the line of the list, once for all rules that share it', () => {
    const second = '  - id: b\n    match: { values: { file: marks.txt } }\n    minWords: x\n';
    expect(tell('{ values: { file: marks.txt } }', second)).toEqual([
      'marks.txt:2:  needs a letter or a digit',
      'rules.yaml:6: rules[1].minWords must be a whole number',
    ]);
  });

  it.each([
    ['{ file: none.txt }', 'rules[0].match.values.file names a file that does not exist: none.txt'],
    ['{ file: words.txt, colum: a }', 'values.colum is an unknown key; did you mean "column"?'],
    ['{ file: "" }', 'values.file must not be empty'],
    ['{ file: plates.csv }', 'values.file needs column, the name of the column: it is CSV'],
    ['{ file: plates.csv, column: Plate }', 'plates.csv:1:  has no column "Plate"; did you mean'],
  ])('is refused with %s', (values, message) => {
    expect(tell(`{ values: ${values} }`)).toEqual([expect.stringContaining(message)]);
  });

  it('has at most 1,000 expressions, which are searched one by one', () => {
    expect(tell('{ mode: pattern, values: { file: masks.txt } }')).toEqual([
      'rules.yaml:3: rules[0].match.values has more than 1000 expressions: only words and phrases can be more',
    ]);
  });

  it('is rejected where other files cannot be read', () => {
    const { errors } = parseRuleFile('rules: [{ id: a, match: { values: { file: w.txt } } }]', {
      name: 'rules.yaml',
    });
    expect(errors.map(({ message }) => message)).toEqual([
      'is not supported here: write the values into the rule',
    ]);
  });

  it('may be refused by whoever reads it', () => {
    const { errors } = parseRuleFile('rules: [{ id: a, match: { values: { file: w.txt } } }]', {
      name: 'rules.yaml',
      readNamed: () => ({ refused: 'is a secret' }),
    });
    expect(errors).toEqual([
      { file: 'rules.yaml', line: 1, path: 'rules[0].match.values.file', message: 'is a secret' },
    ]);
  });
});
