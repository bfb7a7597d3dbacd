import { defaultTolerance, type Rule, type RuleMatching, type RuleSet } from './rule.ts';

export interface RuleDetails extends Partial<Omit<Rule, 'match'>> {
  readonly match?: Partial<RuleMatching>;
}

/** A rule with every default, for specs. */
export function ruleOf(id: string, values: readonly string[], details: RuleDetails = {}): Rule {
  const { match, ...rest } = details;
  return {
    id,
    enabled: true,
    kind: 'watch',
    match: {
      mode: 'phrase',
      values,
      caseSensitive: false,
      foldAccents: true,
      boundary: 'token',
      tolerance: defaultTolerance(match?.mode ?? 'phrase'),
      ...match,
    },
    minConfidence: 0.8,
    region: [],
    minTextHeight: 0,
    rotation: 'any',
    allow: [],
    scope: { buckets: [], keys: [], excludeKeys: [] },
    minWords: 3,
    minOccurrences: 1,
    severity: 'medium',
    sensitive: false,
    channels: ['default'],
    tags: [],
    ...rest,
  };
}

export function ruleSetOf(...rules: readonly Rule[]): RuleSet {
  return { rules, allow: [], replace: [] };
}
