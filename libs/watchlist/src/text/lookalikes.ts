import { characterOf } from './characters.ts';

/*
 * What engines take for one another, as data. A glyph may stand in several buckets, but no bucket holds two digits, so
 * digits never turn into each other. Case is part of a glyph: `b` looks like 6, `B` like 8.
 */
const STRICT_BUCKETS = ['0Oo', '1Iil', '2Zz', '5Ss', '6G', '8B'] as const;
const LOOSE_BUCKETS = ['0OoDQ', '1Iil|!', '2Zz', '5Ss$', '6G', '6b', '8B', '9gq'] as const;
/** Of five random letters and digits, too many are another code with a D or a g in it. */
const SHORT_CODE_BUCKETS = ['0Oo', '1Iil|!', '2Zz', '5Ss$', '6G', '6b', '8B'] as const;
/** Not letters, but sometimes all that is left of one. */
const LOOSE_SYMBOLS = '|!$';

/** Two glyphs that are read as one, or one as two; lower case only: RN does not look like M. */
export type Pair = readonly [written: string, read: string];

const MERGED: readonly Pair[] = [['rn', 'm']];
const LOOSE_PAIRS: readonly Pair[] = [
  ['rn', 'm'],
  ['m', 'rn'],
  ['vv', 'w'],
  ['w', 'vv'],
];

export interface LookalikeSet {
  readonly buckets: readonly string[];
  /** The buckets of each glyph, one bit for each. */
  readonly bitsOf: ReadonlyMap<number, number>;
  readonly pairs: readonly Pair[];
  /** Values shorter than this know no pairs. */
  readonly shortestPaired: number;
  /** The view of a page in which it is compared: with or without symbols as letters. */
  readonly view: 'strict' | 'loose';
  /** For each glyph the kinds of characters that it may be. */
  readonly kindsOf: ReadonlyMap<number, ReadonlySet<number>>;
}

function lookalikeSet(
  buckets: readonly string[],
  view: LookalikeSet['view'],
  pairs: readonly Pair[],
  shortestPaired = 0,
): LookalikeSet {
  const bitsOf = new Map<number, number>();
  const kindsOf = new Map<number, Set<number>>();
  buckets.forEach((bucket, index) => {
    const codePoints = Array.from(bucket, (glyph) => glyph.codePointAt(0) ?? 0);
    for (const codePoint of codePoints) {
      bitsOf.set(codePoint, (bitsOf.get(codePoint) ?? 0) | (1 << index));
      const kinds = kindsOf.get(codePoint) ?? new Set<number>();
      for (const other of codePoints) kinds.add(characterOf(other).kind);
      kindsOf.set(codePoint, kinds);
    }
  });
  return { buckets, bitsOf, pairs, shortestPaired, view, kindsOf };
}

export const STRICT = lookalikeSet(STRICT_BUCKETS, 'strict', []);
export const OCR = lookalikeSet(STRICT_BUCKETS, 'strict', MERGED, 6);
export const LOOSE = lookalikeSet(LOOSE_BUCKETS, 'loose', LOOSE_PAIRS);
export const LOOSE_SHORT_CODE = lookalikeSet(SHORT_CODE_BUCKETS, 'loose', LOOSE_PAIRS);

/** Buckets of a glyph of a value, as bits: as written, and in its other case unless case matters. */
export function bucketsOfValueGlyph(
  { bitsOf }: LookalikeSet,
  codePoint: number,
  caseSensitive: boolean,
): number {
  const text = String.fromCodePoint(codePoint);
  const forms = caseSensitive ? [text] : [text, text.toUpperCase(), text.toLowerCase()];
  return forms.reduce((bits, form) => bits | (bitsOf.get(form.codePointAt(0) ?? 0) ?? 0), 0);
}

/*
 * Canonical keys: equal for any two glyphs that could be taken for each other, and for some more. They only find
 * candidates, so merging `g` with `G` and 6 does no harm here. All of them are among the first characters.
 */
const KEY_TABLE = 256;
const STRICT_KEYS = keyTable({ o: '0', i: '1', l: '1', z: '2', s: '5', g: '6', b: '8' });
const LOOSE_KEYS = keyTable({
  ...{ o: '0', d: '0', q: '0', g: '0', b: '0', '6': '0', '8': '0', '9': '0' },
  ...{ i: '1', l: '1', '|': '1', '!': '1', z: '2', s: '5', $: '5' },
});

function keyTable(keys: Readonly<Record<string, string>>): Int32Array {
  const table = Int32Array.from({ length: KEY_TABLE }, (_, code) => code);
  for (const [from, to] of Object.entries(keys)) table[from.charCodeAt(0)] = to.charCodeAt(0);
  return table;
}

export function strictKeyOf(folded: number): number {
  return folded < KEY_TABLE ? (STRICT_KEYS[folded] ?? folded) : folded;
}

export function looseKeyOf(folded: number): number {
  return folded < KEY_TABLE ? (LOOSE_KEYS[folded] ?? folded) : folded;
}

const LOOSE_SYMBOL_CODES = Uint8Array.from({ length: KEY_TABLE }, (_, code) =>
  LOOSE_SYMBOLS.includes(String.fromCharCode(code)) ? 1 : 0,
);

export function isLooseSymbol(codePoint: number): boolean {
  return codePoint < KEY_TABLE && LOOSE_SYMBOL_CODES[codePoint] === 1;
}

/** Letters that a digit may be, and the other way round, for class positions of a pattern. */
export function looksLikeKind({ kindsOf }: LookalikeSet, codePoint: number, kind: number): boolean {
  return kindsOf.get(codePoint)?.has(kind) === true;
}
