import { layOutText } from '@glyphwatch/domain';
import { compileWatchlist, wordList, type Rule, type RuleSet } from '@glyphwatch/watchlist';
import { helpOn, pick, printTable, randomNumbers, ruleOf, ruleSetOf } from './rules.ts';

helpOn(`Measures how long many literal rules take on one image of 100 words.

  node tools/bench/watchlist/speed.ts

Prints the compile time, the median and 90th percentile of matching, and the time of trying each rule in turn, for 100 to
100,000 rules of two kinds (phrases of two words; serial numbers with a common prefix).
Targets: 10,000 rules compile in 500 ms and match in 5 ms, 100,000 match in 10 ms, at least 20 times faster than in turn.`);

const WORDS = wordList().filter((word) => /^[A-Z]{4,}$/.test(word));
const SIZES = [100, 1_000, 10_000, 100_000];
const MAX_RULES_IN_TURN = 10_000;
const ROUNDS = 200;

const kinds: Readonly<Record<string, (index: number, random: () => number) => string>> = {
  phrases: (_, random) => `${pick(WORDS, random)} ${pick(WORDS, random)}`,
  serials: (index) => `ITEM-${String(index * 7919 + 100_000).padStart(8, '0')}`,
};

const image = layOutText(textOf(100));
printTable(
  Object.keys(kinds).flatMap((kind) => SIZES.map((size) => ({ kind, ...measure(kind, size) }))),
);

function measure(kind: string, size: number): Readonly<Record<string, string | number>> {
  const random = randomNumbers(size);
  const rules = Array.from({ length: size }, (_, index) => {
    return ruleOf(`r${index}`, { values: [kinds[kind]?.(index, random) ?? ''] });
  });
  const withTwoFound = ruleSetOf([...rules, ...foundRules()]);
  const [compileMs, watchlist] = timed(() => compileWatchlist(withTwoFound));
  const [versionMs] = timed(() => watchlist.version);
  const first = timed(() => watchlist.match(image, {}))[0];
  const times = Array.from({ length: ROUNDS }, () => timed(() => watchlist.match(image, {}))[0]);
  times.sort((a, b) => a - b);
  const median = times[ROUNDS / 2] ?? 0;
  const inTurn = size <= MAX_RULES_IN_TURN ? measureInTurn(withTwoFound) : undefined;
  return {
    rules: size,
    'compile ms': round(compileMs),
    'version ms': round(versionMs),
    'first ms': round(first),
    'match ms': round(median),
    'p90 ms': round(times[Math.floor(ROUNDS * 0.9)] ?? 0),
    'in turn ms': inTurn === undefined ? '-' : round(inTurn),
    'times faster': inTurn === undefined ? '-' : Math.round(inTurn / median),
  };
}

function measureInTurn(ruleSet: RuleSet): number {
  const inTurn = compileWatchlist(ruleSet, { search: 'in-turn' });
  const rounds = ruleSet.rules.length > 5_000 ? 3 : 10;
  const times = Array.from({ length: rounds }, () => timed(() => inTurn.match(image, {}))[0]);
  return Math.min(...times);
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

function timed<T>(run: () => T): [number, T] {
  const start = performance.now();
  const result = run();
  return [performance.now() - start, result];
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
