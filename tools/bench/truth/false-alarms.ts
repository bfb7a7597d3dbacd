import { parseArgs } from 'node:util';
import type { TextDetection } from '@glyphwatch/domain';
import {
  compileWatchlist,
  type Rule,
  TOLERANCES,
  type Tolerance,
  wordList,
} from '@glyphwatch/watchlist';
import { helpOn, printTable, ruleOf, ruleSetOf } from '../watchlist/rules.ts';
import { MASKS, PHRASES } from './phrases.ts';
import { scan } from './scan.ts';

helpOn(`Measures how often rules alarm falsely on pictures that do not show what they watch for.

  node tools/bench/truth/false-alarms.ts FOLDER

Reads the folder's pictures with the real command and looks in them for phrases, words of the shipped list and masks, by
tolerance and length. A match that is not exact counts as false; so does any match of a mask. Use pictures that show none of
the phrases in tools/bench/truth/phrases.ts, and many: one false alarm in 1,000 needs thousands to be seen.`);

/** Every so many words of the shipped list. */
const EVERY = 40;
const LENGTHS = [
  ['≤ 3', 1, 3],
  ['4–5', 4, 5],
  ['6–8', 6, 8],
  ['≥ 9', 9, Infinity],
] as const;

const [folder] = parseArgs({ allowPositionals: true }).positionals;
if (folder === undefined) throw new Error('Name a folder of pictures; see --help.');
const detections = scan(folder).map(({ detection }) => detection);
const words = detections.flatMap(({ lines }) => lines.flatMap((line) => line.words)).length;
console.log(`${detections.length} pictures, ${words} words\n`);
const literals = [...PHRASES, ...wordList().filter((_, at) => at % EVERY === 0)];

console.log('Literals: false alarms per million pictures × rules\n');
printTable(
  LENGTHS.map(([label, from, to]) => {
    const values = literals.filter((value) => isBetween(lettersOf(value), from, to));
    const rates = TOLERANCES.map((tolerance) => [tolerance, rateOf(values, tolerance)] as const);
    return { letters: label, rules: values.length, ...Object.fromEntries(rates) };
  }),
);
console.log('\nMasks: pictures with a match, of 1,000\n');
printTable(
  MASKS.map((mask) => {
    const rates = (['none', 'literals', 'lookalike'] as const).map((tolerance) => {
      const rule = ruleOf('mask', { mode: 'pattern', values: [mask], tolerance });
      const share = (1000 * alarmsOf([rule], () => true)) / detections.length;
      return [tolerance, share.toFixed(1)] as const;
    });
    return { mask, ...Object.fromEntries(rates) };
  }),
);

function rateOf(values: readonly string[], tolerance: Tolerance): string {
  const rules = values.map((value) => ruleOf(value, { values: [value], tolerance }));
  const alarms = alarmsOf(rules, (via) => via !== 'exact');
  return ((1e6 * alarms) / (values.length * detections.length)).toFixed(1);
}

/** Pairs of a picture and a rule that counts in it. */
function alarmsOf(rules: readonly Rule[], isFalse: (via: string) => boolean): number {
  const watchlist = compileWatchlist(ruleSetOf(rules));
  const inOne = (detection: TextDetection): number =>
    watchlist
      .match(detection, {})
      .ruleMatches.filter(({ matches }) => matches.some(({ via }) => isFalse(via))).length;
  return detections.reduce((sum, detection) => sum + inOne(detection), 0);
}

function lettersOf(value: string): number {
  return value.replace(/[^\p{L}\p{N}]/gu, '').length;
}

function isBetween(length: number, from: number, to: number): boolean {
  return length >= from && length <= to;
}
