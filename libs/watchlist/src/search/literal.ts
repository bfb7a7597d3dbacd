import { isLiteralMode, isOfWholeWords, type Boundary, type ValueMatching } from '../rule.ts';
import { ACCENT, characterOf, CJK, DIGIT, isLetterOrDigit } from '../text/characters.ts';
import { keyOfGlyph } from '../text/lookalike-keys.ts';
import {
  bucketsOfValueGlyph,
  DISGUISED,
  latinFormsOf,
  LOOSE,
  LOOSE_SHORT_CODE,
  OCR,
  STRICT,
} from '../text/lookalikes.ts';
import type { LookalikeSet, Pair } from '../text/lookalikes.ts';
import { normalise } from '../text/normalise.ts';
import { editBudget, editReach, foldBudget, SHORTEST_NEAR } from './budget.ts';

/** One letter or digit of a value, compiled for comparison. */
export interface ValueGlyph {
  readonly base: number;
  readonly folded: number;
  readonly accents: string;
  readonly kind: number;
  /** Preceded in the value by a space or punctuation. */
  readonly gap: boolean;
  /** Its look-alike buckets, as bits. */
  readonly buckets: number;
  /** The Latin letters that it is or looks like, if letters of other alphabets may stand for them. */
  readonly latin: readonly number[];
}

/** A value of a literal mode, compiled. */
export interface Literal {
  readonly value: string;
  readonly glyphs: readonly ValueGlyph[];
  readonly caseSensitive: boolean;
  readonly foldAccents: boolean;
  readonly lookalikes: LookalikeSet;
  /** A letter never matches a digit, nor a digit a letter. */
  readonly keepsDigits: boolean;
  readonly boundary: Boundary;
  /** `contains`: words that OCR split may be joined. */
  readonly maySplit: boolean;
  /** Accepts one word that OCR cut in two. */
  readonly mayBeCut: boolean;
  /** A cut word or one line too many makes a near miss. */
  readonly isNearMissed: boolean;
  /** Digits only: never joined across punctuation or line ends. */
  readonly isNumber: boolean;
  readonly isSingleWord: boolean;
  /** May continue in the neighbour on the same visual row. */
  readonly crossesRows: boolean;
  readonly joinLines: number;
  readonly mayHyphenate: boolean;
  /** Letters and digits. */
  readonly length: number;
  readonly folds: number;
  /** Look-alikes beyond their budget count as edits. */
  readonly mayFoldMore: boolean;
  readonly edits: number;
  /** Accepts no edit of the first letter or the last two. */
  readonly editsInside: boolean;
  /** Edits that are searched for, near misses included. */
  readonly reach: number;
  /** For edits, which go with strict look-alikes only; the literal itself if absent. */
  readonly strict?: Literal;
}

/** For `readDisguised`; absent where nothing may be disguised. */
export function compileDisguised(value: string, matching: ValueMatching): Literal | undefined {
  if (!matching.obfuscation || !isLiteralMode(matching.mode)) return undefined;
  const literal = compileLiteral(value, matching, DISGUISED);
  return literal.length < SHORTEST_DISGUISED || literal.glyphs.every(isDigit) ? undefined : literal;
}

export function compileLiteral(
  value: string,
  matching: ValueMatching,
  lookalikes = lookalikesFor(value, matching),
): Literal {
  const glyphs = valueGlyphs(value, matching, lookalikes);
  const length = glyphs.filter(({ base }) => base !== 0).length;
  const { joinLines, mode, tolerance } = matching;
  const words = countWords(glyphs);
  const boundary = mode === 'contains' ? 'none' : matching.boundary;
  const isWhole = isOfWholeWords(boundary);
  const isLoose = tolerance === 'lookalike-loose' && isWhole && length >= SHORTEST_NEAR;
  const isNumber = glyphs.every(isDigit) && !joinLines;
  return {
    value,
    glyphs,
    caseSensitive: matching.caseSensitive,
    foldAccents: matching.foldAccents,
    lookalikes,
    keepsDigits: length === SHORT_CODE_LENGTH && glyphs.some(isDigit),
    boundary,
    maySplit: mode === 'contains',
    mayBeCut: tolerance === 'ocr' && isWhole && length >= SHORTEST_CUT,
    isNearMissed: isWhole && length >= SHORTEST_NEAR,
    isNumber,
    isSingleWord: words === 1,
    crossesRows: words > 1 || (joinLines ?? 0) > 0,
    joinLines: joinLines ?? Math.min(MAX_JOINED_LINES, words - 1),
    mayHyphenate: joinLines !== 0 && !isNumber,
    length,
    folds: foldBudget(matching, length),
    mayFoldMore: tolerance === 'fuzzy',
    edits: editBudget(matching, length),
    editsInside: tolerance === 'ocr' && (words === 1 || !isWhole),
    reach: editReach(matching, length, isWhole),
    ...(isLoose ? { strict: compileLiteral(value, { ...matching, tolerance: 'lookalike' }) } : {}),
  };
}

/** In a code this short, a letter read as a digit makes another valid code. */
const SHORT_CODE_LENGTH = 4;
/** Up to this length a value with digits is a code, too short for the whole loose set. */
const LONGEST_SHORT_CODE = 5;
const SHORTEST_CUT = 6;
/** Three letters set apart are in every list. */
const SHORTEST_DISGUISED = 4;
const MAX_JOINED_LINES = 4;

function lookalikesFor(value: string, { tolerance }: ValueMatching): LookalikeSet {
  if (tolerance === 'ocr') return OCR;
  if (tolerance !== 'lookalike-loose') return STRICT;
  const text = normalise(value).replace(/[^\p{L}\p{N}]/gu, '');
  return text.length <= LONGEST_SHORT_CODE && /\p{N}/u.test(text) ? LOOSE_SHORT_CODE : LOOSE;
}

/** Each ideograph counts as a word. */
function countWords(glyphs: readonly ValueGlyph[]): number {
  return glyphs.reduce((words, { gap, kind }, index) => {
    const isNext = index > 0 && (gap || kind === CJK || glyphs[index - 1]?.kind === CJK);
    return isNext ? words + 1 : words;
  }, 1);
}

function valueGlyphs(
  value: string,
  { caseSensitive }: ValueMatching,
  set: LookalikeSet,
): readonly ValueGlyph[] {
  const glyphs: ValueGlyph[] = [];
  let gap = false;
  for (const character of normalise(value)) {
    const codePoint = character.codePointAt(0) ?? 0;
    const { kind } = characterOf(codePoint);
    const last = glyphs.at(-1);
    if (kind === ACCENT) {
      if (last && !gap) glyphs[glyphs.length - 1] = { ...last, accents: last.accents + character };
    } else if (isLetterOrDigit(kind)) {
      glyphs.push(...glyphsOfCharacter(codePoint, gap, caseSensitive, set));
      gap = false;
    } else gap = true;
  }
  return glyphs;
}

/** Cached: ten thousand rules consist of the same few characters. */
const known = new Map<LookalikeSet, Map<number, readonly ValueGlyph[]>>();

function glyphsOfCharacter(
  codePoint: number,
  gap: boolean,
  caseSensitive: boolean,
  set: LookalikeSet,
): readonly ValueGlyph[] {
  let ofSet = known.get(set);
  if (!ofSet) known.set(set, (ofSet = new Map()));
  const key = codePoint * 4 + (gap ? 2 : 0) + (caseSensitive ? 1 : 0);
  let glyphs = ofSet.get(key);
  if (!glyphs) ofSet.set(key, (glyphs = describeCharacter(codePoint, gap, caseSensitive, set)));
  return glyphs;
}

function describeCharacter(
  codePoint: number,
  gap: boolean,
  caseSensitive: boolean,
  set: LookalikeSet,
): readonly ValueGlyph[] {
  const { kind, base, folded, accents } = characterOf(codePoint);
  return folded.map((code, part) => {
    const own = part === 0 ? base : 0;
    return {
      base: own,
      folded: code,
      accents: part === folded.length - 1 ? accents : '',
      kind,
      gap: gap && part === 0,
      buckets: bucketsOfValueGlyph(set, own || code, caseSensitive),
      latin: latinFormsOf(set, own || code, caseSensitive),
    };
  });
}

/** The keys under which a value is filed (see `KeyPath`): one for each way in which its pairs may be read. */
export function keysOf(
  literal: Literal,
  view: LookalikeSet['view'],
): readonly (readonly number[])[] {
  const keyOf = (folded: number): number => keyOfGlyph(folded, view);
  const key = literal.glyphs.map(({ folded }) => keyOf(folded));
  const keys = [key];
  for (const { at, pair } of pairsOf(literal, view)) {
    const read = pair.readBases.flatMap((base) => keysOfBase(base, keyOf));
    // From the end of the value on, so that earlier positions stay valid.
    const known = pair.isRare ? [key] : [...keys];
    for (const one of known) keys.push(one.toSpliced(at, pair.writtenBases.length, ...read));
  }
  return keys;
}

/** A letter that folds to two is its base and 0. */
function keysOfBase(base: number, keyOf: (folded: number) => number): readonly number[] {
  return base === 0 ? [] : characterOf(base).folded.map(keyOf);
}

const MAX_PAIRS = 4;
/** Each makes one more key, not twice as many. */
const MAX_RARE_PAIRS = 32;

/** Pairs of the value that have a key of their own, last first. */
function pairsOf(
  literal: Literal,
  view: LookalikeSet['view'],
): readonly { readonly at: number; readonly pair: Pair }[] {
  const { glyphs, lookalikes, length } = literal;
  if (length < lookalikes.shortestPaired) return [];
  // The loose key already makes other pairs equal to the glyph that they resemble.
  const pairs = lookalikes.pairs.filter(({ isRare }) => isRare === (view === 'loose'));
  const found = pairs.flatMap((pair) =>
    glyphs.flatMap((_, at) => (isPairAt(literal, at, pair) ? [{ at, pair }] : [])),
  );
  const most = view === 'loose' ? MAX_RARE_PAIRS : MAX_PAIRS;
  return found.sort((one, other) => other.at - one.at).slice(0, most);
}

/** Whether the value has these glyphs at a position, with no gap between them. */
export function isPairAt({ glyphs, caseSensitive }: Literal, at: number, pair: Pair): boolean {
  return pair.writtenBases.every((base, offset) => {
    const glyph = glyphs[at + offset];
    if (!glyph || (offset > 0 && glyph.gap)) return false;
    if (glyph.base === base) return true;
    const isWhole = glyph.base !== 0 && characterOf(glyph.base).folded.length === 1;
    return !caseSensitive && isWhole && glyph.folded === pair.writtenFolded[offset];
  });
}

export function isDigit({ kind }: Pick<ValueGlyph, 'kind'>): boolean {
  return kind === DIGIT;
}
