/*
 * What a character is, in any script. Computed once for each code point and cached: an image repeats a few hundred characters.
 * Hostile text may contain every character, so flat tables hold what most of them need; only letters that decompose
 * (accented ones, `ß`) need objects.
 */

export const OTHER = 0;
export const LETTER = 1;
export const DIGIT = 2;
/** A letter that is a token by itself. */
export const CJK = 3;
/** A symbol that may be a misread letter, if the tolerance says so. */
export const SYMBOL = 4;
/** Belongs to the preceding letter; ignored when accents are folded. */
export const ACCENT = 5;

/** Latin, Greek and Cyrillic accents, Hebrew points, Arabic vowel marks; vowel signs of other scripts are letters. */
const ACCENTS =
  /[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]/;
const CJK_LETTER = /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Bopomofo}]/u;

export interface Character {
  readonly kind: number;
  /** Code point without accents, in its own case. */
  readonly base: number;
  /** Case-folded code points of `base`: two for `ß`. */
  readonly folded: readonly number[];
  readonly accents: string;
}

const BASIC_PLANE = 0x10000;
/** For each code point of the basic plane: kind, KNOWN, SIMPLE. */
const traits = new Uint8Array(BASIC_PLANE);
const KINDS = 7;
const KNOWN = 8;
const SIMPLE = 16;
/** Case folding of simple characters. */
const foldedUnits = new Uint16Array(BASIC_PLANE);

/** Kind and SIMPLE flag packed into one number. */
export function traitsOf(codePoint: number): number {
  const known = codePoint < BASIC_PLANE ? (traits[codePoint] ?? 0) : 0;
  return known === 0 ? learn(codePoint) : known;
}

export function kindIn(traits: number): number {
  return traits & KINDS;
}

/** Whether the character has no accents and folds to a single glyph, which `simplyFolded` returns. */
export function isSimple(traits: number): boolean {
  return (traits & SIMPLE) !== 0;
}

export function simplyFolded(codePoint: number): number {
  return foldedUnits[codePoint] ?? 0;
}

function learn(codePoint: number): number {
  if (isWholeByRange(codePoint)) return remember(codePoint, CJK | SIMPLE, codePoint);
  if (isNothingByRange(codePoint)) return remember(codePoint, OTHER | SIMPLE, codePoint);
  const { kind, base, folded, accents } = characterOf(codePoint);
  const [first = 0, second] = folded;
  const isSimple = base === codePoint && accents === '' && second === undefined;
  if (codePoint >= BASIC_PLANE || first >= BASIC_PLANE) return kind | KNOWN;
  return remember(codePoint, isSimple ? kind | SIMPLE : kind, first);
}

function remember(codePoint: number, own: number, folded: number): number {
  foldedUnits[codePoint] = folded;
  return (traits[codePoint] = own | KNOWN);
}

/** Ideographs and Hangul syllables, most of the plane, neither fold nor decompose. */
export function isWholeByRange(codePoint: number): boolean {
  return (
    (codePoint >= 0x4e00 && codePoint <= 0x9fff) ||
    (codePoint >= 0xac00 && codePoint <= 0xd7a3) ||
    (codePoint >= 0x3400 && codePoint <= 0x4dbf)
  );
}

/** Lone surrogates and private use. */
function isNothingByRange(codePoint: number): boolean {
  return codePoint >= 0xd800 && codePoint <= 0xf8ff;
}

/** Only hostile text has more distinct characters; bounds the cache. */
const MAX_CACHED = 20_000;
const described = new Map<number, Character>();

export function characterOf(codePoint: number): Character {
  let character = described.get(codePoint);
  if (!character) {
    if (described.size >= MAX_CACHED) described.clear();
    described.set(codePoint, (character = describe(codePoint)));
  }
  return character;
}

function describe(codePoint: number): Character {
  const text = String.fromCodePoint(codePoint);
  const { base, accents } = splitAccents(text);
  return {
    kind: kindOf(text),
    base: base.codePointAt(0) ?? codePoint,
    folded: codePointsOf(foldCase(base)),
    accents,
  };
}

function kindOf(text: string): number {
  if (ACCENTS.test(text)) return ACCENT;
  if (/\p{N}/u.test(text)) return DIGIT;
  if (!/[\p{L}\p{M}]/u.test(text)) return OTHER;
  return CJK_LETTER.test(text) ? CJK : LETTER;
}

/** Splits off accents only: Hangul syllables and voiced kana stay whole, although Unicode decomposes them. */
function splitAccents(text: string): { base: string; accents: string } {
  const [base = text, ...accents] = text.normalize('NFD');
  const isAccented = accents.length > 0 && accents.every((accent) => ACCENTS.test(accent));
  return isAccented ? { base, accents: accents.join('') } : { base: text, accents: '' };
}

/**
 * Full, locale-independent case folding, via upper case so that `ß`, `ẞ`, `ſ` and final sigma fold too. Except the dotless
 * i, whose upper case is that of `i`.
 */
export function foldCase(text: string): string {
  return text
    .split('ı')
    .map((part) => part.toLowerCase().toUpperCase().toLowerCase())
    .join('ı');
}

function codePointsOf(text: string): number[] {
  return Array.from(text, (character) => character.codePointAt(0) ?? 0);
}

export function isLetterOrDigit(kind: number): boolean {
  return kind === LETTER || kind === DIGIT || kind === CJK;
}
