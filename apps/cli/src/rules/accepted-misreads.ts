import { layOutText, type Via } from '@glyphwatch/domain';
import { compileWatchlist, type Rule } from '@glyphwatch/watchlist';

/** A text that is not what a rule waits for, but that its tolerance takes for it. */
export interface Misread {
  readonly value: string;
  readonly text: string;
  readonly via: Via;
}

/** Characters that engines take for others. What a rule accepts of them, the matcher itself decides. */
const CONFUSED = [...'0OoDQ1Iil|!2Zz5Ss$6Gb8B9gq'];
const MOST_VALUES = 5;
/** Of each kind: one rule may take hundreds, and a few show what it does. */
const MOST_OF_A_KIND = 6;

/** Single misreadings of a rule's values that it would accept, found by trying them. */
export function acceptedMisreads(rule: Rule): readonly Misread[] {
  const { mode, tolerance, values } = rule.match;
  if (tolerance === 'none' || mode === 'regex' || mode === 'pattern') return [];
  const all = values.slice(0, MOST_VALUES).flatMap((value) => misreadsOf(value, rule));
  const first = (via: Via): Misread[] =>
    all.filter((misread) => misread.via === via).slice(0, MOST_OF_A_KIND);
  return [...first('lookalike'), ...first('fuzzy')];
}

function misreadsOf(value: string, rule: Rule): Misread[] {
  const watchlist = compileWatchlist({
    rules: [onlyTolerance(value, rule)],
    allow: [],
    replace: [],
  });
  const tried = new Set<string>();
  return misspellings(value).flatMap((text): Misread[] => {
    if (tried.has(text)) return [];
    tried.add(text);
    const { ruleMatches } = watchlist.match(layOutText(text), {});
    const via = ruleMatches[0]?.matches[0]?.via;
    return via === undefined || via === 'exact' ? [] : [{ value, text, via }];
  });
}

/** The gates are left out: what is tried has neither a place nor neighbours. */
function onlyTolerance(value: string, { context: _, ...rule }: Rule): Rule {
  return {
    ...rule,
    kind: 'watch',
    enabled: true,
    match: { ...rule.match, mode: 'phrase', values: [value] },
    region: [],
    minTextHeight: 0,
    allow: [],
    scope: { buckets: [], keys: [], excludeKeys: [] },
    minOccurrences: 1,
    severity: 'medium',
  };
}

function misspellings(value: string): string[] {
  const characters = [...value];
  const put = (at: number, character: string): string => characters.with(at, character).join('');
  return characters.flatMap((own, at) => {
    if (!/[\p{L}\p{N}]/u.test(own)) return [];
    const others = CONFUSED.filter((other) => other !== own);
    return [put(at, ''), ...others.map((other) => put(at, other))];
  });
}
