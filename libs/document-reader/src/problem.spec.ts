import { formatPath, formatProblems, inFileOrder } from './problem.ts';

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

  it('stop after a hundred of a file and say how many more there are', () => {
    const many = Array.from({ length: 130 }, () => problem);
    const lines = formatProblems([...many, { ...problem, file: 'b.yaml' }]).split('\n');
    expect(lines).toHaveLength(102);
    expect(lines.slice(-2)).toEqual([
      '… and 30 more in a.yaml',
      'b.yaml:3: rules[0].id: is missing',
    ]);
  });

  it('are in the order of lines, file by file', () => {
    const at = (file: string, line: number) => ({ ...problem, file, line });
    const [a9, b1, a2, b1Too] = [at('a', 9), at('b', 1), at('a', 2), at('b', 1)];
    expect(inFileOrder([a9, b1, a2, b1Too])).toEqual([a2, a9, b1, b1Too]);
  });

  it('write the path as code', () => {
    expect(formatPath(['rules', 2, 'match', 'mode'])).toBe('rules[2].match.mode');
    expect(formatPath(['channels', 'a b'])).toBe('channels["a b"]');
    expect(formatPath([])).toBe('');
  });
});
