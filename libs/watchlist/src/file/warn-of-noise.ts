import { boxAround, maskText, rectangle } from '@glyphwatch/domain';
import type { DetectedLine, TextDetection } from '@glyphwatch/domain';
import { compileWatchlist } from '../engine/compile-watchlist.ts';
import { isOfWholeWords, type Rule, type RuleMatching, type RuleSet } from '../rule.ts';
import { type RuleWarning, warn } from './check-rule-set.ts';
import { wordList } from './word-list.ts';

/** The share of unrelated words beyond which a rule is worth a warning. */
const MAX_COLLISION_RATE = 0.001;
/** Shorter values turn up in any texture. */
const MIN_SAFE_LENGTH = 3;
const NAMES_SHOWN = 3;

/**
 * Warns of rules that will fire on noise: runs them, without their gates, over a list of common words, and reports the
 * share that matches.
 */
export function warnOfNoise(ruleSet: RuleSet): readonly RuleWarning[] {
  const words = wordList();
  const rules = ruleSet.rules.filter(({ enabled, kind }) => enabled && kind === 'watch');
  const { ruleMatches } = compileWatchlist({
    rules: rules.map(withoutGates),
    allow: [],
    replace: ruleSet.replace,
  }).match(onePerLine(words), {});
  const hit = new Map(ruleMatches.map(({ ruleId, matches }) => [ruleId, matches]));
  return rules.flatMap((rule) => {
    const taken = (hit.get(rule.id) ?? []).filter(({ via }) => isNoise(rule.match, via));
    const lines = [...new Set(taken.flatMap((match) => match.lines))];
    const found = lines.flatMap((line) => words[line - 1] ?? []);
    return [...tooTolerant(rule, found, words.length), ...tooShort(rule, words)];
  });
}

/** The word list may contain the values themselves: an exact match of a whole word is not noise. */
function isNoise({ mode, boundary }: RuleMatching, via: string): boolean {
  const isWholeWord = mode !== 'contains' && mode !== 'regex' && isOfWholeWords(boundary);
  return via !== 'exact' || !isWholeWord || mode === 'pattern';
}

function tooTolerant(rule: Rule, found: readonly string[], total: number): RuleWarning[] {
  const rate = found.length / total;
  if (rate <= MAX_COLLISION_RATE) return [];
  // Words that resemble a secret reveal what it looks like.
  const examples = rule.sensitive ? '' : `, such as ${found.slice(0, NAMES_SHOWN).join(', ')}`;
  const share = `${percent(rate)} of ${total} common words`;
  return [warn(rule, ['match'], `will fire on noise: it matches ${share}${examples}`)];
}

function tooShort(rule: Rule, words: readonly string[]): RuleWarning[] {
  const { mode, values } = rule.match;
  if (mode === 'regex' || mode === 'pattern') return [];
  const short = values.find((value) => lettersOf(value).length < MIN_SAFE_LENGTH);
  if (short === undefined) return [];
  const near = words.filter((word) => isOneLetterAway(word, lettersOf(short))).length;
  // Two ideographs are a word, not noise; the list has nothing close to them.
  if (near === 0) return [];
  const shown = rule.sensitive ? maskText(short) : short;
  const share = `${near} of ${words.length} common words (${percent(near / words.length)})`;
  const message = `will fire on noise: "${shown}" is one misread letter away from ${share}`;
  return [warn(rule, ['match'], message)];
}

function lettersOf(value: string): string {
  return value
    .normalize('NFKC')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toUpperCase();
}

function isOneLetterAway(word: string, value: string): boolean {
  if (word.length !== value.length) return false;
  return [...word].filter((letter, at) => letter !== value[at]).length === 1;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)}%`;
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
