import type { RuleMatching } from '../rule.ts';
import { ACCENT, characterOf, CJK, DIGIT, isLetterOrDigit, LETTER } from '../text/characters.ts';
import { isLineEnd, type Glyphs } from '../text/glyphs.ts';
import { looksLikeKind } from '../text/lookalikes.ts';
import { normalise } from '../text/normalise.ts';
import type { Page } from '../text/page.ts';
import { foldBudget } from './budget.ts';
import { compareGlyph, DIFFERENT, EQUAL, isEdge, isEndEdge, isSymbol } from './compare.ts';
import { hitOf, type Hit } from './hit.ts';
import { compileLiteral, type Literal, type ValueGlyph } from './literal.ts';

/*
 * A mask is read glyph by glyph:
 *
 *     A letter   9 digit   ? letter or digit   * any run of them   \x the character x   space, dash: any punctuation
 */
type Class = 'letter' | 'digit' | 'any' | 'run';

interface Position {
  readonly accepts: Class | ValueGlyph;
  /** A space or dash stands before it: what is neither letter nor digit may stand there, or nothing. */
  readonly isSpaced: boolean;
  /** Other punctuation that must stand before it. */
  readonly punctuation: string;
}

export interface Pattern {
  readonly value: string;
  readonly positions: readonly Position[];
  readonly trailing: string;
  readonly literal: Literal;
  readonly folds: number;
  readonly isTolerant: boolean;
}

const CLASSES: Readonly<Record<string, Class>> = {
  A: 'letter',
  '9': 'digit',
  '?': 'any',
  '*': 'run',
};
/** Longer places are no plates or serial numbers, and `*` must not make long runs slow. */
const LONGEST_HIT = 256;

export function compilePattern(value: string, matching: RuleMatching): Pattern {
  const positions: Position[] = [];
  let isSpaced = false;
  let punctuation = '';
  const add = (accepts: Class | ValueGlyph): void => {
    positions.push({ accepts, isSpaced, punctuation });
    isSpaced = false;
    punctuation = '';
  };
  const characters = [...normalise(value)];
  for (let index = 0; index < characters.length; index++) {
    const isEscaped = characters[index] === '\\' && index + 1 < characters.length;
    const character = characters[isEscaped ? ++index : index] ?? '';
    const { kind } = characterOf(character.codePointAt(0) ?? 0);
    const classified = isEscaped ? undefined : CLASSES[character];
    if (classified) add(classified);
    else if (isLetterOrDigit(kind)) compileLiteral(character, matching).glyphs.forEach(add);
    else if (kind === ACCENT) continue;
    else if (!isEscaped && (character === ' ' || character === '-')) isSpaced = true;
    else punctuation += character;
  }
  const length = positions.filter(({ accepts }) => accepts !== 'run').length;
  return {
    value,
    positions,
    trailing: punctuation,
    literal: compileLiteral('x', matching),
    folds: foldBudget(matching, length),
    isTolerant: matching.tolerance !== 'none',
  };
}

/** One way to have read the mask so far. */
interface State {
  readonly next: number;
  /** Inside the run at `next`. */
  readonly inRun: boolean;
  readonly isSpaced: boolean;
  readonly literalFolds: number;
  readonly folds: number;
  readonly folded: FoldedList | undefined;
}

interface FoldedList {
  readonly glyph: number;
  readonly before: FoldedList | undefined;
}

export function glyphsForPattern(page: Page, { literal }: Pattern): Glyphs {
  return page.glyphs(literal.lookalikes.hasPairs ? 'loose' : 'strict');
}

/** The place where the mask fits from `start` on, with the fewest look-alikes, then the longest. */
export function readPattern(page: Page, pattern: Pattern, start: number): Hit | undefined {
  const glyphs = glyphsForPattern(page, pattern);
  if (!isEdge(glyphs, start, pattern.literal.boundary)) return undefined;
  if (!followsPunctuation(page, glyphs, pattern, start)) return undefined;
  let states: readonly State[] = skipRuns(pattern, [
    { next: 0, inRun: false, isSpaced: true, literalFolds: 0, folds: 0, folded: undefined },
  ]);
  let best: { state: State; end: number } | undefined;
  for (let at = start; states.length > 0 && at - start < LONGEST_HIT; at++) {
    states = step(page, glyphs, pattern, states, at, start);
    const done = states.find((state) => isComplete(pattern, state));
    const isEnd =
      isEndEdge(glyphs, at, pattern.literal.boundary) &&
      precedesPunctuation(page, glyphs, pattern, at);
    if (done && isEnd && (!best || costOf(done) <= costOf(best.state)))
      best = { state: done, end: at };
    if (isLineEnd(glyphs, at)) break;
  }
  return best && toHit(pattern, glyphs, start, best.end, best.state);
}

function step(
  page: Page,
  glyphs: Glyphs,
  pattern: Pattern,
  states: readonly State[],
  at: number,
  start: number,
): readonly State[] {
  const between = at === start ? '' : page.flow.text.slice(glyphs.to[at - 1], glyphs.from[at]);
  const next = states.flatMap((state) =>
    advance(glyphs, pattern, state, at, at === start, between),
  );
  return skipRuns(pattern, next);
}

function advance(
  glyphs: Glyphs,
  pattern: Pattern,
  state: State,
  at: number,
  isFirst: boolean,
  between: string,
): State[] {
  const position = pattern.positions[state.next];
  if (!position) return [];
  const isSpaced = state.isSpaced || position.isSpaced;
  const passed: State[] = [];
  // A symbol that is no letter here is punctuation.
  if (isSymbol(glyphs, at) && isSpaced && !isFirst) passed.push({ ...state, isSpaced: true });
  const { punctuation } = position;
  const mayFollow = state.inRun
    ? between === ''
    : isFirst || (isSpaced ? between.includes(punctuation) : between === punctuation);
  if (!mayFollow) return passed;
  const fit = fits(glyphs, pattern, position.accepts, at);
  if (fit === DIFFERENT) return passed;
  const isRun = position.accepts === 'run';
  const isLiteral = typeof position.accepts === 'object';
  passed.push({
    next: isRun ? state.next : state.next + 1,
    inRun: isRun,
    isSpaced: false,
    literalFolds: state.literalFolds + (isLiteral ? fit : 0),
    folds: state.folds + fit,
    folded: fit === 0 ? state.folded : { glyph: at, before: state.folded },
  });
  return passed;
}

function fits(
  glyphs: Glyphs,
  { literal, isTolerant }: Pattern,
  accepts: Class | ValueGlyph,
  at: number,
): -1 | 0 | 1 {
  if (typeof accepts === 'object') {
    const difference = compareGlyph(glyphs, at, accepts, literal);
    return difference === EQUAL || isTolerant || difference === DIFFERENT ? difference : 1;
  }
  const kind = glyphs.kind[at] ?? 0;
  const isLetter = kind === LETTER || kind === CJK;
  if (isLetterOrDigit(kind)) {
    if (accepts === 'any' || accepts === 'run') return 0;
    if (accepts === 'letter' ? isLetter : kind === DIGIT) return 0;
  }
  if (!isTolerant) return DIFFERENT;
  const wanted = accepts === 'digit' ? DIGIT : LETTER;
  return looksLikeKind(literal.lookalikes, glyphs.base[at] ?? 0, wanted) ? 1 : DIFFERENT;
}

/** A run may be empty or over: then the position after it is next, too. Keeps the cheapest state of each kind. */
function skipRuns(pattern: Pattern, states: readonly State[]): readonly State[] {
  const best = new Map<number, State>();
  const queue = [...states];
  for (let state = queue.pop(); state; state = queue.pop()) {
    const key = state.next * 4 + (state.inRun ? 2 : 0) + (state.isSpaced ? 1 : 0);
    const rival = best.get(key);
    if (rival && costOf(rival) <= costOf(state)) continue;
    best.set(key, state);
    const position = pattern.positions[state.next];
    if (position?.accepts !== 'run') continue;
    const isSpaced = !state.inRun && (state.isSpaced || position.isSpaced);
    queue.push({ ...state, next: state.next + 1, inRun: false, isSpaced });
  }
  return [...best.values()].sort((a, b) => costOf(a) - costOf(b));
}

const costOf = ({ literalFolds, folds }: State): number => literalFolds * 1000 + folds;

function isComplete({ positions }: Pattern, { next }: State): boolean {
  return next === positions.length;
}

function followsPunctuation(
  page: Page,
  glyphs: Glyphs,
  { positions }: Pattern,
  start: number,
): boolean {
  const { punctuation = '' } = positions[0] ?? {};
  const from = glyphs.from[start] ?? 0;
  return page.flow.text.endsWith(punctuation, from);
}

function precedesPunctuation(
  page: Page,
  glyphs: Glyphs,
  { trailing }: Pattern,
  end: number,
): boolean {
  return page.flow.text.startsWith(trailing, glyphs.to[end] ?? 0);
}

function toHit(
  pattern: Pattern,
  glyphs: Glyphs,
  start: number,
  end: number,
  state: State,
): Hit | undefined {
  const { literalFolds, folds } = state;
  if (literalFolds > pattern.folds + 1) return undefined;
  const path = Array.from({ length: end - start + 1 }, (_, offset) => start + offset);
  const folded: number[] = [];
  for (let list = state.folded; list; list = list.before) folded.unshift(list.glyph);
  const tooFar =
    literalFolds > pattern.folds
      ? `${literalFolds} look-alikes in its fixed part, at most ${pattern.folds} are accepted`
      : undefined;
  return hitOf(pattern.value, { path, folded, folds, edits: 0 }, glyphs, tooFar);
}
