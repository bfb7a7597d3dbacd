import { formatPath, formatProblems } from './problem.ts';

const problem = { file: 'a.yaml', line: 3, path: 'rules[0].id', message: 'is missing' };

describe('problems as text', () => {
  it('are one per line, in the form that editors link', () => {
    expect(formatProblems([problem, { ...problem, path: '' }])).toBe(
      'a.yaml:3: rules[0].id: is missing\na.yaml:3: is missing',
    );
  });

  it('are escaped for terminals', () => {
    const text = formatProblems([{ ...problem, file: 'a\x1b[2J.yaml', path: 'x\u202ey\u009b' }]);
    expect(text).toBe('a\\u001b[2J.yaml:3: x\\u202ey\\u009b: is missing');
  });

  it('stop after a hundred and say how many more there are', () => {
    const lines = formatProblems(Array.from({ length: 130 }, () => problem)).split('\n');
    expect(lines).toHaveLength(101);
    expect(lines.at(-1)).toBe('… and 30 more');
  });

  it('write the path as code', () => {
    expect(formatPath(['rules', 2, 'match', 'mode'])).toBe('rules[2].match.mode');
    expect(formatPath(['channels', 'a b'])).toBe('channels["a b"]');
    expect(formatPath([])).toBe('');
  });
});
