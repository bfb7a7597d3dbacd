import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { layOutText, type TextDetection } from '@glyphwatch/domain';
import { compileWatchlist, type Rule } from '@glyphwatch/watchlist';
import { helpOn, pick, printTable, randomNumbers, ruleOf, ruleSetOf } from './rules.ts';

helpOn(`Measures the CPU time of matching 1,000 hostile inputs, each against one of the most vulnerable rules.

  node tools/bench/watchlist/hostile.ts [--seed N]

Inputs: long runs, prefixes that almost match, classic backtracking patterns, combining marks, symbols that may be letters,
thousands of tiny or overlapping lines, long keys, and up to 1 MB of text. Limit per input: 100 ms, plus 1 s per MB.
Exits with 1 if an input takes longer.

Measures everything from the detection to matches and near misses, on all threads, including garbage collection, but not
the generation of inputs. Each rule first matches 40 images of 3,000 characters, so that its code is compiled.`);

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const INPUTS = 1_000;
const LIMIT_MS = 100;
const LIMIT_MS_PER_MB = 1_000;
const MEGABYTE = 1_000_000;

const seedArgument = process.argv.indexOf('--seed');
const random = randomNumbers(seedArgument > 0 ? Number(process.argv[seedArgument + 1]) : 1);

const regexes = [
  '(a+)+$',
  '(a|a)*b',
  '(a|aa)+$',
  '([a-z]+)*\\d',
  '(x+x+)+y',
  '(\\w+\\s?)*$',
  '^(([a-z])+.)+[A-Z]([a-z])+$',
  '(.*a){11}',
  '\\b[A-Z]{2}\\d{2} ?[A-Z]{3}\\b',
  'a?'.repeat(20) + 'a'.repeat(20),
];
const literals: readonly Partial<Rule['match']>[] = [
  { values: ['aaaaaaaaaaaaaaaaaaaab', 'KEEP OUT', 'a', 'O0O0O0O0O0', 'IIIIII'] },
  { values: ['aaaa aaaa aaaa aaaa aaab'], joinLines: 5 },
  { values: ['maintenance department', 'aaaaaaaaaaaaaaaaaaaa'], tolerance: 'fuzzy', maxEdits: 3 },
  { values: ['ILLNESS', 'IaIaIaIaIa', 'modern dwelling'], tolerance: 'lookalike-loose' },
  { mode: 'contains', values: ['aaaaaaab', 'O0O0O0O0O0', '1234567890'] },
  { mode: 'contains', values: ['abcabcabcabcabcabcabd'], tolerance: 'fuzzy' },
  { values: ['abababab', 'aaa'], boundary: 'none' },
  { values: ['ab12ab12'], boundary: 'type-change' },
  { mode: 'pattern', values: ['A*9*A*9*A', 'AA-99-*', '*9*', '\\A\\A\\A????????'] },
  { mode: 'pattern', values: ['A*A*A*A*A*9'], boundary: 'none' },
  { mode: 'pattern', values: ['\\A*9', 'AAAA99', '\\A\\B\\O????'], joinLines: 3 },
  { mode: 'all', values: ['a', 'b', 'keep'] },
  { values: ['free', 'aaaab', 'keep out', 'money'], obfuscation: true },
  { values: ['abababab', 'maintenance'], boundary: 'none', obfuscation: true },
];
const rules = [
  ...literals.map((match, index) => ruleOf(`literal-${index}`, match)),
  ...regexes.map((value, index) =>
    ruleOf(`regex-${index}`, { mode: 'regex', tolerance: 'none', values: [value] }),
  ),
  ruleOf('wrapped', {
    mode: 'regex',
    tolerance: 'none',
    values: ['(ab|O)+[a-z]{9}'],
    joinLines: 3,
  }),
  ruleOf('checked', { mode: 'regex', tolerance: 'none', values: ['[a-z\\d ]+'], check: 'luhn' }),
  ruleOf('checked-mask', { mode: 'pattern', values: ['????-????-????'], check: 'iban' }),
  ruleOf(
    'context',
    { values: ['a'] },
    { context: { require: ['b c', 'zebra'], forbid: ['aa aa'], withinLines: 3 } },
  ),
  ruleOf(
    'allow',
    { values: ['aa'] },
    {
      allow: [
        { values: ['aa aa', 'a b'], target: 'line', keys: ['**/*a*/**/*b'], condition: 'OR' },
      ],
    },
  ),
  ruleOf(
    'scope',
    { values: ['b'] },
    { scope: { buckets: [], keys: ['**/*a*a*a*a*/**/b', '**'], excludeKeys: [] } },
  ),
  ruleOf('ignored', { values: ['aa', 'ab'] }, { kind: 'ignore' }),
  ruleOf('absent', { values: ['never there'] }, { kind: 'absent' }),
];

const alphabets = [
  'a',
  'ab',
  'a ',
  'aO0 ',
  'I|!',
  'a|b!',
  '01',
  'x\n',
  'a\n',
  'ab \n',
  'aàä',
  'é́',
  '漢字 ',
  'rnmcldvvw',
  '٣ا ',
  'ﬁ½㎞',
  '-\n',
  'A9 -',
];
const makers: Readonly<Record<string, (length: number) => string>> = {
  'one run': (length) =>
    pick(['a', 'O', '0', 'I', '!', '|', '-', '漢', 'ß', '1', ' '], random).repeat(length),
  'almost a value': (length) =>
    repeated(
      pick(
        [
          'aaaaaaaaaaaaaaaaaaaa ',
          'KEEP OU KEEP ',
          'maintenanc departmen ',
          'O0O0O0O00O ',
          'abcabcabcabc',
          'f.r.e.e.e.',
          'k-e-e-p o u ',
          'mmooonnee ',
        ],
        random,
      ),
      length,
    ),
  'backtracking bait': (length) =>
    `${repeated(pick(['a', 'x', 'ab', 'aa ', 'a1'], random), length)}!`,
  'few letters': (length) => mixed(pick(alphabets, random), length),
  'combining marks': (length) =>
    repeated(
      pick(
        ['\u0301', 'a\u0301\u0327', 'e\u0300\u0301\u0302\u0303', '\u0e33\u0e49', '\u200d\u200b'],
        random,
      ),
      length,
    ),
  'tiny lines': (length) => repeated(pick(['a\n', 'O\n', 'a-\n', 'I|\n', 'ab\n'], random), length),
  anything: (length) => anything(length),
};
const sizes = [100, 1_000, 10_000, 10_000, 30_000];
const kinds = Object.keys(makers);

const watchlists = rules.map((rule) => compileWatchlist(ruleSetOf([rule])));
for (const watchlist of watchlists) {
  for (let image = 0; image < 40; image++) {
    const make = makers[kinds[image % kinds.length] ?? ''];
    watchlist.match(layOutText(make?.(3_000) ?? ''), {});
  }
}

const worst = new Map<
  string,
  { rule: string; runs: number; ms: number; share: number; length: number; over: number }
>();
let runs = 0;
for (let index = 0; index < INPUTS; index++) {
  const kind = kinds[index % kinds.length] ?? '';
  const isHuge = index % 50 < kinds.length && index < 50 * 3;
  const text = makers[kind]?.(isHuge ? MEGABYTE : pick(sizes, random)) ?? '';
  measure(isHuge ? `${kind}, 1 MB` : kind, text.length, layOutText(text));
}
for (let index = 0; index < 30; index++)
  measure('overlapping boxes', 3_000, piledUp(mixed('ab O0', 3_000)));

printTable(
  [...worst].map(([kind, { rule, runs, ms, share, length, over }]) => ({
    input: kind,
    'worst rule': rule,
    runs,
    'worst ms': Math.round(ms),
    characters: length,
    'of limit': `${Math.round(share * 100)} %`,
    over,
  })),
);
process.exitCode = [...worst.values()].some(({ over }) => over > 0) ? 1 : 0;

function measure(kind: string, length: number, detection: TextDetection): void {
  const key = `${'a/'.repeat(200)}b`;
  const rule = rules[runs % rules.length]?.id ?? '';
  if (length >= MEGABYTE) collectGarbage();
  const before = process.cpuUsage();
  watchlists[runs++ % watchlists.length]?.match(detection, { bucket: 'b', key });
  const { user, system } = process.cpuUsage(before);
  const ms = (user + system) / 1000;
  const share = ms / (LIMIT_MS + (LIMIT_MS_PER_MB * length) / MEGABYTE);
  const known = worst.get(kind) ?? { rule: '', runs: 0, ms: 0, share: 0, length: 0, over: 0 };
  const isWorse = share > known.share;
  worst.set(kind, {
    rule: isWorse ? rule : known.rule,
    runs: known.runs + 1,
    ms: isWorse ? ms : known.ms,
    share: Math.max(share, known.share),
    length: isWorse ? length : known.length,
    over: known.over + (share > 1 ? 1 : 0),
  });
}

/** All lines overlap each other, the worst case for comparing lines pairwise. */
function piledUp(text: string): TextDetection {
  const { lines, ...rest } = layOutText(text.replace(/(.{3})/g, '$1\n'));
  const place = { box: { left: 0.1, top: 0.1, width: 0.5, height: 0.5 } };
  const corner = (x: number, y: number) => ({ x, y });
  const polygon = [corner(0.1, 0.1), corner(0.6, 0.1), corner(0.6, 0.6), corner(0.1, 0.6)] as const;
  const moved = lines.map((line, index) => ({
    ...line,
    ...place,
    polygon: index % 2 ? polygon : line.polygon,
  }));
  return { ...rest, lines: moved };
}

function repeated(text: string, length: number): string {
  return text.repeat(Math.ceil(length / text.length)).slice(0, length);
}

function mixed(alphabet: string, length: number): string {
  const letters = [...alphabet];
  return Array.from({ length }, () => pick(letters, random)).join('');
}

function anything(length: number): string {
  return Array.from({ length }, () => String.fromCharCode(32 + Math.floor(random() * 60_000))).join(
    '',
  );
}
