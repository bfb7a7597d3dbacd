import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020';
import { parse } from 'yaml';
import { INITIAL_RULE_FILE } from './initial-rule-file.ts';
import { ruleFileJsonSchema } from './json-schema.ts';
import { parseRuleFile } from './parse-rule-file.ts';

const published: unknown = JSON.parse(
  readFileSync(join(__dirname, '../../rule-file.schema.json'), 'utf8'),
);
const accepts = new Ajv({ strict: true, strictRequired: false }).compile(ruleFileJsonSchema());
const parses = (text: string) =>
  parseRuleFile(text, { name: 'r', readNamed: () => ({ name: 'x', text: 'rules: []' }) });

describe('the JSON Schema of rule files', () => {
  it('is up to date (npx nx run watchlist:schema)', () => {
    expect(published).toEqual(ruleFileJsonSchema());
  });

  it.each([
    INITIAL_RULE_FILE,
    'rules: []',
    'extend: base.yaml',
    'rules: [{id: a, match: X1}]',
    'rules: [{id: a, match: [X1, X2], severity: {low: 1, high: 3}}]',
    'rules: [{id: a, match: {mode: fuzzy, values: [X1], maxEdits: null}, context: null}]',
    'rules: [{id: a, match: X1, region: [{shape: rect, x: 0, y: 0, w: 1, h: 1}]}]',
    'allow: [{keys: [a]}]\nreplace: [{pattern: a, with: ""}]\ndisabledRules: []\nrules: []',
  ])('accepts what the parser accepts: %j', (text) => {
    expect(parses(text).errors).toEqual([]);
    expect(accepts(parse(text))).toBe(true);
  });

  it.each([
    '{}',
    'allow: []',
    'rules: {}',
    'rules: [{id: a}]',
    'rules: [{match: X1}]',
    'rules: [{id: "a b", match: X1}]',
    'rules: [{id: a, match: 7}]',
    'rules: [{id: a, match: []}]',
    'rules: [{id: a, match: {mode: fuzy, values: [X1]}}]',
    'rules: [{id: a, match: {values: [X1], value: X}}]',
    'rules: [{id: a, match: X1, minConfidence: 80}]',
    'rules: [{id: a, match: X1, region: {shape: rect, x: 0, y: 0, w: 2, h: 1}}]',
    'rules: [{id: a, match: X1, region: {shape: polygon, points: [{x: 0, y: 0}]}}]',
    'rules: [{id: a, match: X1, severity: huge}]',
    'rules: [{id: a, match: X1, severity: {huge: 1}}]',
    'rules: [{id: a, match: X1, notify: {chanel: a}}]',
    'ruels: []',
  ])('refuses what the parser refuses: %j', (text) => {
    expect(parses(text).errors).not.toEqual([]);
    expect(accepts(parse(text))).toBe(false);
  });

  it('describes each field of a rule or shows its default', () => {
    const { properties } = JSON.parse(JSON.stringify(ruleFileJsonSchema()));
    const fields: Record<string, object> = properties.rules.items.properties;
    const silent = Object.entries(fields).filter(
      ([, field]) => !('description' in field) && !('default' in field),
    );
    expect(silent).toEqual([]);
  });
});

describe('the initial rule file', () => {
  const text = INITIAL_RULE_FILE;

  it('is valid, with a first rule of two lines', () => {
    const { ruleSet, errors } = parses(text);
    expect(errors).toEqual([]);
    expect(ruleSet?.rules.map(({ id, enabled }) => [id, enabled])).toEqual([
      ['keep-out', true],
      ['every-field', false],
    ]);
    const lines = text.split('\n');
    const first = lines.findIndex((line) => line.includes('- id:'));
    expect(lines[first + 2]).toBe('');
  });

  it('shows every field of a rule', () => {
    const { properties } = JSON.parse(JSON.stringify(ruleFileJsonSchema()));
    for (const field of Object.keys(properties.rules.items.properties)) {
      expect(text).toContain(`${field}:`);
    }
  });
});
