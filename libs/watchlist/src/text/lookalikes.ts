import { characterOf } from './characters.ts';

/*
 * What engines take for one another, as data. A glyph stands in one bucket at most, and no bucket holds two digits,
 * so digits never turn into each other. Case is part of a glyph: `b` looks like 6, `B` like 8.
 */
export const STRICT_BUCKETS = ['0Oo', '1Iil', '2Zz', '5Ss', '6G', '8B'] as const;
export const LOOSE_BUCKETS = ['0OoDQ', '1Iil|!', '2Zz', '5Ss$', '6Gb', '8B', '9gq', 'x×'] as const;
/** Two glyphs read as one, or one as two; lower case only: RN does not look like M. */
export const LOOSE_PAIRS = [
  ['rn', 'm'],
  ['cl', 'd'],
  ['vv', 'w'],
] as const;
/** Not letters, but sometimes all that is left of one. */
export const LOOSE_SYMBOLS = '|!$×';

export interface LookalikeSet {
  readonly buckets: readonly string[];
  readonly bucketOf: ReadonlyMap<number, number>;
  readonly hasPairs: boolean;
  /** For each glyph the kinds of characters that it may be. */
  readonly kindsOf: ReadonlyMap<number, ReadonlySet<number>>;
}

function lookalikeSet(buckets: readonly string[], hasPairs: boolean): LookalikeSet {
  const bucketOf = new Map(
    buckets.flatMap((bucket, index) =>
      [...bucket].map((glyph) => [glyph.codePointAt(0) ?? 0, index] as const),
    ),
  );
  const kindsOf = new Map(
    [...bucketOf].map(([glyph, bucket]) => [glyph, kindsIn(buckets[bucket] ?? '')] as const),
  );
  return { buckets, bucketOf, hasPairs, kindsOf };
}

function kindsIn(bucket: string): ReadonlySet<number> {
  return new Set([...bucket].map((glyph) => characterOf(glyph.codePointAt(0) ?? 0).kind));
}

export const STRICT = lookalikeSet(STRICT_BUCKETS, false);
export const LOOSE = lookalikeSet(LOOSE_BUCKETS, true);

/** Buckets in which a glyph of a value stands: as written, and in its other case unless case matters. */
export function bucketsOfValueGlyph(
  set: LookalikeSet,
  codePoint: number,
  caseSensitive: boolean,
): readonly number[] {
  const text = String.fromCodePoint(codePoint);
  const forms = caseSensitive ? [text] : [text, text.toUpperCase(), text.toLowerCase()];
  const buckets = forms.map((form) => set.bucketOf.get(form.codePointAt(0) ?? 0));
  return [...new Set(buckets.filter((bucket) => bucket !== undefined))];
}

/*
 * Canonical keys: equal for any two glyphs that could be taken for each other, and for some more. They only find
 * candidates, so merging `g` with `G` and 6 does no harm here. All of them are among the first characters.
 */
const KEY_TABLE = 256;
const STRICT_KEYS = keyTable({ o: '0', i: '1', l: '1', z: '2', s: '5', g: '6', b: '8' });
const LOOSE_KEYS = keyTable({
  ...{ o: '0', d: '0', q: '0', g: '0', b: '0', '6': '0', '8': '0', '9': '0' },
  ...{ i: '1', l: '1', '|': '1', '!': '1', z: '2', s: '5', $: '5', '×': 'x' },
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
