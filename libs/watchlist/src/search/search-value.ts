import type { ValueMatching } from '../rule.ts';
import type { Page } from '../text/page.ts';
import { readEdited } from './align-edits.ts';
import { readFolded } from './align.ts';
import { hitOf, lineTooMany, type Findings, type Hit } from './hit.ts';
import { compileDisguised, compileLiteral, type Literal } from './literal.ts';
import { MAX_PLACES } from './limits.ts';
import { readDisguised } from './read-disguised.ts';
import type { Reading } from './reading.ts';
import { findPattern } from './find-pattern.ts';
import { compilePattern, type Pattern } from './pattern.ts';
import { compileRegex, readRegex } from './regex.ts';
import type { Regex } from './regex-matches.ts';

/** A compiled value, by mode. */
export type SearchedValue =
  | {
      readonly kind: 'literal';
      readonly literal: Literal;
      readonly disguised: Literal | undefined;
    }
  | { readonly kind: 'pattern'; readonly pattern: Pattern }
  | { readonly kind: 'regex'; readonly regex: Regex };

export function compileValue(value: string, matching: ValueMatching): SearchedValue {
  if (matching.mode === 'regex') return { kind: 'regex', regex: compileRegex(value, matching) };
  if (matching.mode === 'pattern')
    return { kind: 'pattern', pattern: compilePattern(value, matching) };
  return {
    kind: 'literal',
    literal: compileLiteral(value, matching),
    disguised: compileDisguised(value, matching),
  };
}

/** Glyphs where a literal may begin, ascending: in the view of its look-alikes, and in the strict view for edits. */
export interface Starts {
  readonly folded: Iterable<number>;
  readonly edited: Iterable<number>;
  /** There were more. */
  readonly isCutShort?: boolean;
}

/** Every reading of a literal that begins at one of the given glyphs, including those one step beyond the tolerance. */
export function findLiteral(page: Page, literal: Literal, starts: Starts): Findings {
  const hits: Hit[] = [];
  const cutShort = { hits, limits: [{ kind: 'places', value: literal.value }] } as const;
  const folded = page.glyphs(literal.lookalikes.view);
  for (const start of starts.folded) {
    const reading = readFolded(page, literal, start);
    if (reading) hits.push(hitOf(literal.value, reading, folded, tooFar(literal, reading)));
    if (hits.length >= MAX_PLACES) return cutShort;
  }
  const strict = page.glyphs('strict');
  for (const start of starts.edited) {
    const reading = readEdited(page, literal.strict ?? literal, start, literal.reach);
    const isEdited = reading && (reading.edits > 0 || literal.edits > 0);
    const judged = isEdited && withinEdits(literal, reading);
    if (reading && judged) {
      hits.push(
        hitOf(
          literal.value,
          { ...reading, edits: judged.edits, folds: judged.folds },
          strict,
          judged.tooFar,
        ),
      );
    }
    if (hits.length >= MAX_PLACES) return cutShort;
  }
  return starts.isCutShort ? cutShort : { hits, limits: [] };
}

/** In text heights. A wider gap separates two words. */
const WIDEST_CUT = 1;

function tooFar(literal: Literal, reading: Reading): string | undefined {
  const { folds, cutWidth, isLineTooLong } = reading;
  if (folds > literal.folds)
    return `${count(folds, 'look-alike')}, at most ${literal.folds} accepted`;
  if (isLineTooLong) return lineTooMany(literal.joinLines);
  if (cutWidth === undefined) return undefined;
  if (!literal.mayBeCut) return 'cut word: only tolerance ocr accepts a space within a word';
  if (cutWidth <= WIDEST_CUT) return undefined;
  return 'cut word: the gap within the word is wider than the text height';
}

/** Look-alikes beyond their budget may count as edits; `undefined` if the reading is not even a near miss. */
function withinEdits(
  literal: Literal,
  { edits, folds, isOuterEdit }: Reading,
): { edits: number; folds: number; tooFar?: string } | undefined {
  const surplus = Math.max(0, folds - literal.folds);
  const all = edits + surplus;
  if (surplus > 0 && !literal.mayFoldMore) return undefined;
  if (all === 0 || all > literal.reach) return undefined;
  const counted = { edits: all, folds: folds - surplus };
  if (isOuterEdit && all <= literal.edits) {
    return literal.isNearMissed ? { ...counted, tooFar: OUTER_EDIT } : undefined;
  }
  if (all <= literal.edits) return counted;
  return { ...counted, tooFar: `${count(all, 'edit')}, at most ${literal.edits} accepted` };
}

const OUTER_EDIT = '1 edit at its beginning or end, where none is accepted';

export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** Searches for a value at every glyph, without an index. */
export function findEverywhere(page: Page, searched: SearchedValue): Findings {
  if (searched.kind === 'regex') return readRegex(page, searched.regex);
  if (searched.kind === 'pattern') return findPattern(page, searched.pattern);
  const { literal, disguised } = searched;
  const { count: folded } = page.glyphs(literal.lookalikes.view);
  const { count: edited } = page.glyphs('strict');
  const plain = findLiteral(page, literal, {
    folded: upTo(folded),
    edited: upTo(literal.reach > 0 ? edited : 0),
  });
  if (!disguised) return plain;
  const hidden = findDisguised(page, disguised, upTo(page.glyphs('loose').count));
  return { hits: [...plain.hits, ...hidden.hits], limits: [...plain.limits, ...hidden.limits] };
}

/** Every disguised reading of a literal that begins at one of the given glyphs; `isCutShort`: there were more. */
export function findDisguised(
  page: Page,
  literal: Literal,
  starts: Iterable<number>,
  isCutShort = false,
): Findings {
  const hits: Hit[] = [];
  const cutShort = { hits, limits: [{ kind: 'places', value: literal.value }] } as const;
  for (const start of starts) {
    const reading = readDisguised(page, literal, start);
    if (reading) hits.push(hitOf(literal.value, reading, page.glyphs('loose')));
    if (hits.length >= MAX_PLACES) return cutShort;
  }
  return isCutShort ? cutShort : { hits, limits: [] };
}

export function* upTo(end: number): Generator<number> {
  for (let number = 0; number < end; number++) yield number;
}
