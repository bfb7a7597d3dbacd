import { pathTo, schemaAt, type Schema } from './schema-at.ts';

const FILE = `rules:
  - id: a
    description: text
    match:
      mode: any
      values:
        - one
  - id: b
    ignore:
    - context: x`.split('\n');

it.each([
  [1, 2, ['rules']],
  [2, 4, ['rules']],
  [4, 6, ['rules', 'match']],
  [6, 8, ['rules', 'match', 'values']],
  [8, 4, ['rules']],
  [10, 6, ['rules', 'ignore']],
  [10, 0, []],
])('finds the keys that lead to line %i at column %i', (line, indent, path) => {
  expect(pathTo(FILE.slice(0, line), indent)).toEqual(path);
});

it('looks through lists and alternatives', () => {
  const schema: Schema = {
    properties: {
      rules: {
        items: {
          properties: {
            match: { anyOf: [{ type: 'string' }, { properties: { mode: { enum: ['any'] } } }] },
          },
        },
      },
    },
  };
  expect(schemaAt(schema, ['rules', 'match', 'mode']).flatMap((one) => one.enum ?? [])).toEqual([
    'any',
  ]);
  expect(schemaAt(schema, ['rules', 'nothing'])).toEqual([]);
});
