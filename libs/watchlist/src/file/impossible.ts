import type { Mistake } from '@glyphwatch/document-reader';
import { RE2JS, RE2JSSyntaxException } from 're2js';
import {
  LONGEST_REGEX,
  MAX_CONTEXT_WORDS,
  MAX_VALUES,
  type WrittenAllow,
  type WrittenRule,
} from './rule-schema.ts';
import { listOf, spellOut, writtenValues } from './to-rule.ts';

/** Combinations of fields that are valid one by one, but not together. */
export function impossibleIn(rule: WrittenRule): Mistake[] {
  return [...impossibleMatch(rule), ...impossibleContext(rule), ...impossibleAllow(rule.allow)];
}

export function impossibleAllow(allow: readonly WrittenAllow[]): Mistake[] {
  return allow.flatMap(({ values }, index) =>
    wrongTexts(listOf(values), ['allow', index, 'values'], Array.isArray(values)),
  );
}

export function regexMistake(expression: string): string | undefined {
  if (expression.length > LONGEST_REGEX) return `is longer than ${LONGEST_REGEX} characters`;
  try {
    RE2JS.compile(expression);
    return undefined;
  } catch (error) {
    // The message quotes the expression, which is a rule, not a secret.
    const reason = error instanceof RE2JSSyntaxException ? error.message : String(error);
    return `is not a valid regular expression: ${reason.replace(/^error parsing regexp: /, '')}`;
  }
}

function impossibleMatch(rule: WrittenRule): Mistake[] {
  const match = spellOut(rule.match);
  const { mode, tolerance, maxEdits, joinLines } = match;
  const mistakes: Mistake[] = [];
  const refuse = (field: string, message: string) =>
    mistakes.push({ path: ['match', field], message });
  const isFuzzy = mode === 'fuzzy' || tolerance === 'fuzzy';
  if (mode === 'fuzzy' && tolerance !== undefined && tolerance !== 'fuzzy') {
    refuse('tolerance', `contradicts mode fuzzy: remove it, or use mode: phrase`);
  }
  if (mode === 'regex' && tolerance !== undefined && tolerance !== 'none') {
    refuse('tolerance', 'cannot be used with regex: remove it, or use mode: pattern');
  }
  if (mode === 'pattern' && (tolerance === 'ocr' || isFuzzy)) {
    refuse(
      'tolerance',
      'cannot be used with pattern: use none, literals, lookalike or lookalike-loose',
    );
  }
  if (mode !== 'pattern' && tolerance === 'literals') {
    refuse('tolerance', 'only applies to mode pattern: remove it');
  }
  if (typeof maxEdits === 'number' && !isFuzzy) {
    refuse('maxEdits', 'needs tolerance: fuzzy');
  }
  if (typeof joinLines === 'number' && mode === 'contains') {
    refuse('joinLines', 'cannot be used with mode contains: remove it');
  }
  if (match.check !== undefined && mode !== 'pattern' && mode !== 'regex') {
    refuse('check', 'needs mode pattern or regex');
  }
  if (match.obfuscation === true && (mode === 'pattern' || mode === 'regex')) {
    refuse('obfuscation', `cannot be used with ${mode}: remove it`);
  }
  if (mode === 'absent' && rule.kind !== undefined && rule.kind !== 'absent') {
    mistakes.push({ path: ['kind'], message: 'contradicts mode absent: remove it' });
  }
  return [...mistakes, ...impossibleValues(rule)];
}

function impossibleValues({ match: written }: WrittenRule): Mistake[] {
  const { mode, values } = spellOut(written);
  const texts = writtenValues(values);
  if ((mode === 'regex' || mode === 'pattern') && texts.length > MAX_VALUES) {
    const message = `has more than ${MAX_VALUES} expressions: only words and phrases can be more`;
    return [{ path: ['match', 'values'], message }];
  }
  const isShort = typeof written === 'string' || Array.isArray(written);
  const base = isShort ? ['match'] : ['match', 'values'];
  return texts.flatMap((value, index) => {
    const message = valueMistake(mode, value);
    if (message === undefined) return [];
    return [{ path: Array.isArray(values) ? [...base, index] : base, message }];
  });
}

function valueMistake(mode: string, value: string): string | undefined {
  if (mode === 'regex') return regexMistake(value);
  if (mode === 'pattern') return patternMistake(value);
  return textMistake(value);
}

/** As in a word list: comparing takes room on the stack for each letter. */
const LONGEST_TEXT = 1_000;

function textMistake(value: string): string | undefined {
  if (!hasText(value)) return 'needs a letter or a digit';
  const isLong = value.normalize('NFKC').length > LONGEST_TEXT;
  return isLong ? `is longer than ${LONGEST_TEXT} characters` : undefined;
}

function patternMistake(pattern: string): string | undefined {
  const bare = pattern.replace(/\\./gsu, (escaped) => (hasText(escaped) ? 'x' : ''));
  if (bare.endsWith('\\')) return 'ends with a backslash: write \\\\ for a literal backslash';
  return hasText(bare) || bare.includes('?') ? undefined : 'needs a letter, a digit, A, 9 or ?';
}

function impossibleContext({ context }: WrittenRule): Mistake[] {
  if (!context) return [];
  const texts = [...listOf(context.require), ...listOf(context.forbid)];
  if (texts.length === 0) return [{ path: ['context'], message: 'needs require or forbid' }];
  const words = texts.flatMap((text) => text.split(/\s+/u).filter((word) => word !== '')).length;
  const tooMany = { path: ['context'], message: `has more than ${MAX_CONTEXT_WORDS} words` };
  return [
    ...(words > MAX_CONTEXT_WORDS ? [tooMany] : []),
    ...(['require', 'forbid'] as const).flatMap((field) =>
      wrongTexts(listOf(context[field]), ['context', field], Array.isArray(context[field])),
    ),
  ];
}

function wrongTexts(
  values: readonly string[],
  path: readonly (string | number)[],
  isList: boolean,
): Mistake[] {
  return values.flatMap((value, index) => {
    const message = textMistake(value);
    return message === undefined ? [] : [{ path: isList ? [...path, index] : path, message }];
  });
}

function hasText(value: string): boolean {
  return /[\p{L}\p{N}]/u.test(value.normalize('NFKC'));
}
