import { boxAround, rectangle } from '@glyphwatch/domain';
import type { DetectedLine, TextDetection } from '@glyphwatch/domain';
import { compileWatchlist } from '../engine/compile-watchlist.ts';
import { isOfWholeWords, type Rule, type RuleMatching, type RuleSet } from '../rule.ts';
import { wordList } from './word-list.ts';

export interface Collisions {
  readonly rule: Rule;
  /** Common words that the rule takes for what it watches for. */
  readonly words: readonly string[];
  /** Those that it takes for a value in disguise. */
  readonly disguised: readonly string[];
}

/** Runs the rules that watch, without their gates, over the list of common words. */
export function collisionsOf(ruleSet: RuleSet): readonly Collisions[] {
  const words = wordList();
  const rules = ruleSet.rules.filter(({ enabled, kind }) => enabled && kind === 'watch');
  const { ruleMatches } = compileWatchlist({
    rules: rules.map(withoutGates),
    allow: [],
    replace: ruleSet.replace,
  }).match(onePerLine(words), {});
  const hit = new Map(ruleMatches.map(({ ruleId, matches }) => [ruleId, matches]));
  return rules.map((rule) => {
    const taken = (hit.get(rule.id) ?? []).filter(({ via }) => isNoise(rule.match, via));
    const wordsOf = (matches: typeof taken): readonly string[] =>
      [...new Set(matches.flatMap(({ lines }) => lines))].flatMap((line) => words[line - 1] ?? []);
    const disguised = taken.filter(({ via }) => via === 'obfuscated');
    return { rule, words: wordsOf(taken), disguised: wordsOf(disguised) };
  });
}

/** The word list may contain the values themselves: an exact match of a whole word is not noise. */
function isNoise({ mode, boundary }: RuleMatching, via: string): boolean {
  const isWholeWord = mode !== 'contains' && mode !== 'regex' && isOfWholeWords(boundary);
  return via !== 'exact' || !isWholeWord || mode === 'pattern';
}

function withoutGates(rule: Rule): Rule {
  const { context: _, ...rest } = rule;
  const { joinLines: __, ...match } = rule.match;
  const isOfWords = match.mode === 'any' || match.mode === 'all' || match.mode === 'phrase';
  return {
    ...rest,
    match: isOfWords ? { ...match, mode: 'any', joinLines: 0 } : match,
    ...{ minConfidence: 0, region: [], minTextHeight: 0, rotation: 'any', allow: [] },
    ...{ scope: { buckets: [], keys: [], excludeKeys: [] }, minOccurrences: 1, severity: 'medium' },
  };
}

function onePerLine(words: readonly string[]): TextDetection {
  const pitch = 1 / words.length;
  const lines = words.map((text, row): DetectedLine => {
    const [top, bottom] = [row * pitch, (row + 0.5) * pitch];
    const polygon = rectangle(0, top, 1, bottom);
    const word = { text, confidence: 1, box: boxAround(polygon), polygon };
    return { ...word, words: [word] };
  });
  return { provider: 'word-list', modelVersion: '1', truncated: false, lines };
}
