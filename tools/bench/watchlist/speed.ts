import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { layOutText } from '@glyphwatch/domain';
import { wordList, writeCompiled, type Rule } from '@glyphwatch/watchlist';
import { readCompiled } from '@glyphwatch/watchlist/compiled';
import { helpOn, pick, printTable, randomNumbers, ruleOf, ruleSetOf } from './rules.ts';

helpOn(`Measures how long many literals take on one image of 100 words, and their memory.

  node --expose-gc tools/bench/watchlist/speed.ts [KIND SIZE]...   such as: keys 1000000

Prints CPU milliseconds to compile, to load the compiled form and to match (median after warming up; the tenth percentile is
what others on the machine disturb least), and the bytes of memory and of the compiled form for each literal. Up to 100,000 each literal is a rule; a million are the values of one.
Targets: 10,000 match in 0.7 ms, 100,000 in 1 ms, a million in 1.5 ms with 250 bytes each.`);

const WORDS = wordList().filter((word) => /^[A-Z]{4,}$/.test(word));
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const DIGITS = '0123456789';
const MOST_RULES = 100_000;
const WARM_UP = 1_500;
const ROUNDS = 300;

type Random = () => number;

const kinds: Readonly<Record<string, (index: number, random: Random) => string>> = {
  phrases: (_, random) => `${pick(WORDS, random)} ${pick(WORDS, random)}`,
  serials: (index) => `ITEM-${String(index * 7919 + 100_000).padStart(8, '0')}`,
  plates: (_, random) =>
    `${some(2, LETTERS, random)}${some(2, DIGITS, random)} ${some(3, LETTERS, random)}`,
  keys: (_, random) => some(40, LETTERS + LETTERS.toLowerCase() + DIGITS, random),
};

const image = layOutText(textOf(100));
const [, , ...given] = process.argv;
const wanted =
  given.length > 0
    ? given.flatMap((kind, at) => (at % 2 === 0 ? [{ kind, size: Number(given[at + 1]) }] : []))
    : Object.keys(kinds).flatMap((kind) =>
        [10_000, 100_000, 1_000_000].map((size) => ({ kind, size })),
      );
const folder = mkdtempSync(join(tmpdir(), 'glyphwatch-bench-'));
const path = join(folder, 'rules.gwlist');
try {
  printTable(wanted.map(({ kind, size }) => ({ kind, literals: size, ...measure(kind, size) })));
} finally {
  rmSync(folder, { recursive: true });
}

function measure(kind: string, size: number): Readonly<Record<string, string | number>> {
  const compileMs = compileTo(path, kind, size);
  const before = memory();
  const file = readFileSync(path);
  const [loadMs, watchlist] = timed(() => {
    const read = readCompiled(file);
    return 'refused' in read ? undefined : read.open();
  });
  if (!watchlist) throw new Error('The compiled form is refused.');
  const first = timed(() => watchlist.match(image, {}))[0];
  for (let round = 0; round < WARM_UP; round++) watchlist.match(image, {});
  const bytes = memory() - before;
  const times = Array.from({ length: ROUNDS }, () => timed(() => watchlist.match(image, {}))[0]);
  times.sort((a, b) => a - b);
  return {
    'compile ms': Math.round(compileMs),
    'load ms': round(loadMs),
    'first ms': round(first),
    'p10 ms': round(times[ROUNDS * 0.1] ?? 0),
    'match ms': round(times[ROUNDS / 2] ?? 0),
    'p90 ms': round(times[Math.floor(ROUNDS * 0.9)] ?? 0),
    'bytes each': globalThis.gc ? Math.round(bytes / size) : '-',
    'in the file': Math.round(file.length / size),
  };
}

/** Returns the time that compiling took. By way of a file, so that what is measured afterwards is only what a start loads. */
function compileTo(file: string, kind: string, size: number): number {
  const rules = ruleSetOf([...rulesOf(kind, size), ...foundRules()]);
  const [ms, compiled] = timed(() => writeCompiled(rules, []));
  writeFileSync(file, compiled);
  return ms;
}

function rulesOf(kind: string, size: number): Rule[] {
  const random = randomNumbers(size);
  const values = Array.from({ length: size }, (_, index) => kinds[kind]?.(index, random) ?? '');
  return size > MOST_RULES
    ? [ruleOf('all', { mode: 'any', values })]
    : values.map((value, index) => ruleOf(`r${index}`, { values: [value] }));
}

/** Two rules that match the image: one exactly, one misread. */
function foundRules(): readonly Rule[] {
  return [
    ruleOf('found', { values: ['KEEP OUT'] }),
    ruleOf('misread', { values: ['RESTRICTED AREA'] }),
  ];
}

function textOf(words: number): string {
  const random = randomNumbers(1);
  const text = Array.from({ length: words - 6 }, () => pick(WORDS, random));
  text.splice(20, 0, 'KEEP', 'OUT', 'RE5TRICTED', 'AREA', 'ITEM', '00100001');
  return text.map((word, index) => (index % 8 === 7 ? `${word}\n` : `${word} `)).join('');
}

function some(length: number, characters: string, random: Random): string {
  return Array.from({ length }, () => pick([...characters], random)).join('');
}

/** CPU time: the machine may be busy with other things. */
function timed<T>(run: () => T): [number, T] {
  const start = process.cpuUsage();
  const result = run();
  const { user, system } = process.cpuUsage(start);
  return [(user + system) / 1000, result];
}

function memory(): number {
  // Twice: the first only finds the buffers that nobody uses any more.
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
