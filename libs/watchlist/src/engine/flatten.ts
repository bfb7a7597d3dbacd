import { isLiteralMode, type Rule, type RuleSet } from '../rule.ts';
import type { Section } from '../flat/sections.ts';
import { TextPoolBuilder } from '../flat/text-pool.ts';
import { compileLiteral } from '../search/literal.ts';
import { LiteralIndexesBuilder } from './literal-indexes.ts';
import { RuleStoreBuilder } from './rule-store-builder.ts';
import { versionsOf } from './rule-version.ts';

/** Compiles rules into flat arrays, for `openWatchlist`. */
export function flatten({ rules, allow, replace }: RuleSet): readonly Section[] {
  const versions = versionsOf({ rules, allow, replace });
  const head = new TextPoolBuilder();
  head.add(JSON.stringify({ version: versions.watchlist, allow, replace }));
  const store = new RuleStoreBuilder();
  const indexes = new LiteralIndexesBuilder(
    rules.reduce((sum, { match }) => sum + new Set(match.values).size, 0),
  );
  for (const rule of rules) {
    const isFiled = rule.enabled && isLiteralMode(rule.match.mode);
    store.add(rule, (value, id) => {
      if (isFiled) indexes.add(id, compileLiteral(value, rule.match));
    });
  }
  return [
    ...head.finish(),
    ...store.finish(versions.rules),
    indicesOf(rules, ({ kind }) => kind === 'absent'),
    indicesOf(rules, ({ match }) => !isLiteralMode(match.mode)),
    indicesOf(rules, ({ match }) => match.obfuscation === true),
    ...indexes.finish(),
  ];
}

function indicesOf(rules: readonly Rule[], isWanted: (rule: Rule) => boolean) {
  return Uint32Array.from(
    rules.flatMap((rule, index) => (rule.enabled && isWanted(rule) ? [index] : [])),
  );
}
