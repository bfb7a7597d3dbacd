import { inspect } from 'node:util';
import { checkAgainst } from '@glyphwatch/document-reader/environment';
import { inMemoryChannel } from '@glyphwatch/domain/in-memory';
import * as z from 'zod/mini';
import { choiceInput, choiceOf, type ChoiceOptions, provider, secretsFrom } from './index.ts';

const abilities = { ports: ['Notifier'], summary: '', hosts: ['laptop'], limits: [] } as const;

const radio = provider({
  name: 'radio',
  abilities,
  settings: () =>
    z.strictObject({
      frequency: z._default(z.number().check(z.minimum(87)), 100),
      code: z.optional(z.string()),
    }),
  open: async ({ frequency }) => `radio on ${frequency}`,
});
const pigeon = provider({
  name: 'pigeon',
  abilities,
  settings: (secret) =>
    z.strictObject({
      address: z.string(),
      messageFrom: z.optional(z.union([secret, z.array(secret)])),
    }),
  shorthand: (text) => (text.startsWith('pigeon://') ? { address: text } : undefined),
  identity: ({ address }) => `pigeon/${address}`,
  open: async ({ messageFrom }) => `pigeon with ${messageFrom}`,
});
const satellite = provider({
  name: 'satellite',
  abilities: { ...abilities, hosts: ['function'] },
  settings: () => z.strictObject({ orbit: z.number() }),
  open: async () => 'satellite',
});
const dove = {
  name: 'dove',
  abilities,
  settings: () => z.strictObject({ address: z.string() }),
  open: async () => 'dove',
};
const tested = provider({ ...inMemoryChannel, open: async () => 'in-memory' });

const SECRET = 'attack at dawn';
const PROVIDERS = [radio, pigeon, satellite, tested];
const common = z.strictObject({ loud: z._default(z.boolean(), false) });
const options: ChoiceOptions<typeof common> = {
  host: 'laptop',
  secret: secretsFrom({ ORDERS: SECRET }),
  by: 'type',
  common,
};

function choose(input: unknown, more: Partial<typeof options> = {}) {
  const { value, mistakes } = checkAgainst(input, choiceOf(PROVIDERS, { ...options, ...more }));
  if (!value) throw new Error(JSON.stringify(mistakes));
  return value;
}

function mistakesIn(input: unknown): string[] {
  const { mistakes = [] } = checkAgainst(input, choiceOf(PROVIDERS, options));
  return mistakes.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('a choice of a provider', () => {
  it('is a bare name, with the defaults of its fields', async () => {
    const chosen = choose('radio');
    expect(chosen).toMatchObject({ name: 'radio', identity: 'radio', common: { loud: false } });
    expect(chosen.settings()).toEqual({ frequency: 100 });
    await expect(chosen.open({})).resolves.toBe('radio on 100');
  });

  it('is a shorthand of a provider', () => {
    expect(choose('pigeon://roof')).toMatchObject({
      name: 'pigeon',
      identity: 'pigeon/pigeon://roof',
    });
  });

  it('is a group of its own and common fields', () => {
    const chosen = choose({ type: 'radio', frequency: 99, loud: true });
    expect(chosen.settings()).toEqual({ frequency: 99 });
    expect(chosen.common).toEqual({ loud: true });
  });

  it('may omit the name if there is a fallback', () => {
    expect(choose({ frequency: 99 }, { fallback: 'radio' }).name).toBe('radio');
  });

  it('reports every mistake at once, each at its field', () => {
    expect(mistakesIn({ type: 'radio', frequency: 3, lowd: true, loud: 'yes', colour: 1 })).toEqual(
      [
        'loud: must be true or false',
        'frequency: must be at least 87',
        'lowd: is an unknown key; did you mean "loud"?',
        'colour: is an unknown key; valid keys are loud, frequency, code',
      ],
    );
  });

  it('reports fields that no provider has even if it is unclear which one is meant', () => {
    const unclear = { tpye: 'radio', frequncy: 99, orbit: 3, loud: true };
    const mistakes = [
      'tpye: is an unknown key; did you mean "type"?',
      'frequncy: is an unknown key; did you mean "frequency"?',
    ];
    expect(mistakesIn(unclear)).toEqual([
      'type: is missing; must be one of radio, pigeon',
      ...mistakes,
    ]);
    expect(mistakesIn({ ...unclear, type: 'rado' })).toEqual([
      'type: must be one of radio, pigeon; did you mean "radio"?',
      ...mistakes,
    ]);
  });

  it('takes a bare word close to a name as a typo, and any other text as a shorthand', () => {
    const greedy = provider({ ...dove, shorthand: (text) => ({ address: text }) });
    const read = (input: string) => checkAgainst(input, choiceOf([greedy, satellite], options));
    expect(read('dvoe').mistakes).toMatchObject([{ message: expect.stringContaining('"dove"') }]);
    expect(read('satelite').mistakes).toMatchObject([{ message: 'must be one of dove' }]);
    expect(read('dove.db').value?.settings()).toEqual({ address: 'dove.db' });
    expect(read('roof').value?.settings()).toEqual({ address: 'roof' });
  });

  it('says what to do with a secret that stands in the file, without repeating it', () => {
    const pigeon = { type: 'pigeon', address: 'roof', message: SECRET };
    expect(mistakesIn(pigeon)).toEqual([
      'message: is a secret, which does not belong in the file: set it as an environment variable and name that, like messageFrom: MESSAGE',
    ]);
  });

  it('names the provider that an unknown field belongs to', () => {
    expect(mistakesIn({ type: 'radio', address: 'roof', orbit: 3 })).toEqual([
      'address: belongs to pigeon, not to radio',
      'orbit: belongs to satellite, not to radio',
    ]);
  });

  it.each([
    ['rado', ': must be one of radio, pigeon; did you mean "radio"?'],
    [{ type: 'pigon' }, 'type: must be one of radio, pigeon; did you mean "pigeon"?'],
    [{ frequency: 99 }, 'type: is missing; must be one of radio, pigeon'],
    [{ type: 7 }, 'type: must be one of radio, pigeon'],
    [undefined, ': is missing; must be a name (radio, pigeon) or a group of fields with type'],
    [['radio'], ': must be a name (radio, pigeon) or a group of fields with type'],
    ['satellite', ': satellite runs only in the deployed function; here you can use radio, pigeon'],
    [
      { type: 'satellite' },
      'type: satellite runs only in the deployed function; here you can use radio, pigeon',
    ],
    ['in-memory', ': in-memory runs only in tests; here you can use radio, pigeon'],
  ])('refuses %j', (input, message) => {
    expect(mistakesIn(input)).toEqual([message]);
  });

  it('reads secrets from the variables that its fields name', async () => {
    const chosen = choose({ type: 'pigeon', address: 'roof', messageFrom: ['ORDERS'] });
    await expect(chosen.open({})).resolves.toBe(`pigeon with ${SECRET}`);
  });

  it('prints no secret, neither a choice nor a mistake', () => {
    const chosen = choose({ type: 'pigeon', address: 'roof', messageFrom: 'ORDERS' });
    expect(inspect(chosen, { depth: null, showHidden: true })).not.toContain(SECRET);
    expect(JSON.stringify(chosen)).not.toContain(SECRET);
    const broken = { type: 'pigeon', messageFrom: 'ORDERS', address: 7 };
    const { error } = z.safeParse(choiceOf(PROVIDERS, options), broken);
    expect(inspect(error, { depth: null })).not.toContain(SECRET);
  });

  it.each([
    ['UNSET', 'names the environment variable UNSET, which is not set'],
    [SECRET, 'must be the name of an environment variable, not its content'],
  ])('rejects %j as the name of a variable', (messageFrom, message) => {
    const input = { type: 'pigeon', address: 'roof', messageFrom };
    expect(mistakesIn(input)).toEqual([`messageFrom: ${message}`]);
  });
});

it('describes for editors which providers can be chosen, and nothing else', () => {
  const schema = z.toJSONSchema(choiceInput([radio, satellite, tested], options), { io: 'input' });
  expect(schema).toMatchObject({
    anyOf: [
      { enum: ['radio'] },
      {
        properties: {
          type: { const: 'radio' },
          loud: { default: false },
          frequency: { minimum: 87 },
        },
        required: ['type'],
        additionalProperties: false,
      },
    ],
  });
});

it('describes a shorthand as text, and a fallback without its name', () => {
  const input = choiceInput([pigeon], { ...options, fallback: 'pigeon' });
  expect(z.toJSONSchema(input, { io: 'input' })).toMatchObject({
    anyOf: [{ type: 'string' }, { required: ['address'] }],
  });
});
