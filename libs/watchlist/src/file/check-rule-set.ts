import { maskText, SEVERITIES } from '@glyphwatch/domain';
import type { Region, Rule, RuleMatching, RuleSet } from '../rule.ts';

/** Something about a valid rule that its author hardly meant. */
export interface RuleWarning {
  readonly ruleId: string;
  /** Within the rule. */
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** The line of a field of a rule. */
export type LineOf = (place: Omit<RuleWarning, 'message'>) => number;

/** Rules that never match, rules that another one makes redundant, and sets without rules. Pure and cheap. */
export function checkRuleSet(ruleSet: RuleSet, lineOf: LineOf): readonly RuleWarning[] {
  if (ruleSet.rules.length === 0) {
    return [{ ruleId: '', path: [], message: 'has no rules, so nothing is watched' }];
  }
  const enabled = ruleSet.rules.filter((rule) => rule.enabled);
  const ignored = coveredBy(enabled.filter(({ kind }) => kind === 'ignore'));
  return [
    ...ruleSet.rules.flatMap((rule) => (rule.enabled ? [] : [warn(rule, ['enabled'], DISABLED)])),
    ...enabled.flatMap((rule) => neverMatches(rule, ruleSet)),
    ...enabled.flatMap((rule) => repeatedValues(rule, lineOf)),
    ...enabled.filter(({ kind }) => kind === 'watch').flatMap((rule) => ignoredBy(rule, ignored)),
    ...sharedRules(enabled),
  ];
}

const DISABLED = 'is disabled, so it never matches';

export function warn(rule: Rule, path: RuleWarning['path'], message: string): RuleWarning {
  return { ruleId: rule.id, path, message };
}

function neverMatches(rule: Rule, { allow }: RuleSet): RuleWarning[] {
  const { scope, region, context, minOccurrences, severity } = rule;
  const warnings: RuleWarning[] = [];
  const never = (path: RuleWarning['path'], why: string) =>
    warnings.push(warn(rule, path, `never matches: ${why}`));
  if (excludesItself(scope)) never(['scope'], 'excludeKeys excludes all of its keys');
  if (isEmpty(region)) never(['region'], 'the excluded regions cover everything');
  const both = context?.require.find((text) => includesFolded(context.forbid, text, rule.match));
  if (both !== undefined) never(['context'], `"${both}" is both required and forbidden`);
  warnings.push(...allowedAway(rule, [...allow, ...rule.allow]));
  if (typeof severity === 'object' && minOccurrences > highestStep(severity)) {
    warnings.push(
      warn(rule, ['severity'], 'is always the highest: minOccurrences exceeds every step'),
    );
  }
  return warnings;
}

function excludesItself({ keys, excludeKeys }: Rule['scope']): boolean {
  if (excludeKeys.includes('**')) return true;
  return keys.length > 0 && keys.every((key) => excludeKeys.some((glob) => covers(glob, key)));
}

/** Certain cases only: equal globs, and `folder/**` for anything below that folder. */
function covers(glob: string, other: string): boolean {
  return glob === other || (glob.endsWith('/**') && other.startsWith(glob.slice(0, -2)));
}

function isEmpty(region: readonly Region[]): boolean {
  const included = region.filter(({ exclude }) => !exclude);
  const excluded = region.filter(({ exclude }) => exclude);
  if (excluded.length === 0) return false;
  const areas = included.length > 0 ? included : [WHOLE_IMAGE];
  return areas.every((area) => excluded.some((hole) => isInside(area, hole)));
}

const WHOLE_IMAGE: Region = {
  shape: 'rect',
  x: 0,
  y: 0,
  w: 1,
  h: 1,
  test: 'centroid',
  exclude: false,
};

function isInside(area: Region, hole: Region): boolean {
  if (area.shape !== 'rect' || hole.shape !== 'rect') {
    return (
      area.shape === hole.shape &&
      JSON.stringify(cornersOf(area)) === JSON.stringify(cornersOf(hole))
    );
  }
  return (
    hole.x <= area.x &&
    hole.y <= area.y &&
    hole.x + hole.w >= area.x + area.w &&
    hole.y + hole.h >= area.y + area.h
  );
}

function cornersOf(region: Region): unknown {
  return region.shape === 'polygon' ? region.points : region;
}

/** An unconditional allow entry cancels every exact reading of a value. */
function allowedAway(rule: Rule, allow: RuleSet['allow']): RuleWarning[] {
  const { mode, values, tolerance } = rule.match;
  if (mode === 'regex' || mode === 'pattern') return [];
  const always = allow
    .filter(({ condition, keys }) => condition === 'OR' || keys.length === 0)
    .flatMap((entry) => entry.values.map((value) => foldRoughly(value, rule.match)));
  const gone = values.filter((value) =>
    always.some((text) => ` ${foldRoughly(value, rule.match)} `.includes(` ${text} `)),
  );
  const [first] = gone;
  if (first === undefined) return [];
  const isEvery = mode === 'all' || gone.length === values.length;
  if (!isEvery)
    return [
      warn(
        rule,
        ['allow'],
        `the value "${rule.sensitive ? maskText(first) : first}" never matches: it is always allowed`,
      ),
    ];
  const left = tolerance === 'none' ? 'never matches' : 'only matches misread text';
  return [warn(rule, ['allow'], `${left}: the allow list covers all of its values`)];
}

function includesFolded(texts: readonly string[], text: string, match: RuleMatching): boolean {
  const folded = foldRoughly(text, match);
  return texts.some((other) => foldRoughly(other, match) === folded);
}

/** Close enough to the engine's folding for a warning: it may miss a pair, but never invents one. */
function foldRoughly(text: string, { caseSensitive }: Pick<RuleMatching, 'caseSensitive'>): string {
  const words = text
    .normalize('NFKC')
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .filter((word) => word !== '')
    .join(' ');
  return caseSensitive ? words : words.toUpperCase();
}

function highestStep(steps: Exclude<Rule['severity'], string>): number {
  return Math.max(...SEVERITIES.map((name) => steps[name] ?? 0));
}

function repeatedValues(rule: Rule, lineOf: LineOf): RuleWarning[] {
  const { mode, values } = rule.match;
  const first = new Map<string, number>();
  return values.flatMap((value, index) => {
    const text = mode === 'regex' || mode === 'pattern' ? value : foldRoughly(value, rule.match);
    const before = first.get(text);
    if (before === undefined) {
      first.set(text, index);
      return [];
    }
    const line = lineOf({ ruleId: rule.id, path: ['match', 'values', before] });
    const [one, other] = [value, values[before] ?? ''].map((each) =>
      rule.sensitive ? maskText(each) : each,
    );
    const message = `"${one}" says the same as line ${line} "${other}"`;
    return [warn(rule, ['match', 'values', index], message)];
  });
}

/** Every folded value that a rule ignores unconditionally, with that rule. */
function coveredBy(ignoring: readonly Rule[]): ReadonlyMap<string, Rule> {
  const unconditional = ignoring.filter(
    (rule) =>
      rule.region.length === 0 &&
      !rule.context &&
      rule.allow.length === 0 &&
      rule.minTextHeight === 0 &&
      rule.minOccurrences === 1 &&
      rule.rotation === 'any' &&
      !rule.match.caseSensitive &&
      ['any', 'phrase', 'contains'].includes(rule.match.mode) &&
      Object.values(rule.scope).every((globs) => globs.length === 0),
  );
  return new Map(
    unconditional.flatMap((rule) =>
      rule.match.values.map((value) => [foldRoughly(value, rule.match), rule] as const),
    ),
  );
}

function ignoredBy(rule: Rule, ignored: ReadonlyMap<string, Rule>): RuleWarning[] {
  const { mode, values } = rule.match;
  if (mode === 'regex' || mode === 'pattern') return [];
  const by = values.map((value) => ignored.get(foldRoughly(value, { caseSensitive: false })));
  const [first] = by;
  const isWhole = by.every((ignore) => ignore && ignore.minConfidence <= rule.minConfidence);
  if (!first || !isWhole) return [];
  const message = `is shadowed by the ignore rule "${first.id}", which covers all of its values`;
  return [warn(rule, ['match'], message)];
}

/** Rules whose every match also matches another rule, which has the same gates and all of their values. */
function sharedRules(rules: readonly Rule[]): RuleWarning[] {
  const wider = new Map<string, Rule[]>();
  return rules
    .toSorted((a, b) => b.match.values.length - a.match.values.length)
    .flatMap((rule) => {
      const gates = gatesOf(rule);
      const values = foldedValues(rule);
      const keys = values.map((value) => `${gates}\n${value}`);
      const rivals = (wider.get(keys[0] ?? '') ?? []).slice(0, MAX_COMPARED);
      const whole = rivals.find((rival) => hasAll(foldedValues(rival), values));
      for (const key of keys)
        wider.set(key, [...(wider.get(key) ?? []).slice(0, MAX_COMPARED), rule]);
      if (!whole) return [];
      const isEqual = whole.match.values.length === rule.match.values.length;
      const message = isEqual
        ? `duplicates the rule "${whole.id}": both will notify`
        : `is shadowed by the rule "${whole.id}", which has all of its values: both will notify`;
      return [warn(rule, ['match'], message)];
    });
}

/** Bounds the comparison of rules that share a value. */
const MAX_COMPARED = 20;

function hasAll(values: readonly string[], wanted: readonly string[]): boolean {
  const known = new Set(values);
  return wanted.every((value) => known.has(value));
}

function foldedValues({ match }: Rule): string[] {
  const isExpression = match.mode === 'regex' || match.mode === 'pattern';
  return match.values.map((value) => (isExpression ? value : foldRoughly(value, match)));
}

/** Everything that decides whether a value matches, without names and routing; with the values where all are needed. */
function gatesOf(rule: Rule): string {
  const { kind, match, minConfidence, region, minTextHeight, rotation, context, allow } = rule;
  const { scope, minWords, minOccurrences } = rule;
  const mode = match.mode === 'phrase' ? 'any' : match.mode;
  const needsAll = mode === 'all' || kind === 'absent' || minOccurrences > 1;
  return JSON.stringify([
    { ...match, mode, values: needsAll ? foldedValues(rule).toSorted() : [] },
    [kind, minConfidence, region, minTextHeight, rotation, context, allow, scope],
    [minOccurrences, kind === 'absent' ? minWords : 0],
  ]);
}
