import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';
import { readInfraSettings } from './settings.ts';
import { settingsJsonSchema } from './settings-json-schema.ts';

const app = join(__dirname, '..');
const delivered = readFileSync(join(app, 'settings.yaml'), 'utf8');

function messageOf(text: string): string {
  try {
    readInfraSettings(text, 'settings.yaml');
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
}

/** The names of all fields, at every depth. */
function fieldsOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const {
    properties,
    items,
    anyOf = [],
  } = schema as {
    properties?: object;
    items?: unknown;
    anyOf?: unknown[];
  };
  const inner = Object.entries(properties ?? {}).flatMap(([name, field]) => [
    name,
    ...fieldsOf(field),
  ]);
  return [...inner, ...[items, ...anyOf].flatMap(fieldsOf)];
}

describe('the settings file', () => {
  it('that comes with the app states the defaults', () => {
    const { rules, ...rest } = readInfraSettings(delivered, 'settings.yaml');
    const { rules: _, ...defaults } = readInfraSettings('{}', 'settings.yaml');
    expect(rest).toEqual(defaults);
    expect(rules).toEqual({ file: 'watchlist.yaml' });
  });

  it('shows every field, set or commented out', () => {
    const words = new Set(
      delivered.match(/\w+(?=:)|`\w+`/g)?.map((word) => word.replaceAll('`', '')),
    );
    const fields = fieldsOf(settingsJsonSchema());
    expect(fields.length).toBeGreaterThan(40);
    expect(fields.filter((field) => !words.has(field))).toEqual([]);
  });

  it('reports all mistakes at once, each with its line, field and the nearest valid word', () => {
    const text = `
bukket: { existing: holiday-photos }
subscribers:
  - email: nobody
  - email: guard@example.com
    severities: [hihg]
notifyOn: [match]
detector: { detectionsPerSecnd: 5, minConfidence: 2 }
retention: { logDays: 31, queueDays: 14 }
rules:
  file: watchlist.yaml
  object: { bucket: my-rules, key: w.yaml }
hashKey: { generate: true, secretArn: "arn:aws:secretsmanager:eu-central-1:1:secret:x" }
tableKeyArn: arn:aws:kms:eu-central-1:111122223333:alias/tables
`;
    const message = messageOf(text);
    for (const [line, field, hint] of [
      [2, 'bukket', 'bucket'],
      [4, 'subscribers[0].email', ''],
      [6, 'subscribers[1].severities[0]', 'high'],
      [7, 'notifyOn[0]', 'matches'],
      [8, 'detector.detectionsPerSecnd', 'detectionsPerSecond'],
      [8, 'detector.minConfidence', '1'],
      [9, 'retention.logDays', '30'],
      [9, 'retention.queueDays', '13'],
      [10, 'rules', 'not both'],
      [13, 'hashKey', 'not both'],
      [14, 'tableKeyArn', 'key/ID'],
    ] as const) {
      const found = message
        .split('\n')
        .filter((each) => each.includes(`settings.yaml:${line}: ${field}:`));
      expect([field, found]).toEqual([field, [expect.stringContaining(hint)]]);
    }
  });
});

describe('the console', () => {
  it.each([
    ['console: { enabled: true, issuer: "https://id.example.com" }', 'issuer and audience'],
    ['console: { enabled: true, audience: page }', 'issuer and audience'],
    ['console: { enabled: true, clientId: page }', 'issuer of your own'],
    ['console: { enabled: true, issuer: "http://id.example.com", audience: a }', 'https://'],
    ['{ console: { enabled: true }, stack: Our-AWS-Yard }', 'Cognito refuses'],
  ])('refuses %s', (text, why) => {
    expect(messageOf(text)).toContain(why);
  });

  it('may have any stack without a pool of its own', () => {
    const own = '{ enabled: true, issuer: "https://id.example.com", audience: page }';
    expect(messageOf(`{ console: ${own}, stack: Our-AWS-Yard }`)).toBe('');
    expect(messageOf('stack: Our-AWS-Yard')).toBe('');
  });
});

describe('operators', () => {
  const operatorsFor = (text: string) => readInfraSettings(text, 'settings.yaml').operators;
  const subscribers = `
subscribers:
  - { email: all@example.com }
  - { email: unread@example.com, outcomes: [FAILED, MATCHED] }
  - { email: matched@example.com, outcomes: [MATCHED] }
  - { email: severe@example.com, severities: [high] }
  - { email: gate@example.com, rules: [gate] }
`;

  it('are by default the subscribers who receive failures', () => {
    expect(operatorsFor(`${subscribers}notifyOn: [matches, failures]`)).toEqual([
      'all@example.com',
      'unread@example.com',
    ]);
    expect(operatorsFor(`${subscribers}notifyOn: [matches]`)).toEqual([]);
  });

  it('are those that are named, and nobody if nobody is', () => {
    const failures = `${subscribers}notifyOn: [failures]\n`;
    expect(operatorsFor(`${failures}operators: [ops@example.com]`)).toEqual(['ops@example.com']);
    expect(operatorsFor(`${failures}operators: []`)).toEqual([]);
  });
});

describe('the JSON Schema of settings files', () => {
  const ajv = new Ajv({ strict: true, strictTypes: false });
  addFormats(ajv);
  const accepts = ajv.compile(settingsJsonSchema());

  it('is published as the reader has it (npx nx run infra:schema)', () => {
    const published: unknown = JSON.parse(readFileSync(join(app, 'settings.schema.json'), 'utf8'));
    expect(published).toEqual(settingsJsonSchema());
  });

  it('accepts the file that comes with the app, and an empty one', () => {
    expect(accepts(parse(delivered))).toBe(true);
    expect(accepts({})).toBe(true);
  });

  it.each([
    'bukket: {}',
    'bucket: { name: X }',
    'subscribers: [{ email: nobody }]',
    'notifyOn: []',
    'detector: rekognitoin',
    'retention: { logDays: 31 }',
    'tableKeyArn: alias/tables',
  ])('refuses what the reader refuses: %s', (text) => {
    expect(messageOf(text)).not.toBe('');
    expect(accepts(parse(text))).toBe(false);
  });
});
