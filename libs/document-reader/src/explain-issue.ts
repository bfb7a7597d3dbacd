import { isRecord } from '@glyphwatch/domain';
import * as z from 'zod/v4/core';
import { suggestion } from './nearest-word.ts';

/**
 * Says what is wrong with a value without quoting it: in a settings file it may be a secret in the wrong place.
 * It is zod's error map, because only there does an issue know its schema.
 */
export function explainIssue(issue: z.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return explainType(issue.input, isInteger(issue.inst) ? 'int' : issue.expected);
    case 'invalid_value':
      return explainChoice(issue.input, issue.values.map(String));
    case 'invalid_union':
      return explainUnion(issue);
    case 'too_small':
      return explainLimit(issue.origin, 'at least', issue.minimum, issue.inclusive ?? true);
    case 'too_big':
      return explainLimit(issue.origin, 'at most', issue.maximum, issue.inclusive ?? true);
    case 'unrecognized_keys':
      return explainKeys(issue.keys, knownKeys(issue.inst));
    case 'invalid_format':
      return issue.format === 'url' ? 'must be a URL' : 'has the wrong format';
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    case 'invalid_key':
      return 'is not a valid key';
    default:
      return 'is not valid';
  }
}

const PLAIN_TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a group of fields',
  record: 'a group of fields',
};

function explainType(input: unknown, expected: string): string {
  const wanted = `must be ${PLAIN_TYPES[expected] ?? expected}`;
  if (input === undefined) return 'is missing';
  if (input === null) return `is empty; ${wanted}`;
  const isBare = typeof input === 'number' || typeof input === 'boolean';
  return isBare && expected === 'string' ? `${wanted}: put it in quotes` : wanted;
}

function isInteger(schema: unknown): boolean {
  return schema instanceof z.$ZodNumberFormat;
}

function explainChoice(input: unknown, choices: readonly string[]): string {
  const list = choices.join(', ');
  const wanted = choices.length === 1 ? `must be ${list}` : `must be one of ${list}`;
  if (input === undefined) return `is missing; ${wanted}`;
  return typeof input === 'string' ? wanted + suggestion(input, choices) : wanted;
}

function explainUnion(issue: z.$ZodRawIssue<z.$ZodIssueInvalidUnion>): string {
  const { discriminator, input } = issue;
  if (typeof discriminator !== 'string' || !isRecord(input)) return 'has the wrong format';
  const options = 'options' in issue && Array.isArray(issue.options) ? issue.options : [];
  return explainChoice(input[discriminator], options.map(String));
}

const UNITS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  string: ['character', 'characters'],
  array: ['entry', 'entries'],
  object: ['field', 'fields'],
  record: ['field', 'fields'],
};

function explainLimit(
  origin: string,
  bound: 'at least' | 'at most',
  limit: number | bigint,
  inclusive: boolean,
): string {
  const units = UNITS[origin];
  if (units) {
    if (bound === 'at least' && limit === 1) return 'must not be empty';
    return `must have ${bound} ${limit} ${limit === 1 ? units[0] : units[1]}`;
  }
  if (inclusive) return `must be ${bound} ${limit}`;
  return `must be ${bound === 'at least' ? 'more' : 'less'} than ${limit}`;
}

/** One line per key. */
function explainKeys(keys: readonly string[], known: readonly string[]): string {
  return keys
    .map((key) => {
      const meant = suggestion(key, known);
      const list = known.length === 0 ? '' : `; valid keys are ${known.join(', ')}`;
      return `is an unknown key${meant === '' ? list : meant}`;
    })
    .join('\n');
}

function knownKeys(schema: unknown): readonly string[] {
  if (schema instanceof z.$ZodObject) return Object.keys(schema._zod.def.shape);
  if (!(schema instanceof z.$ZodRecord)) return [];
  const { keyType } = schema._zod.def;
  if (keyType instanceof z.$ZodEnum) return Object.values(keyType._zod.def.entries).map(String);
  return [];
}
