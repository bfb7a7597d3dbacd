import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { layOutText, type DetectedLine, type TextDetection } from '@glyphwatch/domain';
import { compileWatchlist, TOLERANCES, wordList, type Tolerance } from '@glyphwatch/watchlist';
import { MISREADS } from './misreads.ts';
import { confusionsIn, type Pair } from './pair-words.ts';
import { helpOn, pick, printTable, randomNumbers, ruleOf, ruleSetOf } from './rules.ts';

helpOn(`Measures what each tolerance finds in misread text, and what it finds that is not there.

  glyphwatch scan FOLDER --format jsonl > detections.jsonl
  node tools/bench/watchlist/read-misreads.ts > pairs.jsonl
  node tools/bench/watchlist/tolerance.ts detections.jsonl [--pairs pairs.jsonl]

1. Words and phrases of the detections become values; each is planted back misread, and looked for: recall.
   Then the same values are looked for in all images as they were read: places that are not the value as written.
   The look-alikes planted are those of the sets themselves: this measures the search, not the sets.
2. The same for pairs that engines really misread: this measures the sets. The commonest confusions are named.
3. Every word of the shipped list is looked for among all others: the share of values that take another word.
Exits with 1 when the default takes more than 0.1 % of values of 6 and more characters.`);

const SHORTEST_VALUE = 6;
const PLANTED_OF_EACH = 400;
const MAX_COLLISIONS = 0.001;
const MAX_NAMED = 16;

const random = randomNumbers(1);
const { positionals, values: options } = parseArgs({
  allowPositionals: true,
  options: { pairs: { type: 'string' } },
});
const [file] = positionals;
if (file) measureOn(readDetections(file));
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
  const misread = pairs.filter((pair) => !isFound(pair, 'none'));
  console.log('Recall on words that engines really misread: what only a tolerance finds\n');
  printTable(
    kinds.map((kind) => {
      const isOfKind = ({ engine, from }: ReadPair): boolean => `${engine}, ${from}` === kind;
      const own = misread.filter(isOfKind);
      const shares = TOLERANCES.map((tolerance) => {
        const found = own.filter((pair) => isFound(pair, tolerance)).length;
        return [tolerance, own.length === 0 ? '-' : percent(found / own.length)] as const;
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
  const commonest = [...counts].sort((a, b) => b[1] - a[1]).slice(0, MAX_NAMED);
  console.log(
    '\nCommonest confusions of one character (written→read), and the set that knows them\n',
  );
  printTable(commonest.map(([confusion, times]) => ({ confusion, times, set: setOf(confusion) })));
  console.log();
}

/** Asked of the engine itself: a word of enough letters with this one in it. */
function setOf(confusion: string): string {
  const [written = '', read = ''] = confusion.split('→');
  const pair = { written: `WATER${written}KEEP`, read: `WATER${read}KEEP` };
  const known = (['lookalike', 'lookalike-loose'] as const).find((one) => isFound(pair, one));
  return known ?? '-';
}

function isFound({ written, read }: Pair, tolerance: Tolerance): boolean {
  const rules = ruleSetOf([ruleOf('r', { values: [written], tolerance })]);
  return compileWatchlist(rules).match(layOutText(read), {}).ruleMatches.length > 0;
}

function readDetections(path: string): readonly TextDetection[] {
  const rows = readFileSync(path, 'utf8')
    .split('\n')
    .filter((row) => row !== '');
  return rows.map((row) => {
    const { lines, width, height, provider } = JSON.parse(row) as TextDetection;
    return {
      provider,
      modelVersion: '1',
      truncated: false,
      lines,
      ...(width && height ? { width, height } : {}),
    };
  });
}

function measureOn(detections: readonly TextDetection[]): void {
  const places = detections.flatMap(placesOf);
  console.log(
    `Recall on planted misreads (${places.length} words and phrases of ${detections.length} images)\n`,
  );
  printTable(
    Object.entries(MISREADS).map(([kind, misread]) => {
      const planted = Array.from({ length: PLANTED_OF_EACH * 3 }, () => pick(places, random))
        .flatMap(({ line, detection, value }) => {
          const text = misread(value, random);
          return text === undefined
            ? []
            : [{ value, detection: replaced(detection, line, value, text) }];
        })
        .slice(0, PLANTED_OF_EACH);
      return { misread: kind, planted: planted.length, ...recallOf(planted) };
    }),
  );
  console.log('\nFalse alarms: values looked for in every image as it was read\n');
  const values = [...new Set(places.map(({ value }) => value.toLowerCase()))];
  printTable(
    TOLERANCES.map((tolerance) => ({ tolerance, ...falseAlarms(values, detections, tolerance) })),
  );
  console.log();
}

interface Place {
  readonly detection: TextDetection;
  readonly line: number;
  readonly value: string;
}

/** Long enough single words and pairs of neighbours. */
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

/** The one line with the value misread, alone, so that nothing else can be found. */
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

function recallOf(planted: readonly { value: string; detection: TextDetection }[]) {
  const shares = TOLERANCES.map((tolerance) => {
    const found = planted.filter(({ value, detection }) => {
      const rules = ruleSetOf([ruleOf('r', { values: [value], tolerance })]);
      return compileWatchlist(rules).match(detection, {}).ruleMatches.length > 0;
    });
    return [tolerance, percent(found.length / planted.length)] as const;
  });
  return Object.fromEntries(shares);
}

function falseAlarms(
  values: readonly string[],
  detections: readonly TextDetection[],
  tolerance: Tolerance,
) {
  const rules = values.map((value) =>
    ruleOf(value, { values: [value], tolerance }, { minConfidence: 0 }),
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
    `Words of the shipped list (${words.length}) that take another word of it, by length\n`,
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
  const rows = TOLERANCES.map((tolerance) => {
    const rules = words.map((word) => ruleOf(word, { values: [word], tolerance }));
    const { ruleMatches } = compileWatchlist(ruleSetOf(rules)).match(text, {});
    const taking = new Set(
      ruleMatches.flatMap(({ ruleId, matches }) =>
        matches.some(({ via }) => via !== 'exact') ? [ruleId] : [],
      ),
    );
    return { tolerance, shares: lengths.map(([from, to]) => shareOf(words, taking, from, to)) };
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
  const byDefault = rows.find(({ tolerance }) => tolerance === 'lookalike')?.shares.at(-1) ?? 1;
  console.log(
    `\nThe default on values of 6 and more characters: ${percent(byDefault, 3)}, limit ${percent(MAX_COLLISIONS, 1)}`,
  );
  process.exitCode = byDefault > MAX_COLLISIONS ? 1 : 0;
}

function shareOf(
  words: readonly string[],
  taking: ReadonlySet<string>,
  from: number,
  to: number,
): number {
  const asked = words.filter((word) => word.length >= from && word.length <= to);
  return asked.filter((word) => taking.has(word)).length / asked.length;
}

function percent(share: number, digits = 1): string {
  return `${(share * 100).toFixed(digits)} %`;
}
