import type { RuleSet } from '../rule.ts';
import { compilePlainly } from './plain-rules.ts';
import { findHitsInTurn } from './find-hits.ts';
import { flatten } from './flatten.ts';
import { openSections } from './open-sections.ts';
import { versionsOf } from './rule-version.ts';
import { RuleWatchlist, type CompiledWatchlist } from './rule-watchlist.ts';
import type { Circumstances } from './to-outcome.ts';

export interface CompileOptions extends Circumstances {
  /** `in-turn` tries each rule without an index: slow, but too simple to be wrong. Specs compare the two. */
  readonly search?: 'index' | 'in-turn';
}

/** Expensive: compile once, not once for each image. */
export function compileWatchlist(
  ruleSet: RuleSet,
  { search = 'index', ...circumstances }: CompileOptions = {},
): CompiledWatchlist {
  if (search === 'index') return openSections(flatten(ruleSet), circumstances);
  const rules = compilePlainly(ruleSet);
  return new RuleWatchlist(
    {
      rules,
      findHits: findHitsInTurn(rules),
      absent: ruleSet.rules.flatMap(({ kind, enabled }, index) =>
        enabled && kind === 'absent' ? [index] : [],
      ),
      replace: ruleSet.replace,
      version: versionsOf(ruleSet).watchlist,
    },
    circumstances,
  );
}
