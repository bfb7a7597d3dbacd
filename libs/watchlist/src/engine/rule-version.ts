import { createHash } from 'node:crypto';
import type { Allow, Replacement, Rule, RuleSet } from '../rule.ts';
import { compileLiteral } from '../search/literal.ts';

/*
 * A version is the hash of what a rule means: what it finds, how grave that is and who is told.
 *
 * Not part of it: formatting, the order of fields and of lists, values written twice, defaults spelt out or left out,
 * settings that have no effect in the rule's mode, and the description. Disabled rules and the order of rules are no
 * part of the watchlist's version.
 */
export function ruleVersion(rule: Rule): string {
  return digest(canonical(meaningOf(rule)));
}

export function watchlistVersion({ rules, allow, replace }: RuleSet): string {
  const enabled = rules.filter((rule) => rule.enabled).map((rule) => canonical(meaningOf(rule)));
  return digest(
    enabled.sort().join('\n'),
    canonical(allow.map(meaningOfAllow)),
    writtenOrder(replace),
  );
}

export function digest(...parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex');
}

function meaningOf(rule: Rule): object {
  const { description: _description, enabled: _enabled, context, minWords, region, ...rest } = rule;
  const isContextual = context && context.require.length + context.forbid.length > 0;
  return {
    ...rest,
    match: meaningOfMatching(rule),
    region: region.map((one) =>
      one.shape === 'polygon' ? { ...one, points: JSON.stringify(one.points) } : one,
    ),
    allow: rule.allow.map(meaningOfAllow),
    ...(isContextual ? { context } : {}),
    ...(rule.kind === 'absent' ? { minWords } : {}),
  };
}

function meaningOfAllow({ values, target, keys, condition }: Allow): object {
  return {
    values: distinct(values),
    keys: distinct(keys),
    ...(values.length > 0 ? { target } : {}),
    ...(values.length > 0 && keys.length > 0 ? { condition } : {}),
  };
}

function meaningOfMatching({ match }: Rule): object {
  const { maxEdits, joinLines, boundary, foldAccents, mode, ...rest } = match;
  const isLiteral = mode !== 'regex' && mode !== 'pattern';
  const isJoining = isLiteral && joinLines !== undefined && changesJoining(match);
  return {
    ...rest,
    mode: mode === 'phrase' ? 'any' : mode,
    values: distinct(match.values),
    ...(isLiteral ? { foldAccents } : {}),
    ...(mode === 'regex' || mode === 'contains' ? {} : { boundary }),
    ...(match.tolerance === 'fuzzy' && maxEdits !== undefined ? { maxEdits } : {}),
    ...(isJoining ? { joinLines } : {}),
  };
}

/** Whether the written `joinLines` says something else than the default of every value. */
function changesJoining(match: Rule['match']): boolean {
  const { joinLines, ...byDefault } = match;
  return match.values.some((value) => {
    const literal = compileLiteral(value, byDefault);
    return joinLines === 0 || literal.joinLines !== joinLines;
  });
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}

/** JSON with sorted fields and sorted lists. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).sort().join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  fields.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`).join(',')}}`;
}

function writtenOrder(replacements: readonly Replacement[]): string {
  return JSON.stringify(replacements.map(({ pattern, with: by }) => [pattern, by]));
}
