import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { layOutText, type DetectedLine, type TextDetection } from '@glyphwatch/domain';
import {
  compileWatchlist,
  defaultTolerance,
  TOLERANCES,
  wordList,
  type RuleMatching,
} from '@glyphwatch/watchlist';
import { parseDetections } from './detections.ts';
import { MISREADS } from './misreads.ts';
import { confusionsIn, type Pair } from './pair-words.ts';
import { helpOn, pick, printTable, randomNumbers, ruleOf, ruleSetOf } from './rules.ts';

helpOn(`Measures the recall of each tolerance, and of obfuscation, on misread text, and their false alarms.

  glyphwatch scan FOLDER --format jsonl > detections.jsonl
  node tools/bench/watchlist/read-misreads.ts > pairs.jsonl
  node tools/bench/watchlist/tolerance.ts detections.jsonl [--pairs pairs.jsonl]

1. Takes words and phrases of the detections as values, replaces each by a generated misread, and searches for it: recall.
   Then searches for the same values in all images as detected: every match that is not exact is a false alarm.
   Misreads are generated from the look-alike sets, so this measures the search, not the sets.
2. Recall on pairs that engines really misread: this measures the sets. Lists the most common confusions.
3. Searches for every word of the shipped list among all others: the share of words that match another one.
Exits with 1 if more words match another one than libs/watchlist/README.md says: of 6 or more characters, with lookalike 0.1 %,
with the default (ocr: look-alikes, rn for m, a cut word, one edit from 9 characters on) 1.2 %, with obfuscation 1.2 %.`);

const SHORTEST_VALUE = 6;
const GENERATED_OF_EACH = 400;
/**
 * Share of words that match another one. The default also accepts an inner edit from 9 characters on, and most words of the
 * list that differ by one are typos and inflections; on 2,375 real pictures the edits caused 2 false alarms.
 */
const DEFAULT = defaultTolerance('phrase');
const OBFUSCATION = `${DEFAULT} + obfuscation`;
const MAX_COLLISIONS = { lookalike: 0.001, [DEFAULT]: 0.012, [OBFUSCATION]: 0.012 };

/** Every way to compare literals. */
const VARIANTS: readonly { readonly name: string; readonly match: Partial<RuleMatching> }[] = [
  ...TOLERANCES.filter((tolerance) => tolerance !== 'literals').map((tolerance) => ({
    name: tolerance,
    match: { tolerance },
  })),
  { name: OBFUSCATION, match: { tolerance: DEFAULT, obfuscation: true } },
];
const MAX_LISTED = 16;

const random = randomNumbers(1);
const { positionals, values: options } = parseArgs({
  allowPositionals: true,
  options: { pairs: { type: 'string' } },
});
const [file] = positionals;
if (file) measureOn(parseDetections(readFileSync(file, 'utf8')).map(({ detection }) => detection));
else console.log('No detections given: only the word list is measured (see --help).\n');
if (options.pairs !== undefined) measureOnPairs(readPairs(options.pairs));
measureOnWordList();

interface ReadPair extends Pair {
  readonly engine: string;
  readonly from: string;
}

function readPairs(path: string): readonly ReadPair[] {
  const rows = readFileSync(path, 'utf8').split('\n');
  return rows.filter((row) => row !== '').map((row) => JSON.parse(row) as ReadPair);
}

function measureOnPairs(pairs: readonly ReadPair[]): void {
  const kinds = [...new Set(pairs.map(({ engine, from }) => `${engine}, ${from}`))];
  const misread = pairs.filter((pair) => !isFound(pair, { tolerance: 'none' }));
  console.log('Recall on words that engines really misread\n');
  printTable(
    kinds.map((kind) => {
      const isOfKind = ({ engine, from }: ReadPair): boolean => `${engine}, ${from}` === kind;
      const own = misread.filter(isOfKind);
      const shares = VARIANTS.map(({ name, match }) => {
        const found = own.filter((pair) => isFound(pair, match)).length;
        return [name, own.length === 0 ? '-' : percent(found / own.length)] as const;
      });
      const words = pairs.filter(isOfKind).length;
      return { engine: kind, words, misread: own.length, ...Object.fromEntries(shares) };
    }),
  );
  printConfusions(misread);
}

function printConfusions(misread: readonly ReadPair[]): void {
  const counts = new Map<string, number>();
  for (const confusion of misread.flatMap(confusionsIn)) {
    counts.set(confusion, (counts.get(confusion) ?? 0) + 1);
  }
  const commonest = [...counts].sort((a, b) => b[1] - a[1]).slice(0, MAX_LISTED);
  console.log(
    '\nMost common confusions of one character (written→read), and the tolerance that accepts them\n',
  );
  printTable(commonest.map(([confusion, times]) => ({ confusion, times, set: setOf(confusion) })));
  console.log();
}

/** Tries the confusion in a word long enough for any tolerance. */
function setOf(confusion: string): string {
  const [written = '', read = ''] = confusion.split('→');
  const pair = { written: `WATER${written}KEEP`, read: `WATER${read}KEEP` };
  const known = (['lookalike', 'lookalike-loose'] as const).find((one) =>
    isFound(pair, { tolerance: one }),
  );
  return known ?? '-';
}

function isFound({ written, read }: Pair, match: Partial<RuleMatching>): boolean {
  const rules = ruleSetOf([ruleOf('r', { ...match, values: [written] })]);
  return compileWatchlist(rules).match(layOutText(read), {}).ruleMatches.length > 0;
}

function measureOn(detections: readonly TextDetection[]): void {
  const places = detections.flatMap(placesOf);
  console.log(
    `Recall on generated misreads (${places.length} words and phrases of ${detections.length} images)\n`,
  );
  printTable(
    Object.entries(MISREADS).map(([kind, misread]) => {
      const generated = Array.from({ length: GENERATED_OF_EACH * 3 }, () => pick(places, random))
        .flatMap(({ line, detection, value }) => {
          const text = misread(value, random);
          return text === undefined
            ? []
            : [{ value, detection: replaced(detection, line, value, text) }];
        })
        .slice(0, GENERATED_OF_EACH);
      return { misread: kind, generated: generated.length, ...recallOf(generated) };
    }),
  );
  console.log(
    '\nFalse alarms: matches of the values in all images as detected, except exact ones\n',
  );
  const values = [...new Set(places.map(({ value }) => value.toLowerCase()))];
  printTable(
    VARIANTS.map(({ name, match }) => ({
      tolerance: name,
      ...falseAlarms(values, detections, match),
    })),
  );
  console.log();
}

interface Place {
  readonly detection: TextDetection;
  readonly line: number;
  readonly value: string;
}

/** Single words and pairs of adjacent words, if long enough. */
function placesOf(detection: TextDetection): readonly Place[] {
  return detection.lines.flatMap(({ words }, line) =>
    words.flatMap(({ text }, index) => {
      const pair = [text, words[index + 1]?.text ?? ''].join(' ');
      const values = [text, pair].filter((value) => /^[A-Za-z]+( [A-Za-z]+)?$/.test(value));
      const long = values.filter((value) => value.replace(' ', '').length >= SHORTEST_VALUE);
      return long.map((value) => ({ detection, line, value }));
    }),
  );
}

/** A detection of only the line with the misread value, so that nothing else can match. */
function replaced(
  detection: TextDetection,
  line: number,
  value: string,
  misread: string,
): TextDetection {
  const { lines: _lines, ...rest } = detection;
  const read = detection.lines[line]?.text ?? value;
  const words = read.replace(value, misread);
  const text = words === read ? misread : words;
  const [laidOut] = layOutText(text).lines;
  return { ...rest, lines: laidOut ? [laidOut satisfies DetectedLine] : [] };
}

function recallOf(generated: readonly { value: string; detection: TextDetection }[]) {
  const shares = VARIANTS.map(({ name, match }) => {
    const found = generated.filter(({ value, detection }) => {
      const rules = ruleSetOf([ruleOf('r', { ...match, values: [value] })]);
      return compileWatchlist(rules).match(detection, {}).ruleMatches.length > 0;
    });
    return [name, percent(found.length / generated.length)] as const;
  });
  return Object.fromEntries(shares);
}

function falseAlarms(
  values: readonly string[],
  detections: readonly TextDetection[],
  match: Partial<RuleMatching>,
) {
  const rules = values.map((value) =>
    ruleOf(value, { ...match, values: [value] }, { minConfidence: 0 }),
  );
  const watchlist = compileWatchlist(ruleSetOf(rules));
  const alarms = detections.flatMap((detection) =>
    watchlist
      .match(detection, {})
      .ruleMatches.flatMap(({ matches }) => matches.filter(({ via }) => via !== 'exact')),
  );
  const examples = [...new Set(alarms.map(({ value, text }) => `${value} → ${text}`))];
  const perValue = percent(alarms.length / (values.length * detections.length), 4);
  return {
    values: values.length,
    alarms: alarms.length,
    'of value × image': perValue,
    examples: examples.slice(0, 4).join(', '),
  };
}

function measureOnWordList(): void {
  const words = wordList();
  console.log(
    `Words of the shipped list (${words.length}) that match another word of it, by length\n`,
  );
  const lengths = [
    [2, 3],
    [4, 5],
    [6, 8],
    [9, 12],
    [13, Infinity],
    [6, Infinity],
  ] as const;
  const text = layOutText(words.join('\n'));
  const rows = VARIANTS.map(({ name: tolerance, match }) => {
    const rules = words.map((word) => ruleOf(word, { ...match, values: [word] }));
    const { ruleMatches } = compileWatchlist(ruleSetOf(rules)).match(text, {});
    const matching = new Set(
      ruleMatches.flatMap(({ ruleId, matches }) =>
        matches.some(({ via }) => via !== 'exact') ? [ruleId] : [],
      ),
    );
    return { tolerance, shares: lengths.map(([from, to]) => shareOf(words, matching, from, to)) };
  });
  printTable(
    rows.map(({ tolerance, shares }) => ({
      tolerance,
      ...Object.fromEntries(
        lengths.map(([from, to], index) => [
          to === Infinity ? `${from}+` : `${from}–${to}`,
          percent(shares[index] ?? 0, 2),
        ]),
      ),
    })),
  );
  for (const [tolerance, most] of Object.entries(MAX_COLLISIONS)) {
    const share = rows.find((row) => row.tolerance === tolerance)?.shares.at(-1) ?? 1;
    const limit = percent(most, 1);
    console.log(
      `\n${tolerance}, words of 6 or more characters: ${percent(share, 3)}, limit ${limit}`,
    );
    if (share > most) process.exitCode = 1;
  }
}

function shareOf(
  words: readonly string[],
  matching: ReadonlySet<string>,
  from: number,
  to: number,
): number {
  const ofLength = words.filter((word) => word.length >= from && word.length <= to);
  return ofLength.filter((word) => matching.has(word)).length / ofLength.length;
}

function percent(share: number, digits = 1): string {
  return `${(share * 100).toFixed(digits)} %`;
}
