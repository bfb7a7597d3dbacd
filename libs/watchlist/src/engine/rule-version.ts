import { createHash } from 'node:crypto';
import type { Allow, Context, Region, Rule, RuleMatching, RuleSet, Scope } from '../rule.ts';
import { compileLiteral } from '../search/literal.ts';
import { compilePattern } from '../search/pattern.ts';

/*
 * A version is the hash of what a rule means: what it finds, its severity and its channels.
 *
 * It does not depend on formatting, the order of fields and lists, duplicate values, explicit defaults, settings without
 * effect in the rule's mode, or the description. The watchlist's version does not depend on disabled rules or the order
 * of rules.
 */
export function ruleVersion(rule: Rule): string {
  return digest(meaningOf(rule));
}

export const VERSION_BYTES = 32;

/** Of the watchlist, in hexadecimal, and of each rule, one after the other. */
export function versionsOf({ rules, allow, replace }: RuleSet): {
  readonly watchlist: string;
  readonly rules: Uint8Array<ArrayBuffer>;
} {
  const versions = new Uint8Array(rules.length * VERSION_BYTES);
  const enabled: string[] = [];
  for (const [index, rule] of rules.entries()) {
    const meaning = meaningOf(rule);
    versions.set(hashOf([meaning]), index * VERSION_BYTES);
    if (rule.enabled) enabled.push(meaning);
  }
  const replacements = replace.map(({ pattern, with: by }) => [pattern, by]);
  const frame = JSON.stringify([sorted(allow.map(allowed)), replacements]);
  return { watchlist: hashOf([...enabled.sort(), frame]).toString('hex'), rules: versions };
}

export function digest(...parts: readonly string[]): string {
  return hashOf(parts).toString('hex');
}

function hashOf(parts: readonly string[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest();
}

/** To be incremented when the engine changes what existing rules mean, so that their old matches are not reused. */
const GENERATION = 4;

/** Field by field for speed: ten thousand rules must be hashed before the first image. */
function meaningOf(rule: Rule): string {
  return JSON.stringify([
    GENERATION,
    rule.id,
    rule.kind,
    matching(rule.match),
    rule.minConfidence,
    sorted(rule.region.map(region)),
    rule.minTextHeight,
    rule.rotation,
    rule.context ? surroundings(rule.context) : '',
    sorted(rule.allow.map(allowed)),
    scope(rule.scope),
    rule.kind === 'absent' ? rule.minWords : 0,
    rule.minOccurrences,
    typeof rule.severity === 'string'
      ? rule.severity
      : sorted(Object.entries(rule.severity).map(String)),
    rule.sensitive,
    sorted(rule.channels),
    sorted(rule.tags),
  ]);
}

function matching(match: RuleMatching): readonly unknown[] {
  const { mode, tolerance, maxEdits, joinLines } = match;
  const isLiteral = mode !== 'regex' && mode !== 'pattern';
  return [
    mode === 'phrase' ? 'any' : mode,
    sorted(match.values),
    match.caseSensitive,
    isLiteral ? match.foldAccents : '',
    mode === 'regex' || mode === 'contains' ? '' : match.boundary,
    mode === 'regex' ? '' : tolerance,
    isLiteral && tolerance === 'fuzzy' ? (maxEdits ?? '') : '',
    joinLines !== undefined && changesJoining(match) ? joinLines : '',
    ...(match.check ? [match.check] : []),
    ...(match.obfuscation ? ['obfuscation'] : []),
  ];
}

/** Whether the explicit `joinLines` differs from the default of any value. */
function changesJoining({ joinLines, ...byDefault }: RuleMatching): boolean {
  if (byDefault.mode === 'regex') return joinLines !== 0;
  if (byDefault.mode === 'pattern') {
    return byDefault.values.some(
      (value) => compilePattern(value, byDefault).joinLines !== joinLines,
    );
  }
  if (joinLines === 0) return true;
  return byDefault.values.some((value) => compileLiteral(value, byDefault).joinLines !== joinLines);
}

function region(one: Region): string {
  const shape =
    one.shape === 'polygon' ? one.points.map(({ x, y }) => [x, y]) : [one.x, one.y, one.w, one.h];
  return JSON.stringify([one.shape, one.exclude, one.test, shape]);
}

function surroundings({ require, forbid, withinLines, withinWords }: Context): string {
  if (require.length + forbid.length === 0) return '';
  return JSON.stringify([sorted(require), sorted(forbid), withinLines ?? '', withinWords ?? '']);
}

function allowed({ values, target, keys, condition }: Allow): string {
  const isBoth = values.length > 0 && keys.length > 0;
  return JSON.stringify([
    sorted(values),
    values.length > 0 ? target : '',
    sorted(keys),
    isBoth ? condition : '',
  ]);
}

function scope({ buckets, keys, excludeKeys }: Scope): readonly unknown[] {
  return [sorted(buckets), sorted(keys), sorted(excludeKeys)];
}

/** Lists are sets: their order and repetitions mean nothing. */
function sorted(texts: readonly string[]): readonly string[] {
  return texts.length < 2 ? texts : [...new Set(texts)].sort();
}
