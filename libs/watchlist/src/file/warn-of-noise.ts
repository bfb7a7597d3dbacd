import { maskText } from '@glyphwatch/domain';
import type { Rule, RuleSet } from '../rule.ts';
import { type RuleWarning, warn } from './check-rule-set.ts';
import { type RuleNoise, noiseOf } from './noise-of.ts';
import { wordList } from './word-list.ts';

/** False alarms in 1,000 pictures beyond which a mask is worth a warning; other rules may match this share of the words. */
const MAX_OF_A_MASK = 1;
const MAX_COLLISION_RATE = 0.001;
/** Such values turn up in any texture: measured, in 274 of a million pictures each. */
const SHORT = 3;
const NAMES_SHOWN = 3;

/** Warns of rules that will fire on noise. */
export function warnOfNoise(ruleSet: RuleSet): readonly RuleWarning[] {
  const rules = new Map(ruleSet.rules.map((rule) => [rule.id, rule]));
  return noiseOf(ruleSet).flatMap((noise) => {
    const rule = rules.get(noise.ruleId);
    return rule ? [...tooTolerant(rule, noise), ...tooShort(rule)] : [];
  });
}

function tooTolerant(rule: Rule, { words, wordCount, perThousand }: RuleNoise): RuleWarning[] {
  const total = wordList().length;
  const isNoisy =
    rule.match.mode === 'pattern'
      ? wordCount > 0 && perThousand > MAX_OF_A_MASK
      : wordCount / total > MAX_COLLISION_RATE;
  if (!isNoisy) return [];
  const examples = words.length > 0 ? `, such as ${words.slice(0, NAMES_SHOWN).join(', ')}` : '';
  const share = `${percent(wordCount / total)} of ${total} common words`;
  return [warn(rule, ['match'], `will fire on noise: it matches ${share}${examples}`)];
}

function tooShort(rule: Rule): RuleWarning[] {
  const { mode, values } = rule.match;
  if (mode === 'regex' || mode === 'pattern') return [];
  const short = values.find((value) => isShort(lettersOf(value)));
  if (short === undefined) return [];
  const shown = rule.sensitive ? maskText(short) : short;
  const near = wordList().filter((word) => isOneLetterAway(word, lettersOf(short))).length;
  const message = `will fire on noise: "${shown}" is one misread letter away from ${near} of ${wordList().length} common words (${percent(near / wordList().length)})`;
  return [warn(rule, ['match'], message)];
}

/** Two ideographs are a word, not noise. */
function isShort(letters: string): boolean {
  return (
    letters.length <= SHORT &&
    !/[\p{Ideographic}\p{Script=Hangul}]|\p{Script=Hiragana}|\p{Script=Katakana}/u.test(letters)
  );
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
