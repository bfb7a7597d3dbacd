import type { Boundary, RuleMatching } from '../rule.ts';
import { ACCENT, characterOf, CJK, DIGIT, isLetterOrDigit } from '../text/characters.ts';
import {
  bucketsOfValueGlyph,
  LOOSE,
  looseKeyOf,
  STRICT,
  strictKeyOf,
  type LookalikeSet,
} from '../text/lookalikes.ts';
import { normalise } from '../text/normalise.ts';
import { editBudget, editReach, foldBudget } from './budget.ts';

/** One letter or digit of a value, ready to be compared. */
export interface ValueGlyph {
  readonly base: number;
  readonly folded: number;
  readonly accents: string;
  readonly kind: number;
  /** In the value something that is neither letter nor digit stands before it. */
  readonly gap: boolean;
  readonly buckets: readonly number[];
}

/** A value of a literal mode, compiled. */
export interface Literal {
  readonly value: string;
  readonly glyphs: readonly ValueGlyph[];
  readonly caseSensitive: boolean;
  readonly foldAccents: boolean;
  readonly lookalikes: LookalikeSet;
  readonly boundary: Boundary;
  /** `contains`: words that OCR split may be joined. */
  readonly maySplit: boolean;
  /** Goes on in the neighbour on the same visual row. */
  readonly crossesRows: boolean;
  readonly joinLines: number;
  readonly mayHyphenate: boolean;
  /** Letters and digits. */
  readonly length: number;
  readonly folds: number;
  readonly edits: number;
  /** Edits that are searched for, near misses included. */
  readonly reach: number;
}

export function compileLiteral(value: string, matching: RuleMatching): Literal {
  const lookalikes = matching.tolerance === 'lookalike-loose' ? LOOSE : STRICT;
  const glyphs = valueGlyphs(value, matching, lookalikes);
  const length = glyphs.filter(({ base }) => base !== 0).length;
  const { joinLines, mode } = matching;
  const isPhrase = glyphs.some(
    ({ gap, kind }, index) => index > 0 && (gap || kind === CJK || glyphs[index - 1]?.kind === CJK),
  );
  return {
    value,
    glyphs,
    caseSensitive: matching.caseSensitive,
    foldAccents: matching.foldAccents,
    lookalikes,
    boundary: mode === 'contains' ? 'none' : matching.boundary,
    maySplit: mode === 'contains',
    crossesRows: isPhrase || (joinLines ?? 0) > 0,
    joinLines: joinLines ?? (isPhrase ? 1 : 0),
    mayHyphenate: joinLines !== 0,
    length,
    folds: foldBudget(matching, length),
    edits: editBudget(matching, length),
    reach: editReach(matching, length),
  };
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

/** What readings of a value are looked up by; see `KeyPath`. */
export function strictKeysOf({ glyphs }: Literal): number[] {
  return glyphs.map(({ folded }) => strictKeyOf(folded));
}

export function looseKeysOf({ glyphs }: Literal): number[] {
  return glyphs.map(({ folded }) => looseKeyOf(folded));
}

export function isDigit({ kind }: Pick<ValueGlyph, 'kind'>): boolean {
  return kind === DIGIT;
}
