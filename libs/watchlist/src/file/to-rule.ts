import { defaultTolerance, type Allow } from '../rule.ts';
import type { Context, Mode, Rule, RuleMatching, TellingWishes } from '../rule.ts';
import type { ListFile, WrittenAllow, WrittenRule } from './rule-schema.ts';
import type { WrittenQuietHours } from './telling-schema.ts';

type WrittenMatch = Extract<WrittenRule['match'], { mode: string }>;

/** Expands short forms and applies every default. */
export function toRule(written: WrittenRule): Rule {
  const { description, region, context, scope, notify, kind, allow, ...rest } = written;
  const match = spellOut(written.match);
  const telling = toTelling(notify);
  return {
    ...rest,
    ...(description === undefined ? {} : { description }),
    kind: kind ?? (match.mode === 'absent' ? 'absent' : 'watch'),
    match: toMatching(match),
    region: region ? [region].flat() : [],
    ...(context ? { context: toContext(context) } : {}),
    allow: allow.map(toAllow),
    scope: {
      buckets: listOf(scope.buckets),
      keys: listOf(scope.keys),
      excludeKeys: listOf(scope.excludeKeys),
    },
    severity: written.severity,
    channels: listOf(notify.channels),
    ...(Object.keys(telling).length > 0 ? { telling } : {}),
  };
}

function toTelling(notify: WrittenRule['notify']): TellingWishes {
  const { cooldownSeconds, groupBy, quietHours, template } = notify;
  return {
    ...(typeof cooldownSeconds === 'number' ? { cooldownMs: cooldownSeconds * 1000 } : {}),
    ...(groupBy ? { groupBy } : {}),
    ...(quietHours ? { quietHours: toQuietHours(quietHours) } : {}),
    ...(template ? { template: toTemplate(template) } : {}),
  };
}

function toQuietHours({ from, to, days, zone, except }: WrittenQuietHours) {
  return {
    from,
    to,
    ...(days ? { days } : {}),
    ...(zone === undefined ? {} : { zone }),
    ...(except ? { except } : {}),
  };
}

function toTemplate({
  subject,
  note,
}: {
  subject?: string | undefined;
  note?: string | undefined;
}) {
  return { ...(subject === undefined ? {} : { subject }), ...(note === undefined ? {} : { note }) };
}

export function toAllow({ values, target, keys, condition }: WrittenAllow): Allow {
  return { values: listOf(values), target, keys: listOf(keys), condition };
}

/** `match: KEEP OUT` is one phrase, `match: [A, B]` is any of them. */
export function spellOut(match: WrittenRule['match']): WrittenMatch {
  if (typeof match === 'object' && !Array.isArray(match)) return match;
  const mode = typeof match === 'string' ? 'phrase' : 'any';
  return { mode, values: match, caseSensitive: false, foldAccents: true };
}

function toMatching({ mode, values, maxEdits, joinLines, ...written }: WrittenMatch): RuleMatching {
  const plainMode: Mode = mode === 'fuzzy' ? 'phrase' : mode === 'absent' ? 'any' : mode;
  return {
    mode: plainMode,
    values: writtenValues(values),
    caseSensitive: written.caseSensitive,
    foldAccents: written.foldAccents,
    boundary: written.boundary ?? 'token',
    tolerance: written.tolerance ?? (mode === 'fuzzy' ? 'fuzzy' : defaultTolerance(plainMode)),
    ...(typeof maxEdits === 'number' ? { maxEdits } : {}),
    ...(typeof joinLines === 'number' ? { joinLines } : {}),
    ...(written.check ? { check: written.check } : {}),
    ...(written.obfuscation ? { obfuscation: true } : {}),
  };
}

/** The word list that the rule names, if any. */
export function listFileOf(match: WrittenRule['match']): ListFile | undefined {
  const { values } = spellOut(match);
  return typeof values === 'string' || Array.isArray(values) ? undefined : values;
}

/** The rule with what its word list says in the place of the list. */
export function withValues(rule: WrittenRule, values: readonly string[]): WrittenRule {
  return { ...rule, match: { ...spellOut(rule.match), values: [...values] } };
}

/** None of a word list that has not been read. */
export function writtenValues(values: WrittenMatch['values']): readonly string[] {
  return typeof values === 'string' || Array.isArray(values) ? listOf(values) : [];
}

function toContext(context: NonNullable<WrittenRule['context']>): Context {
  const { withinLines, withinWords } = context;
  return {
    require: listOf(context.require),
    forbid: listOf(context.forbid),
    ...(typeof withinLines === 'number' ? { withinLines } : {}),
    ...(typeof withinWords === 'number' ? { withinWords } : {}),
  };
}

export function listOf(texts: string | readonly string[]): readonly string[] {
  return typeof texts === 'string' ? [texts] : texts;
}
