import { characterOf } from './characters.ts';
import { CONFUSABLES } from './confusables.ts';

/*
 * Homoglyphs: what OCR engines mistake for each other. A glyph may be in several buckets, but no bucket has two digits, so
 * one digit never matches another. Case matters: `b` looks like 6, `B` like 8.
 */
const STRICT_BUCKETS = ['0Oo', '1Iil', '2Zz', '5Ss', '6G', '8B'] as const;
const LOOSE_BUCKETS = ['0OoDQ', '1Iil|!ı', '2Zz', '5Ss$', '6G', '6b', '8B', '9gq', 'tł'];
/** For short codes, without D and g: too many codes of five characters would match another one. */
const SHORT_CODE_BUCKETS = ['0Oo', '1Iil|!ı', '2Zz', '5Ss$', '6G', '6b', '8B', 'tł'];
/** Symbols that a damaged or thin letter may be read as. */
const LOOSE_SYMBOLS = '|!$@';

/** What people write for letters on purpose: 3 for E. */
const DISGUISED_BUCKETS = [...LOOSE_BUCKETS, '3Ee', '4Aa@', '7Tt'];

/** Several glyphs read as one, or one as several. */
export interface Pair {
  readonly written: string;
  readonly read: string;
  /** Code points of the glyphs; a letter that folds to two is followed by 0. */
  readonly writtenBases: readonly number[];
  readonly readBases: readonly number[];
  /** Of the same length; empty where case always matters. */
  readonly writtenFolded: readonly number[];
  /** At most one in a reading. */
  readonly isRare: boolean;
}

const SHARP_S = 'ß';

function pair(written: string, read: string): Pair {
  const basesOf = (text: string): number[] =>
    Array.from(text, (glyph) => (glyph === SHARP_S ? [codeOf(glyph), 0] : [codeOf(glyph)])).flat();
  return {
    written,
    read,
    writtenBases: basesOf(written),
    readBases: basesOf(read),
    writtenFolded: written === SHARP_S ? [] : basesOf(written.toLowerCase()),
    isRare: written === SHARP_S || read === SHARP_S,
  };
}

function codeOf(glyph: string): number {
  return glyph.codePointAt(0) ?? 0;
}

/** Lower case only, because RN does not look like M. */
const MERGED = [pair('rn', 'm')];
const LOOSE_PAIRS = [
  ...MERGED,
  ...[pair('m', 'rn'), pair('vv', 'w'), pair('w', 'vv')],
  ...[pair('B', SHARP_S), pair('S', SHARP_S), pair(SHARP_S, 'B'), pair(SHARP_S, 'S')],
  pair(SHARP_S, 'β'),
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
  /** The Latin letter that a letter of another alphabet looks like. */
  readonly latinOf: ReadonlyMap<number, number>;
}

const LATIN_1 = 256;
const NO_LETTERS: ReadonlyMap<number, number> = new Map();
export const OTHER_ALPHABETS: ReadonlyMap<number, number> = new Map(
  Object.entries(CONFUSABLES).flatMap(([latin, letters]) =>
    Array.from(letters, (letter) => [codeOf(letter), codeOf(latin)] as const),
  ),
);

function lookalikeSet(
  buckets: readonly string[],
  view: LookalikeSet['view'],
  pairs: readonly Pair[],
  { shortestPaired = 0, latinOf = NO_LETTERS } = {},
): LookalikeSet {
  const bitsOf = new Map<number, number>();
  const kindsOf = new Map<number, Set<number>>();
  buckets.forEach((bucket, index) => {
    const codePoints = Array.from(bucket, codeOf);
    for (const codePoint of codePoints) {
      bitsOf.set(codePoint, (bitsOf.get(codePoint) ?? 0) | (1 << index));
      const kinds = kindsOf.get(codePoint) ?? new Set<number>();
      for (const other of codePoints) kinds.add(characterOf(other).kind);
      kindsOf.set(codePoint, kinds);
    }
  });
  for (const [letter, latin] of latinOf) {
    bitsOf.set(letter, bitsOf.get(latin) ?? 0);
    kindsOf.set(letter, kindsOf.get(latin) ?? new Set());
  }
  return { buckets, bitsOf, pairs, shortestPaired, view, kindsOf, latinOf };
}

export const STRICT = lookalikeSet(STRICT_BUCKETS, 'strict', []);
export const OCR = lookalikeSet(STRICT_BUCKETS, 'strict', MERGED, { shortestPaired: 6 });
const EVERY_ALPHABET = { latinOf: OTHER_ALPHABETS };
export const LOOSE = lookalikeSet(LOOSE_BUCKETS, 'loose', LOOSE_PAIRS, EVERY_ALPHABET);
export const LOOSE_SHORT_CODE = lookalikeSet(
  SHORT_CODE_BUCKETS,
  'loose',
  LOOSE_PAIRS,
  EVERY_ALPHABET,
);

export const DISGUISED = lookalikeSet(DISGUISED_BUCKETS, 'loose', [], EVERY_ALPHABET);

/** Bit set of the buckets of a value's glyph, in its other case too unless case matters. */
export function bucketsOfValueGlyph(
  { bitsOf }: LookalikeSet,
  codePoint: number,
  caseSensitive: boolean,
): number {
  return formsOf(codePoint, caseSensitive).reduce(
    (bits, form) => bits | (bitsOf.get(form) ?? 0),
    0,
  );
}

function formsOf(codePoint: number, caseSensitive: boolean): readonly number[] {
  const text = String.fromCodePoint(codePoint);
  // Its upper case, I, is that of another letter.
  if (text === 'ı') return [codePoint];
  const forms = caseSensitive ? [text] : [text, text.toUpperCase(), text.toLowerCase()];
  return forms.map(codeOf);
}

/** The Latin letters that a value's glyph is or looks like, in its other case too unless case matters. */
export function latinFormsOf(
  { latinOf }: LookalikeSet,
  codePoint: number,
  caseSensitive: boolean,
): readonly number[] {
  if (latinOf.size === 0) return NONE;
  const latin = formsOf(codePoint, caseSensitive).map((form) => latinOf.get(form) ?? form);
  return [...new Set(latin)].filter(isLatin);
}

const NONE: readonly number[] = [];

function isLatin(codePoint: number): boolean {
  return codePoint < LATIN_1 && /[a-z]/i.test(String.fromCodePoint(codePoint));
}

const LOOSE_SYMBOL_CODES = Uint8Array.from({ length: LATIN_1 }, (_, code) =>
  LOOSE_SYMBOLS.includes(String.fromCharCode(code)) ? 1 : 0,
);

export function isLooseSymbol(codePoint: number): boolean {
  return codePoint < LATIN_1 && LOOSE_SYMBOL_CODES[codePoint] === 1;
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
