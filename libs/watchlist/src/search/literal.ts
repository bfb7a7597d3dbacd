import { isOfWholeWords, type Boundary, type RuleMatching } from '../rule.ts';
import { ACCENT, characterOf, CJK, DIGIT, isLetterOrDigit } from '../text/characters.ts';
import { bucketsOfValueGlyph, looseKeyOf, strictKeyOf } from '../text/lookalikes.ts';
import { LOOSE, LOOSE_SHORT_CODE, OCR, STRICT, type LookalikeSet } from '../text/lookalikes.ts';
import { normalise } from '../text/normalise.ts';
import { editBudget, editReach, foldBudget, SHORTEST_NEAR } from './budget.ts';

/** One letter or digit of a value, ready to be compared. */
export interface ValueGlyph {
  readonly base: number;
  readonly folded: number;
  readonly accents: string;
  readonly kind: number;
  /** In the value something that is neither letter nor digit stands before it. */
  readonly gap: boolean;
  /** Bits of the buckets in which it stands. */
  readonly buckets: number;
}

/** A value of a literal mode, compiled. */
export interface Literal {
  readonly value: string;
  readonly glyphs: readonly ValueGlyph[];
  readonly caseSensitive: boolean;
  readonly foldAccents: boolean;
  readonly lookalikes: LookalikeSet;
  /** Letters are not taken for digits, nor digits for letters. */
  readonly keepsDigits: boolean;
  readonly boundary: Boundary;
  /** `contains`: words that OCR split may be joined. */
  readonly maySplit: boolean;
  /** One word cut in two is whole again. */
  readonly mayBeCut: boolean;
  /** Off by a cut word or by one line, it is a near miss. */
  readonly isNearMissed: boolean;
  /** Nothing but digits, which are not put together over punctuation or line ends. */
  readonly isNumber: boolean;
  readonly isSingleWord: boolean;
  /** Goes on in the neighbour on the same visual row. */
  readonly crossesRows: boolean;
  readonly joinLines: number;
  readonly mayHyphenate: boolean;
  /** Letters and digits. */
  readonly length: number;
  readonly folds: number;
  /** Look-alikes beyond their budget count as edits. */
  readonly mayFoldMore: boolean;
  readonly edits: number;
  /** An edit may be neither at its first letter nor at its last two. */
  readonly editsInside: boolean;
  /** Edits that are searched for, near misses included. */
  readonly reach: number;
}

export function compileLiteral(value: string, matching: RuleMatching): Literal {
  const lookalikes = lookalikesFor(value, matching);
  const glyphs = valueGlyphs(value, matching, lookalikes);
  const length = glyphs.filter(({ base }) => base !== 0).length;
  const { joinLines, mode, tolerance } = matching;
  const words = countWords(glyphs);
  const boundary = mode === 'contains' ? 'none' : matching.boundary;
  const isWhole = isOfWholeWords(boundary);
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
    joinLines: joinLines ?? Math.min(MOST_JOINED_LINES, words - 1),
    mayHyphenate: joinLines !== 0 && !isNumber,
    length,
    folds: foldBudget(matching, length),
    mayFoldMore: tolerance === 'fuzzy',
    edits: editBudget(matching, length),
    editsInside: tolerance === 'ocr' && (words === 1 || !isWhole),
    reach: editReach(matching, length, isWhole),
  };
}

/** In so short a code every letter taken for a digit makes another code. */
const SHORT_CODE_LENGTH = 4;
/** Up to this length a value with digits is a code, too short for the whole loose set. */
const LONGEST_SHORT_CODE = 5;
const SHORTEST_CUT = 6;
const MOST_JOINED_LINES = 4;

function lookalikesFor(value: string, { tolerance }: RuleMatching): LookalikeSet {
  if (tolerance === 'ocr') return OCR;
  if (tolerance !== 'lookalike-loose') return STRICT;
  const text = normalise(value).replace(/[^\p{L}\p{N}]/gu, '');
  return text.length <= LONGEST_SHORT_CODE && /\p{N}/u.test(text) ? LOOSE_SHORT_CODE : LOOSE;
}

/** Each ideograph is a word of its own. */
function countWords(glyphs: readonly ValueGlyph[]): number {
  return glyphs.reduce((words, { gap, kind }, index) => {
    const isNext = index > 0 && (gap || kind === CJK || glyphs[index - 1]?.kind === CJK);
    return isNext ? words + 1 : words;
  }, 1);
}

function valueGlyphs(
  value: string,
  { caseSensitive }: RuleMatching,
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

/** Ten thousand rules are made of the same few characters. */
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
    };
  });
}

/** What readings of a value are looked up by; see `KeyPath`. One key for each way in which its pairs may be read. */
export function keysOf(
  literal: Literal,
  view: LookalikeSet['view'],
): readonly (readonly number[])[] {
  const { glyphs } = literal;
  // The loose key makes pairs equal to what they look like.
  if (view === 'loose') return [glyphs.map(({ folded }) => looseKeyOf(folded))];
  const keys = glyphs.map(({ folded }) => strictKeyOf(folded));
  return pairsOf(literal).reduce<readonly (readonly number[])[]>(
    (known, { at, read }) => [
      ...known,
      // From the end, so that what stands before keeps its place.
      ...known.map((key) => key.toSpliced(at, 2, strictKeyOf(read.charCodeAt(0)))),
    ],
    [keys],
  );
}

const MOST_PAIRS = 4;

/** Where the value has pairs that may be read as one glyph, from its end on. */
function pairsOf(literal: Literal): readonly { readonly at: number; readonly read: string }[] {
  const { glyphs, lookalikes, length } = literal;
  if (lookalikes.pairs.length === 0 || length < lookalikes.shortestPaired) return [];
  const found = lookalikes.pairs.flatMap(([written, read]) =>
    glyphs.flatMap((_, at) => (isPairAt(literal, at, written) ? [{ at, read }] : [])),
  );
  return found.sort((one, other) => other.at - one.at).slice(0, MOST_PAIRS);
}

/** Whether the value has these glyphs at a position, without anything between them. */
export function isPairAt({ glyphs, caseSensitive }: Literal, at: number, written: string): boolean {
  for (let offset = 0; offset < written.length; offset++) {
    const glyph = glyphs[at + offset];
    const code = caseSensitive ? glyph?.base : glyph?.folded;
    if (code !== written.charCodeAt(offset) || (offset > 0 && glyph?.gap)) return false;
  }
  return true;
}

export function isDigit({ kind }: Pick<ValueGlyph, 'kind'>): boolean {
  return kind === DIGIT;
}
