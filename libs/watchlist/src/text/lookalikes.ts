import { characterOf } from './characters.ts';

/*
 * Homoglyphs: what OCR engines mistake for each other. A glyph may be in several buckets, but no bucket has two digits, so
 * one digit never matches another. Case matters: `b` looks like 6, `B` like 8.
 */
const STRICT_BUCKETS = ['0Oo', '1Iil', '2Zz', '5Ss', '6G', '8B'] as const;
const LOOSE_BUCKETS = ['0OoDQ', '1Iil|!', '2Zz', '5Ss$', '6G', '6b', '8B', '9gq'] as const;
/** For short codes, without D and g: too many codes of five characters would match another one. */
const SHORT_CODE_BUCKETS = ['0Oo', '1Iil|!', '2Zz', '5Ss$', '6G', '6b', '8B'] as const;
/** Symbols that a damaged or thin letter may be read as. */
const LOOSE_SYMBOLS = '|!$';

/** Two glyphs read as one, or one as two; lower case only, because RN does not look like M. */
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
  /** Bit set of the buckets of each glyph. */
  readonly bitsOf: ReadonlyMap<number, number>;
  readonly pairs: readonly Pair[];
  /** Pairs apply to values of at least this length. */
  readonly shortestPaired: number;
  /** The view of the page to compare with: `loose` includes symbols that may be letters. */
  readonly view: 'strict' | 'loose';
  /** The character kinds that each glyph may be. */
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

/** Bit set of the buckets of a value's glyph, in its other case too unless case matters. */
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
 * Canonical keys: equal for any two look-alikes, and for some more. They only find candidates, so merging `g` with `G` and
 * 6 does no harm here. All look-alikes are Latin-1 characters.
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

export function keyOfGlyph(folded: number, view: LookalikeSet['view']): number {
  return view === 'loose' ? looseKeyOf(folded) : strictKeyOf(folded);
}

const LOOSE_SYMBOL_CODES = Uint8Array.from({ length: KEY_TABLE }, (_, code) =>
  LOOSE_SYMBOLS.includes(String.fromCharCode(code)) ? 1 : 0,
);

export function isLooseSymbol(codePoint: number): boolean {
  return codePoint < KEY_TABLE && LOOSE_SYMBOL_CODES[codePoint] === 1;
}

/** The letter (upper case) or digit that a glyph looks like. */
export function lookalikeOf(
  { buckets, bitsOf }: LookalikeSet,
  codePoint: number,
  kind: number,
): number {
  const bits = bitsOf.get(codePoint) ?? 0;
  const resembled = buckets.flatMap((bucket, index) => ((bits >> index) & 1 ? [...bucket] : []));
  const codePoints = resembled.map((glyph) => glyph.codePointAt(0) ?? 0);
  return codePoints.find((other) => characterOf(other).kind === kind) ?? codePoint;
}

/** Whether a glyph may be a letter or a digit, for class positions of a pattern. */
export function looksLikeKind({ kindsOf }: LookalikeSet, codePoint: number, kind: number): boolean {
  return kindsOf.get(codePoint)?.has(kind) === true;
}
