import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { maskText } from '@glyphwatch/domain';
import {
  compileWatchlist,
  defaultTolerance,
  parseRuleFile,
  type Rule,
  type RuleSet,
  TOLERANCES,
  type Tolerance,
  wordList,
} from '@glyphwatch/watchlist';
import { RuleFolder } from '@glyphwatch/watchlist/disk';
import { helpOn, printTable, ruleOf, ruleSetOf } from '../watchlist/rules.ts';
import { MASKS, PHRASES } from './phrases.ts';
import { scan } from './scan.ts';

helpOn(`Measures how often rules alarm falsely on pictures that do not show what they watch for.

  node tools/bench/truth/false-alarms.ts FOLDER [--rules FILE]

Reads the folder's pictures with the real command, looks in them for what the rules of FILE watch for, and lists what was taken
for what, so that you can look. Without FILE it looks for phrases, words of the shipped list and masks, by tolerance and length;
a match that is not exact counts as false, and so does any match of a mask: use pictures that show none of the phrases in
tools/bench/truth/phrases.ts. One false alarm in 1,000 pictures needs thousands of pictures to be seen.`);

/** Every so many words of the shipped list. */
const EVERY = 40;
const LENGTHS = [
  ['≤ 3', 1, 3],
  ['4–5', 4, 5],
  ['6–8', 6, 8],
  ['≥ 9', 9, Infinity],
] as const;
const MAX_LISTED = 30;
/** With 95 % confidence, what was seen in none of n pictures occurs in fewer than 3 of n. */
const UNSEEN = 3;

interface Alarm {
  readonly image: string;
  readonly ruleId: string;
  readonly text: string;
  /** How it was read. */
  readonly via: string;
}

const { values: options, positionals } = parseArgs({
  options: { rules: { type: 'string' } },
  allowPositionals: true,
});
const [folder] = positionals;
if (folder === undefined) throw new Error('Name a folder of pictures; see --help.');
const pictures = scan(folder);
const words = pictures.flatMap(({ detection }) => detection.lines.flatMap((line) => line.words));
console.log(
  `${pictures.length} pictures, ${words.length} words. What happens in none of them may still happen in ` +
    `${perThousand(UNSEEN)} of 1,000 such pictures.\n`,
);
if (options.rules === undefined) measureOurs();
else measureYours(readRules(options.rules));

function measureOurs(): void {
  const literals = [...PHRASES, ...wordList().filter((_, at) => at % EVERY === 0)];
  console.log('Literals: false alarms per million pictures × rules\n');
  printTable(
    LENGTHS.map(([letters, from, to]) => {
      const values = literals.filter((value) => isBetween(lettersOf(value), from, to));
      const tolerances = TOLERANCES.filter((tolerance) => tolerance !== 'literals');
      const rates = tolerances.map((one) => [one, rateOf(misread(values, one), values)] as const);
      return { letters, rules: values.length, ...Object.fromEntries(rates) };
    }),
  );
  console.log('\nMasks: pictures with a match, of 1,000\n');
  printTable(MASKS.map((mask) => ({ mask, ...ratesOfMask(mask) })));
  list([
    ...misread(literals, defaultTolerance('phrase')),
    ...MASKS.flatMap((mask) => alarmsOf([maskRule(mask, defaultTolerance('pattern'))])),
  ]);
}

function misread(values: readonly string[], tolerance: Tolerance): readonly Alarm[] {
  const alarms = alarmsOf(values.map((value) => ruleOf(value, { values: [value], tolerance })));
  return alarms.filter(({ via }) => via !== 'exact');
}

function rateOf(alarms: readonly Alarm[], rules: readonly string[]): string {
  return ((1e6 * alarms.length) / (rules.length * pictures.length)).toFixed(1);
}

function ratesOfMask(mask: string): Readonly<Record<string, string>> {
  const rates = (['none', 'literals', 'lookalike'] as const).map((tolerance) => {
    const alarms = alarmsOf([maskRule(mask, tolerance)]);
    return [tolerance, perThousand(alarms.length)] as const;
  });
  return Object.fromEntries(rates);
}

function maskRule(mask: string, tolerance: Tolerance): Rule {
  return ruleOf(mask, { mode: 'pattern', values: [mask], tolerance });
}

function measureYours(ruleSet: RuleSet): void {
  const alarms = alarmsOfSet(ruleSet);
  console.log('Your rules: pictures with a match\n');
  printTable(
    ruleSet.rules.map(({ id }) => {
      const own = alarms.filter(({ ruleId }) => ruleId === id);
      const exact = own.filter(({ via }) => via === 'exact').length;
      return {
        ...{ rule: id, exact, 'not exact': own.length - exact },
        'of 1,000': perThousand(own.length),
      };
    }),
  );
  list(alarms);
}

function readRules(file: string): RuleSet {
  const files = new RuleFolder(file);
  const text = files.readRoot();
  const { ruleSet, errors } = parseRuleFile(text, { name: file, readNamed: files.readNamed });
  if (!ruleSet)
    throw new Error(errors.map(({ line, message }) => `${line}: ${message}`).join('\n'));
  return ruleSet;
}

function alarmsOf(rules: readonly Rule[]): readonly Alarm[] {
  return alarmsOfSet(ruleSetOf(rules));
}

/** One for each picture and rule that matches it: a match that was misread, if any was. */
function alarmsOfSet(ruleSet: RuleSet): readonly Alarm[] {
  const watchlist = compileWatchlist(ruleSet);
  return pictures.flatMap(({ image, detection }) =>
    watchlist.match(detection, {}).ruleMatches.map(({ ruleId, matches, sensitive }) => {
      const told = matches.find(({ via }) => via !== 'exact') ?? matches[0];
      const text = told?.text ?? '';
      return {
        ...{ image, ruleId, via: told?.via ?? 'absent' },
        text: sensitive ? maskText(text) : text,
      };
    }),
  );
}

function list(alarms: readonly Alarm[]): void {
  console.log(alarms.length === 0 ? '\nNo picture matched.' : '\nWhat matched:\n');
  for (const { image, ruleId, text, via } of alarms.slice(0, MAX_LISTED)) {
    console.log(`  ${basename(image)}: ${JSON.stringify(text)} as ${ruleId} (${via})`);
  }
  if (alarms.length > MAX_LISTED) console.log(`  and ${alarms.length - MAX_LISTED} more`);
}

function perThousand(count: number): string {
  return ((1000 * count) / pictures.length).toFixed(1);
}

function lettersOf(value: string): number {
  return value.replace(/[^\p{L}\p{N}]/gu, '').length;
}

function isBetween(length: number, from: number, to: number): boolean {
  return length >= from && length <= to;
}
