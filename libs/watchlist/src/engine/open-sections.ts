import type { RuleSet } from '../rule.ts';
import { SectionReader, type Section } from '../flat/sections.ts';
import { TextPool } from '../flat/text-pool.ts';
import { findHitsByIndex } from './find-hits.ts';
import { readIndexes } from './literal-indexes.ts';
import { RuleWatchlist, type CompiledWatchlist } from './rule-watchlist.ts';
import { StoredRules } from './stored-rules.ts';
import type { Circumstances } from './to-outcome.ts';

/** What is said once about all rules. */
export interface Head extends Pick<RuleSet, 'allow' | 'replace'> {
  readonly version: string;
}

/** A character becomes at most so many (U+FDFA, by NFKC). */
const MOST_GLYPHS_OF_A_BYTE = 18;
const MOST_EDITS = 4;

/** Fails with `DamagedSections` if `flatten` did not write them. */
export function openSections(
  written: readonly Section[],
  circumstances: Circumstances,
): CompiledWatchlist {
  const sections = new SectionReader(written);
  const { version, allow, replace }: Head = JSON.parse(new TextPool(sections).at(0));
  if (typeof version !== 'string') sections.refuse('has no version');
  const rules = new StoredRules(sections, allow);
  const indices = (): Uint32Array => sections.below(rules.count);
  const [absent, others, obfuscated] = [indices(), indices(), indices()];
  const length = rules.longestValue * MOST_GLYPHS_OF_A_BYTE + MOST_EDITS + 1;
  const indexes = readIndexes(sections, { ids: rules.valueCount, length });
  sections.finish();
  const findHits = findHitsByIndex({ rules, indexes, others, obfuscated });
  return new RuleWatchlist({ rules, findHits, absent, replace, version }, circumstances);
}
