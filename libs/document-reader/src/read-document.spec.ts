import fc from 'fast-check';
import * as z from 'zod';
import { readDocument } from './read-document.ts';

const schema = z.strictObject({
  mode: z.enum(['any', 'all', 'contains']).default('any'),
  values: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]).optional(),
  limit: z.int().min(1).max(3).optional(),
  ratio: z.number().gt(0).lt(1).optional(),
  enabled: z.boolean().optional(),
  at: z
    .discriminatedUnion('shape', [
      z.strictObject({ shape: z.literal('rect'), width: z.number() }),
      z.strictObject({ shape: z.literal('point') }),
    ])
    .optional(),
  counts: z.partialRecord(z.enum(['low', 'high']), z.int()).optional(),
  names: z.record(z.string().regex(/^[a-z]+$/, 'must be small letters'), z.string()).optional(),
  workers: z.union([z.literal('auto'), z.int().min(1)]).optional(),
  list: z.array(z.strictObject({ id: z.string() })).optional(),
});

const problemsOf = (text: string, maxLength?: number): string[] => {
  const options = { name: 'a.yaml', ...(maxLength === undefined ? {} : { maxLength }) };
  const { problems = [] } = readDocument(text, schema, options);
  return problems.map(({ line, path, message }) => `${line} ${path} ${message}`);
};

describe('a located document', () => {
  it('returns the value with default values filled in', () => {
    expect(readDocument('limit: 2', schema, { name: 'a' })).toEqual({
      value: { mode: 'any', limit: 2 },
    });
  });

  it('reads JSON, indented with tabs too', () => {
    const json = '{\n\t"limit": 2,\n\t"values": [\n\t\t"a"\n\t]\n}\n';
    expect(readDocument(json, schema, { name: 'a' }).value).toMatchObject({ values: ['a'] });
  });

  it('ignores a byte order mark and Windows line ends', () => {
    expect(problemsOf('\ufefflimit: 2\r\nenabled: maybe\r\n')).toEqual([
      '2 enabled must be true or false',
    ]);
  });

  it('reports every mistake at once, in line order', () => {
    const text =
      'moed: any\nmode: contians\nlimit: 7\nratio: 2\nlist:\n  - id: a\n  - {}\n  - id: 7\n';
    expect(problemsOf(text)).toEqual([
      '1 moed is an unknown key; did you mean "mode"?',
      '2 mode must be one of any, all, contains; did you mean "contains"?',
      '3 limit must be at most 3',
      '4 ratio must be less than 1',
      '7 list[1].id is missing',
      '8 list[2].id must be text: put it in quotes',
    ]);
  });

  it.each([
    ['values: {a: 1}', '1 values must be text or a list'],
    ['values: []', '1 values must not be empty'],
    ['values: [a, 7]', '1 values[1] must be text: put it in quotes'],
    ['values:', '1 values is empty; must be text or a list'],
    ['workers: atuo', '1 workers must be auto or a whole number; did you mean "auto"?'],
    ['workers: 0', '1 workers must be at least 1'],
    ['limit: 1.5', '1 limit must be a whole number'],
    ['limit: .inf', '1 limit must be a whole number'],
    ['at: {shape: rekt}', '1 at.shape must be one of rect, point; did you mean "rect"?'],
    ['at: {width: 1}', '1 at.shape is missing; must be one of rect, point'],
    ['counts: {hihg: 1}', '1 counts.hihg is an unknown key; did you mean "high"?'],
    ['names: {A: x}', '1 names.A must be small letters'],
    ['names: {"a b": x}', '1 names["a b"] must be small letters'],
    ['[1]', '1  must be a group of fields'],
    [
      'zzzzzzzz: 1',
      expect.stringContaining('1 zzzzzzzz is an unknown key; valid keys are mode, values'),
    ],
  ])('says in plain words what is wrong with %s', (text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });

  it.each(['', '\n', '# only a comment\n', '---\n', 'null', '\ufeff'])(
    'reports %j as an empty file, on line 1',
    (text) => {
      expect(problemsOf(text)).toEqual(['1  is empty']);
    },
  );

  it.each([
    ['a: 1\n\tb: 2', /^2 .*tab/],
    ['values: "abc', /^1 .*quote/],
    ['values: KEEP: OUT', /^1 .*put the value in quotes/],
    ['values: @x', /^1 .*put the value in quotes/],
    ['values: !x y', /^1 .*tag/],
    ['limit: 1\nvalues: [a,\n', /^2 .*/],
    ['limit: 1\n---\nlimit: 2\n', /^2 .*second document/],
    ['values: a\0', /^1 .*UTF-8/],
  ])('names the line of the syntax error in %j', (text, problem) => {
    expect(problemsOf(text)).toEqual([expect.stringMatching(problem)]);
  });

  it.each([
    'KEY="hunter2" x',
    'a: b\nhunter2\n',
    '- a\nhunter2: x\n- b',
    'a: |hunter2\n  b',
    '%hunter2\n---\na: b',
    '%YAML hunter2\n---\na: b',
    'a: *hunter2',
    'a: !hunter2 x',
    'a: !<hunter2> x',
    '{ hunter2',
    '["a" hunter2]',
    '}hunter2',
  ])('quotes nothing of %j', (text) => {
    const problems = problemsOf(text);
    expect(problems).not.toEqual([]);
    expect(problems.join()).not.toContain('hunter2');
  });

  it('names both lines of a duplicate key', () => {
    expect(problemsOf('limit: 1\nmode: any\nlimit: 2\n')).toEqual([
      '3 limit is a duplicate key; first used on line 1',
    ]);
  });

  it('reports duplicate keys together with wrong values', () => {
    expect(problemsOf('limit: 9\nlimit: 2\n')).toHaveLength(2);
  });

  it('follows an alias and names the line of its target', () => {
    expect(readDocument('list: [&x {id: a}, *x]', schema, { name: 'a' }).value?.list).toEqual([
      { id: 'a' },
      { id: 'a' },
    ]);
    expect(problemsOf('list:\n  - &x\n    id: 1\n  - *x\n')).toEqual([
      '3 list[0].id must be text: put it in quotes',
      '3 list[1].id must be text: put it in quotes',
    ]);
  });

  it('rejects exploding aliases', () => {
    const levels = 'bcdefghijkl'.split('').map((name, index) => {
      const below = `*${'abcdefghijk'.charAt(index)}`;
      return `${name}: &${name} [${Array.from({ length: 10 }, () => below).join(', ')}]`;
    });
    const problems = problemsOf(['a: &a [x]', ...levels].join('\n'));
    expect(problems.join()).toContain('expands to too much through aliases');
  });

  it('rejects an alias to itself and one to nothing', () => {
    expect(problemsOf('values: &v [*v]').join()).toContain('contains itself');
    expect(problemsOf('values: *v').join()).toContain('that is not defined above');
  });

  it('rejects nesting that would break the parser', () => {
    for (const opening of ['[', '{a: ', '- ', '? ']) {
      expect(problemsOf(opening.repeat(50_000))).toEqual(['1  is nested deeper than 100 levels']);
    }
  });

  it('rejects a text that is too long', () => {
    expect(problemsOf('limit: 1', 5)).toEqual(['1  is longer than 5 characters: split it']);
  });

  it('reports every one of very many mistakes', () => {
    const text = Array.from({ length: 20_000 }, (_, index) => `k${index}: 1`).join('\n');
    const { problems = [] } = readDocument(text, schema, { name: 'a' });
    expect(problems).toHaveLength(20_000);
    expect(problems.at(-1)).toMatchObject({ line: 20_000, path: 'k19999' });
  });

  it('keeps every key from the prototype', () => {
    expect(problemsOf('__proto__: {mode: all}\n')).toEqual(['1 __proto__ is an unknown key']);
    expect(problemsOf('constructor: {prototype: {a: 1}}')).toHaveLength(1);
    expect(Object.hasOwn(Object.prototype, 'mode')).toBe(false);
  });

  it('never quotes a value, which may be a secret in the wrong place', () => {
    expect(problemsOf('mode: s3cr3t\nlimit: s3cr3t\n').join()).not.toContain('s3cr3t');
  });

  it('never throws, and every line number is within the file', () => {
    const piece = fc.constantFrom(
      ...[
        'mode',
        'values',
        'list',
        ': ',
        '\n',
        '  ',
        '- ',
        '[',
        ']',
        '{',
        '}',
        '"',
        "'",
        ',',
        '&a ',
      ],
      ...['*a', '!x ', '|\n', '#', '\t', '\r\n', '1', 'a', '\\', '---\n', '? ', '<<', '%', '@'],
    );
    const text = fc.oneof(
      fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join('')),
      fc.string({ unit: 'binary', maxLength: 60 }),
    );
    fc.assert(
      fc.property(text, (source) => {
        const { problems, value } = readDocument(source, schema, { name: 'a' });
        const lines = Math.max(1, source.replace(/\n$/, '').split('\n').length);
        for (const { line } of problems ?? []) {
          expect(line).toBeGreaterThanOrEqual(1);
          expect(line).toBeLessThanOrEqual(lines);
        }
        expect(problems === undefined).toBe(value !== undefined);
      }),
      { numRuns: 1500 },
    );
  });
});
