import type { Rule, RuleSet } from '../rule.ts';
import { collisionsOf } from './collisions.ts';
import { wordList } from './word-list.ts';

/**
 * Measured on 2,375 real pictures of 62 sources with the embedded detector: words in a picture, and false alarms for each value
 * and million pictures by the value's letters and digits. For the longest there were two in 308 values × 2,375 pictures.
 */
const WORDS_IN_A_PICTURE = 90_662 / 2_375;
const FALSE_IN_A_MILLION: readonly { readonly upTo: number; readonly alarms: number }[] = [
  { upTo: 3, alarms: 274 },
  { upTo: 5, alarms: 100 },
  { upTo: Infinity, alarms: 3 },
];

export interface RuleNoise {
  readonly ruleId: string;
  /** False alarms to expect in 1,000 pictures, before region, context and the like; at most one in each. */
  readonly perThousand: number;
  /** The share of it that misreadings cause, by the length of the rule's values. */
  readonly fromMisreads: number;
  /** How many common words the rule matches although they are not its values. */
  readonly wordCount: number;
  /** These words; none of a sensitive rule, because they reveal what its values look like. */
  readonly words: readonly string[];
}

/**
 * Estimates how often each enabled rule that watches alarms falsely: how often misreadings did so in real pictures, and
 * how many common words it matches, as if all words of the list were equally common.
 */
export function noiseOf(ruleSet: RuleSet): readonly RuleNoise[] {
  const perWord = (1000 * WORDS_IN_A_PICTURE) / wordList().length;
  return collisionsOf(ruleSet).map(({ rule, words }) => {
    const fromMisreads = misreadAlarms(rule);
    return {
      ruleId: rule.id,
      perThousand: Math.min(1000, fromMisreads + words.length * perWord),
      fromMisreads,
      wordCount: words.length,
      words: rule.sensitive ? [] : words,
    };
  });
}

/** Masks and expressions were measured by the words that they match only. */
function misreadAlarms({ match: { mode, values, tolerance } }: Rule): number {
  if (mode === 'regex' || mode === 'pattern' || tolerance === 'none') return 0;
  const alarms = values.map((value) => {
    const letters = value.normalize('NFKC').replace(/[^\p{L}\p{N}]/gu, '').length;
    return FALSE_IN_A_MILLION.find(({ upTo }) => letters <= upTo)?.alarms ?? 0;
  });
  return alarms.reduce((sum, each) => sum + each, 0) / 1000;
}
