import type { RuleNoise } from '@glyphwatch/watchlist';
import { count, showText } from '../../../terminal/show.ts';

/** Fewer are too few to count. */
const SHOWN_FROM = 0.01;
const WORDS_SHOWN = 3;
const WIDTH = 8;

/** The noisiest rules first. */
export function noiseTable(noise: readonly RuleNoise[]): string {
  const rows = noise
    .toSorted((a, b) => b.perThousand - a.perThousand)
    .map((one) => `${shown(one.perThousand).padStart(WIDTH)}  ${showText(one.ruleId)}${why(one)}`);
  return [
    'False alarms to expect in 1,000 pictures, before region, context and the like:',
    ...rows,
    '',
    '',
  ].join('\n');
}

function shown(perThousand: number): string {
  if (perThousand === 0) return '0';
  if (perThousand < SHOWN_FROM) return `< ${SHOWN_FROM}`;
  return perThousand < 10 ? perThousand.toFixed(2) : String(Math.round(perThousand));
}

function why({ wordCount, words }: RuleNoise): string {
  if (wordCount === 0) return '';
  const examples = words.slice(0, WORDS_SHOWN).map(showText).join(', ');
  return ` (${count(wordCount, 'common word')}${examples === '' ? '' : `: ${examples}${wordCount > WORDS_SHOWN ? ' …' : ''}`})`;
}
