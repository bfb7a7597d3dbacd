import { maskText } from '@glyphwatch/domain';
import type { Rule, RuleSet } from '../rule.ts';
import { type RuleWarning, warn } from './check-rule-set.ts';
import { collisionsOf } from './collisions.ts';
import { type RuleNoise, noiseOf } from './noise-of.ts';
import { wordList } from './word-list.ts';

/** False alarms in 1,000 pictures beyond which a mask is worth a warning; other rules may match this share of the words. */
const MAX_OF_A_MASK = 1;
const MAX_COLLISION_RATE = 0.001;
/** Such values turn up in any texture: measured, in 274 of a million pictures each. */
const SHORT = 3;
const NAMES_SHOWN = 3;

/** Warns of rules that will fire on noise: of each mask and each short value, and of other rules as a whole. */
export function warnOfNoise(ruleSet: RuleSet): readonly RuleWarning[] {
  const sources = ruleSet.rules.flatMap(partsOf);
  const rules = sources.map(({ rule }, index) => ({ ...rule, id: String(index) }));
  const noises = noiseOf({ ...ruleSet, rules });
  const noisy = noises.flatMap((noise) => {
    const source = sources[Number(noise.ruleId)];
    return source ? [...tooTolerant(source, noise), ...tooShort(source.rule)] : [];
  });
  return [...noisy, ...costsOfObfuscation(ruleSet)];
}

/** A rule, or one of its masks, and where it is in the file. */
interface Source {
  readonly rule: Rule;
  readonly path: RuleWarning['path'];
}

function partsOf(rule: Rule): readonly Source[] {
  const { match } = rule;
  if (match.mode !== 'pattern' || match.values.length < 2) return [{ rule, path: ['match'] }];
  return match.values.map((value, index) => ({
    rule: { ...rule, match: { ...match, values: [value] } },
    path: ['match', 'values', index],
  }));
}

function tooTolerant({ rule, path }: Source, noise: RuleNoise): RuleWarning[] {
  const { words, wordCount, perThousand } = noise;
  const total = wordList().length;
  const isNoisy =
    rule.match.mode === 'pattern'
      ? wordCount > 0 && perThousand > MAX_OF_A_MASK
      : wordCount / total > MAX_COLLISION_RATE;
  if (!isNoisy) return [];
  const share = `${percent(wordCount / total)} of ${total} common words`;
  return [warn(rule, path, `will fire on noise: it matches ${share}${examplesOf(words)}`)];
}

function examplesOf(words: readonly string[]): string {
  return words.length > 0 ? `, such as ${words.slice(0, NAMES_SHOWN).join(', ')}` : '';
}

function tooShort(rule: Rule): RuleWarning[] {
  const { mode, values } = rule.match;
  if (mode === 'regex' || mode === 'pattern') return [];
  return values.flatMap((value, index) => {
    if (!isShort(lettersOf(value))) return [];
    const shown = rule.sensitive ? maskText(value) : value;
    const near = wordList().filter((word) => isOneLetterAway(word, lettersOf(value))).length;
    const share = `${near} of ${wordList().length} common words (${percent(near / wordList().length)})`;
    const path = values.length > 1 ? ['match', 'values', index] : ['match'];
    return [
      warn(rule, path, `will fire on noise: "${shown}" is one misread letter away from ${share}`),
    ];
  });
}

/** Measured by tools/bench/watchlist/tolerance.ts: common words of 4 and 5 letters that match another one. */
const PRICE_OF_OBFUSCATION =
  '0.68% instead of 0.23% of common words with 4 or 5 letters match another';

function costsOfObfuscation(ruleSet: RuleSet): RuleWarning[] {
  const rules = ruleSet.rules.filter(({ match }) => match.obfuscation);
  if (rules.length === 0) return [];
  return collisionsOf({ ...ruleSet, rules }).map(({ rule, disguised }) => {
    const found = `${disguised.length} of ${wordList().length} common words`;
    const own = `this rule matches ${found}${rule.sensitive ? '' : examplesOf(disguised)}`;
    const message = `costs false alarms: ${own} because of it; in general, ${PRICE_OF_OBFUSCATION}`;
    return warn(rule, ['match', 'obfuscation'], message);
  });
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
