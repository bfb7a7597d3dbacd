import { checkAgainst } from '@glyphwatch/document-reader/environment';
import * as z from 'zod/mini';
import { pairInput, pairOf, pairSettings, provider, variableName } from './index.ts';

const abilities = { ports: ['TextDetector'], summary: '', hosts: ['laptop'], limits: [] } as const;
const quick = provider({
  name: 'quick',
  abilities,
  settings: () => z.strictObject({ words: z._default(z.number(), 100) }),
  identity: ({ words }) => `quick/${words}`,
  open: async () => 'quick',
});
const thorough = provider({ name: 'thorough', abilities, open: async () => 'thorough' });
const elsewhere = provider({
  name: 'elsewhere',
  abilities: { ...abilities, hosts: ['function'] },
  open: async () => 'elsewhere',
});

const PROVIDERS = [quick, thorough, elsewhere];
const OPTIONS = { host: 'laptop', by: 'name', secret: variableName, fallback: 'quick' } as const;
const schema = pairOf(PROVIDERS, OPTIONS);

function choose(input: unknown) {
  const { value, mistakes } = checkAgainst(input, schema);
  if (!value) throw new Error(JSON.stringify(mistakes));
  return value;
}

function mistakesIn(input: unknown): string[] {
  const { mistakes = [] } = checkAgainst(input, schema);
  return mistakes.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

it.each([['quick'], [{ name: 'quick' }], [{ words: 7 }], ['thorough']])(
  'is one provider where a choice of one is: %j',
  (input) => {
    expect(choose(input)).toEqual({ first: expect.objectContaining({ open: expect.anything() }) });
  },
);

it('is two providers, each a name or a group of fields', () => {
  const { first, whenTruncated } = choose({ first: { words: 7 }, whenTruncated: 'thorough' });
  expect([first.identity, whenTruncated?.identity]).toEqual(['quick/7', 'thorough']);
});

it.each([
  [
    { first: 'quick' },
    ['whenTruncated: is missing; must be a name (quick, thorough) or a group of fields with name'],
  ],
  [
    { whenTruncated: 'thorough' },
    ['first: is missing; must be a name (quick, thorough) or a group of fields with name'],
  ],
  [
    { first: 'qick', whenTruncated: { name: 'thorough', words: 3 } },
    [
      'first: must be one of quick, thorough; did you mean "quick"?',
      'whenTruncated.words: belongs to quick, not to thorough',
    ],
  ],
  [
    { first: 'quick', whenTruncated: 'thorough', words: 3 },
    ['words: is an unknown key; valid keys are first, whenTruncated'],
  ],
  [
    { first: 'quick', whenTruncated: 'elsewhere' },
    [
      'whenTruncated: elsewhere runs only in the deployed function; here you can use quick, thorough',
    ],
  ],
  [
    { first: 'quick', whenTruncated: { name: 'quick' } },
    ['whenTruncated: must read otherwise than first'],
  ],
  ['qick', [': must be one of quick, thorough; did you mean "quick"?']],
])('refuses %j', (input, mistakes) => {
  expect(mistakesIn(input)).toEqual(mistakes);
});

it('may be the same provider twice, with other settings', () => {
  const twice = { first: 'quick', whenTruncated: { name: 'quick', words: 900 } };
  expect(choose(twice).whenTruncated?.identity).toBe('quick/900');
});

it.each([['thorough'], [{ first: { words: 7 }, whenTruncated: 'thorough' }]])(
  'can be written down and chosen again: %j',
  (input) => {
    const written: unknown = JSON.parse(JSON.stringify(pairSettings(choose(input))));
    expect(pairSettings(choose(written))).toEqual(written);
  },
);

it('describes both forms for editors', () => {
  const described = z.toJSONSchema(pairInput(PROVIDERS, OPTIONS), { io: 'input' });
  expect(described).toMatchObject({
    anyOf: [
      { anyOf: [{ enum: ['quick', 'thorough'] }, {}, {}] },
      { required: ['first', 'whenTruncated'], additionalProperties: false },
    ],
  });
});
