import { DIGIT, isLetterOrDigit, LETTER } from '../text/characters.ts';
import type { Glyphs } from '../text/glyphs.ts';
import { lookalikeOf, looksLikeKind } from '../text/lookalikes.ts';
import { compareGlyph, DIFFERENT, EQUAL, isSymbol } from './compare.ts';
import type { ValueGlyph } from './literal.ts';
import type { Class, Pattern } from './pattern.ts';

/** A state of the automaton: one way to match the mask up to here. */
export interface State {
  readonly next: number;
  /** Inside the run at `next`. */
  readonly inRun: boolean;
  readonly isSpaced: boolean;
  readonly literalFolds: number;
  readonly folds: number;
  readonly folded: FoldedList | undefined;
}

export interface FoldedList {
  readonly glyph: number;
  readonly accepts: Class | ValueGlyph;
  readonly before: FoldedList | undefined;
}

export function beginning(pattern: Pattern): readonly State[] {
  const start = { next: 0, inRun: false, isSpaced: true, literalFolds: 0, folds: 0 };
  return skipRuns(pattern, [{ ...start, folded: undefined }]);
}

/** The states after one more glyph; `between` is what separates it from the previous one, `undefined` for the first. */
export function advance(
  glyphs: Glyphs,
  pattern: Pattern,
  states: readonly State[],
  at: number,
  between: string | undefined,
): readonly State[] {
  const next: State[] = [];
  for (const state of states) advanceOne(glyphs, pattern, state, at, between, next);
  return skipRuns(pattern, next);
}

function advanceOne(
  glyphs: Glyphs,
  pattern: Pattern,
  state: State,
  at: number,
  between: string | undefined,
  passed: State[],
): void {
  const position = pattern.positions[state.next];
  if (!position) return;
  const isSpaced = state.isSpaced || position.isSpaced;
  // A symbol that does not match as a letter may be punctuation.
  if (isSymbol(glyphs, at) && isSpaced && between !== undefined)
    passed.push({ ...state, isSpaced: true });
  const { punctuation } = position;
  if (between !== undefined) {
    const isPunctuated = isSpaced ? between.includes(punctuation) : between === punctuation;
    if (state.inRun ? between !== '' : !isPunctuated) return;
  }
  const fit = fits(glyphs, pattern, position.accepts, at);
  if (fit === DIFFERENT) return;
  const isRun = position.accepts === 'run';
  const isLiteral = typeof position.accepts === 'object';
  if (isLiteral && state.literalFolds + fit > pattern.folds + 1) return;
  if (!isLiteral && state.folds - state.literalFolds + fit > pattern.classFolds) return;
  passed.push({
    next: isRun ? state.next : state.next + 1,
    inRun: isRun,
    isSpaced: false,
    literalFolds: state.literalFolds + (isLiteral ? fit : 0),
    folds: state.folds + fit,
    folded:
      fit === 0 ? state.folded : { glyph: at, accepts: position.accepts, before: state.folded },
  });
}

/** `?` accepts every letter and digit as it is, so only a symbol looks like something else there. */
function kindOf(accepts: Class): number {
  return accepts === 'digit' ? DIGIT : LETTER;
}

export function fits(
  glyphs: Glyphs,
  { literal, classFolds, isTolerant }: Pattern,
  accepts: Class | ValueGlyph,
  at: number,
): -1 | 0 | 1 {
  if (typeof accepts === 'object') {
    const difference = compareGlyph(glyphs, at, accepts, literal);
    return difference === EQUAL || isTolerant || difference === DIFFERENT ? difference : 1;
  }
  const kind = glyphs.kind[at] ?? 0;
  if (isLetterOrDigit(kind)) {
    if (accepts === 'any' || accepts === 'run') return 0;
    if (kind === (accepts === 'letter' ? LETTER : DIGIT)) return 0;
  }
  if (classFolds === 0) return DIFFERENT;
  return looksLikeKind(literal.lookalikes, glyphs.base[at] ?? 0, kindOf(accepts)) ? 1 : DIFFERENT;
}

/** Scratch space of `skipRuns`, empty between calls. */
const kinds: (State | undefined)[] = [];

/** A run may be empty or end here, so the position after it may be next too. Keeps the cheapest of equal states. */
function skipRuns({ positions }: Pattern, states: State[]): readonly State[] {
  const seen: number[] = [];
  for (let state = states.pop(); state; state = states.pop()) {
    const kind = state.next * 4 + (state.inRun ? 2 : 0) + (state.isSpaced ? 1 : 0);
    const rival = kinds[kind];
    if (rival && costOf(rival) <= costOf(state)) continue;
    if (!rival) seen.push(kind);
    kinds[kind] = state;
    const position = positions[state.next];
    if (position?.accepts !== 'run') continue;
    const isSpaced = !state.inRun && (state.isSpaced || position.isSpaced);
    const { next, literalFolds, folds, folded } = state;
    states.push({ next: next + 1, inRun: false, isSpaced, literalFolds, folds, folded });
  }
  for (const kind of seen) {
    const best = kinds[kind];
    if (best) states.push(best);
    kinds[kind] = undefined;
  }
  return states;
}

export function cheapestComplete(
  { positions }: Pattern,
  states: readonly State[],
): State | undefined {
  let best: State | undefined;
  for (const state of states) {
    if (state.next !== positions.length) continue;
    if (!best || costOf(state) < costOf(best)) best = state;
  }
  return best;
}

export const costOf = ({ literalFolds, folds }: State): number => literalFolds * 1000 + folds;

export function foldedOf(state: State): readonly number[] {
  const folded: number[] = [];
  for (let list = state.folded; list; list = list.before) folded.unshift(list.glyph);
  return folded;
}

/** Letters and digits as the mask takes them, so that a look-alike of a digit is that digit. */
export function readAs(
  { literal }: Pattern,
  { base }: Glyphs,
  path: readonly number[],
  folded: FoldedList | undefined,
): string {
  const as = new Map<number, number>();
  for (let list = folded; list; list = list.before) {
    const { glyph, accepts } = list;
    const code =
      typeof accepts === 'object'
        ? accepts.base
        : lookalikeOf(literal.lookalikes, base[glyph] ?? 0, kindOf(accepts));
    as.set(glyph, code);
  }
  let text = '';
  for (const glyph of path) text += String.fromCodePoint(as.get(glyph) ?? base[glyph] ?? 0);
  return text;
}
