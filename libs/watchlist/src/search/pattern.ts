import type { Check, ValueMatching } from '../rule.ts';
import { ACCENT, characterOf, DIGIT, isLetterOrDigit, LETTER } from '../text/characters.ts';
import { endOf, isLineEnd, TOGETHER, type Glyphs } from '../text/glyphs.ts';
import { lookalikeOf, looksLikeKind } from '../text/lookalikes.ts';
import { normalise } from '../text/normalise.ts';
import type { Page } from '../text/page.ts';
import { sheetAt } from '../text/sheets.ts';
import { foldBudget } from './budget.ts';
import { MAX_WRONG, wrongCheck } from './check-digits.ts';
import { compareGlyph, DIFFERENT, EQUAL, isEdge, isEndEdge, isSymbol } from './compare.ts';
import { hitOf, type Findings, type Hit } from './hit.ts';
import { MAX_PLACES } from './limits.ts';
import { compileLiteral, type Literal, type ValueGlyph } from './literal.ts';

/*
 * A mask matches glyph by glyph:
 *
 *     A letter   9 digit   ? letter or digit   * any run of them   \x the character x   space, dash: any punctuation
 *
 * The fixed part has the look-alike budget of the whole mask. Classes accept no look-alikes by default: a mask such as
 * A99999 would match every six-digit number that begins with 1.
 */
type Class = 'letter' | 'digit' | 'any' | 'run';

interface Position {
  readonly accepts: Class | ValueGlyph;
  /** Preceded by a space or dash, which matches any punctuation, white space, or nothing. */
  readonly isSpaced: boolean;
  /** Other punctuation that must precede it. */
  readonly punctuation: string;
}

export interface Pattern {
  readonly value: string;
  readonly positions: readonly Position[];
  readonly trailing: string;
  readonly literal: Literal;
  /** Look-alikes in the fixed part, and in classes. */
  readonly folds: number;
  readonly classFolds: number;
  readonly isTolerant: boolean;
  readonly hasRun: boolean;
  /** A match may contain something other than letters and digits. */
  readonly hasBreaks: boolean;
  /** Line ends that a match may cross, where a terminal or column broke a token. */
  readonly joinLines: number;
  readonly check: Check | undefined;
  /** Scratch space of `skipRuns`, empty between calls. */
  readonly kinds: (State | undefined)[];
}

const CLASSES: Readonly<Record<string, Class>> = {
  A: 'letter',
  '9': 'digit',
  '?': 'any',
  '*': 'run',
};
/** No plate or serial number is longer; bounds the cost of `*` on a long run. */
const LONGEST_HIT = 256;

export function compilePattern(value: string, matching: ValueMatching): Pattern {
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
  const fixed = positions.filter(({ accepts }) => accepts !== 'run');
  const { length } = fixed;
  const classes = fixed.filter(({ accepts }) => typeof accepts === 'string').length;
  const takesClasses = matching.tolerance !== 'none' && matching.tolerance !== 'literals';
  return {
    value,
    positions,
    trailing: punctuation,
    literal: compileLiteral('x', matching),
    folds: foldBudget(matching, length),
    classFolds: takesClasses ? Math.ceil(classes / 4) : 0,
    isTolerant: matching.tolerance !== 'none',
    hasRun: positions.some(({ accepts }) => accepts === 'run'),
    hasBreaks: positions.some((position) => position.isSpaced || position.punctuation !== ''),
    joinLines: matching.joinLines ?? 0,
    check: matching.check,
    kinds: Array.from({ length: (positions.length + 1) * 4 }, () => undefined),
  };
}

/** A state of the automaton: one way to match the mask up to here. */
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
  readonly accepts: Class | ValueGlyph;
  readonly before: FoldedList | undefined;
}

function glyphsForPattern(page: Page, { literal }: Pattern): Glyphs {
  return page.glyphs(literal.lookalikes.view);
}

/** With a run in the mask, matches do not overlap. */
export function findPattern(page: Page, pattern: Pattern): Findings {
  const glyphs = glyphsForPattern(page, pattern);
  const shortest = pattern.hasRun ? shortestFrom(glyphs, pattern) : undefined;
  const hits: Hit[] = [];
  let wrong = 0;
  for (let start = 0; start < glyphs.count; start++) {
    if (hits.length >= MAX_PLACES) {
      return { hits, limits: [{ kind: 'places', value: pattern.value }] };
    }
    if (shortest ? (shortest[start] ?? 0) > LONGEST_HIT : !mayBegin(glyphs, pattern, start))
      continue;
    const read = readPattern(page, pattern, start);
    if (!read) continue;
    const isChecked = pattern.check !== undefined && read.hit.tooFar !== undefined;
    if (isChecked && wrong++ >= MAX_WRONG) continue;
    hits.push(read.hit);
    if (pattern.hasRun && read.hit.tooFar === undefined) start = read.end;
  }
  return { hits, limits: [] };
}

function mayBegin(glyphs: Glyphs, pattern: Pattern, start: number): boolean {
  const first = pattern.positions[0];
  return first !== undefined && fits(glyphs, pattern, first.accepts, start) !== DIFFERENT;
}

/**
 * The fewest glyphs that a match from each glyph on could have, ignoring punctuation and budgets; above `LONGEST_HIT` where
 * there is none. Computed backwards in one pass, so that a long run is not scanned again from each of its glyphs.
 */
function shortestFrom(glyphs: Glyphs, pattern: Pattern): Int32Array {
  const { positions } = pattern;
  const never = LONGEST_HIT + 1;
  const shortest = new Int32Array(glyphs.count);
  const atEnd = nothingLeft(pattern, never);
  let next = new Int32Array(positions.length + 1);
  let here = new Int32Array(positions.length + 1);
  for (let at = glyphs.count - 1; at >= 0; at--) {
    const isEnd = isLineEnd(glyphs, at);
    const isBroken = glyphs.gap[at + 1] !== TOGETHER && !pattern.hasBreaks;
    if (isEnd ? pattern.joinLines === 0 : isBroken) next.set(atEnd);
    here[positions.length] = 0;
    const isHere = fittingAt(glyphs, pattern, at);
    const passed = isSymbol(glyphs, at);
    for (let index = positions.length - 1; index >= 0; index--) {
      const accepts = positions[index]?.accepts ?? 'any';
      const isRun = accepts === 'run';
      let least = isRun ? (here[index + 1] ?? never) : never;
      const after = (isRun ? next[index] : next[index + 1]) ?? never;
      if (after + 1 < least && isHere(accepts)) least = after + 1;
      if (passed) least = Math.min(least, (next[index] ?? never) + 1);
      here[index] = least;
    }
    shortest[at] = here[0] ?? never;
    [next, here] = [here, next];
  }
  return shortest;
}

/** After the last glyph of a line, the rest of the mask may only be empty runs. */
function nothingLeft({ positions }: Pattern, never: number): number[] {
  const left = new Array<number>(positions.length + 1).fill(never);
  for (let index = positions.length; index >= 0; index--) {
    const isDone = index === positions.length || positions[index]?.accepts === 'run';
    if (!isDone) break;
    left[index] = 0;
  }
  return left;
}

/** Which position accepts a glyph; tests each class only once, however many positions there are. */
function fittingAt(
  glyphs: Glyphs,
  pattern: Pattern,
  at: number,
): (accepts: Class | ValueGlyph) => boolean {
  const isLetter = fits(glyphs, pattern, 'letter', at) !== DIFFERENT;
  const isDigit = fits(glyphs, pattern, 'digit', at) !== DIFFERENT;
  const isAny = fits(glyphs, pattern, 'any', at) !== DIFFERENT;
  return (accepts) => {
    if (accepts === 'letter') return isLetter;
    if (accepts === 'digit') return isDigit;
    if (typeof accepts === 'string') return isAny;
    return fits(glyphs, pattern, accepts, at) !== DIFFERENT;
  };
}

/** The match at `start` with the fewest look-alikes; of several, the longest. */
function readPattern(
  page: Page,
  pattern: Pattern,
  start: number,
): { hit: Hit; end: number } | undefined {
  const glyphs = glyphsForPattern(page, pattern);
  if (!isEdge(glyphs, start, pattern.literal.boundary)) return undefined;
  if (!followsPunctuation(page, glyphs, pattern, start)) return undefined;
  let states: readonly State[] = skipRuns(pattern, [
    { next: 0, inRun: false, isSpaced: true, literalFolds: 0, folds: 0, folded: undefined },
  ]);
  let best: { state: State; end: number } | undefined;
  let joined = 0;
  for (let at = start; states.length > 0 && at - start < LONGEST_HIT; at++) {
    states = step(page, glyphs, pattern, states, at, start);
    const done = cheapestComplete(pattern, states);
    const isBest = done && (!best || costOf(done) <= costOf(best.state));
    if (isBest && mayEnd(page, glyphs, pattern, at)) best = { state: done, end: at };
    if (!isLineEnd(glyphs, at)) continue;
    joined += 1;
    if (joined > pattern.joinLines || !goesOn(page, glyphs, at)) break;
  }
  const hit = best && toHit(pattern, glyphs, start, best.end, best.state);
  return best && hit && { hit, end: best.end };
}

function step(
  page: Page,
  glyphs: Glyphs,
  pattern: Pattern,
  states: readonly State[],
  at: number,
  start: number,
): readonly State[] {
  const isJoined = at > start && isLineEnd(glyphs, at - 1);
  const isApart = at > start && (isJoined || glyphs.gap[at] !== TOGETHER);
  const gap = isApart ? page.flow.text.slice(endOf(glyphs, at - 1), glyphs.from[at]) : '';
  const between = isJoined ? gap.replace('\n', '') : gap;
  const next: State[] = [];
  for (const state of states) advance(glyphs, pattern, state, at, at === start, between, next);
  return skipRuns(pattern, next);
}

/** Whether the next glyph is on the next line of the same sheet. */
function goesOn({ sheets }: Page, { line, count }: Glyphs, at: number): boolean {
  const [here = 0, next = 0] = [line[at], line[at + 1]];
  return at + 1 < count && next === here + 1 && sheetAt(sheets, here) === sheetAt(sheets, next);
}

function mayEnd(page: Page, glyphs: Glyphs, pattern: Pattern, at: number): boolean {
  return (
    isEndEdge(glyphs, at, pattern.literal.boundary) &&
    precedesPunctuation(page, glyphs, pattern, at)
  );
}

function advance(
  glyphs: Glyphs,
  pattern: Pattern,
  state: State,
  at: number,
  isFirst: boolean,
  between: string,
  passed: State[],
): void {
  const position = pattern.positions[state.next];
  if (!position) return;
  const isSpaced = state.isSpaced || position.isSpaced;
  // A symbol that does not match as a letter may be punctuation.
  if (isSymbol(glyphs, at) && isSpaced && !isFirst) passed.push({ ...state, isSpaced: true });
  const { punctuation } = position;
  const mayFollow = state.inRun
    ? between === ''
    : isFirst || (isSpaced ? between.includes(punctuation) : between === punctuation);
  if (!mayFollow) return;
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

function fits(
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

/** A run may be empty or end here, so the position after it may be next too. Keeps the cheapest of equal states. */
function skipRuns({ positions, kinds }: Pattern, states: State[]): readonly State[] {
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

function cheapestComplete({ positions }: Pattern, states: readonly State[]): State | undefined {
  let best: State | undefined;
  for (const state of states) {
    if (state.next !== positions.length) continue;
    if (!best || costOf(state) < costOf(best)) best = state;
  }
  return best;
}

const costOf = ({ literalFolds, folds }: State): number => literalFolds * 1000 + folds;

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
  return page.flow.text.startsWith(trailing, endOf(glyphs, end));
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
  const wrong =
    pattern.check && wrongCheck(pattern.check, readAs(pattern, glyphs, path, state.folded));
  const isFoldedTooOften = literalFolds > pattern.folds;
  if (isFoldedTooOften && wrong !== undefined) return undefined;
  const tooFar = isFoldedTooOften
    ? `${literalFolds} look-alikes in its fixed part, at most ${pattern.folds} accepted`
    : wrong;
  return hitOf(pattern.value, { path, folded, folds, edits: 0 }, glyphs, tooFar);
}

/** Letters and digits as the mask takes them, so that a look-alike of a digit is that digit. */
function readAs(
  { literal }: Pattern,
  { base }: Glyphs,
  path: readonly number[],
  folded: FoldedList | undefined,
): string {
  const characters = new Map(path.map((glyph) => [glyph, base[glyph] ?? 0]));
  for (let list = folded; list; list = list.before) {
    const { glyph, accepts } = list;
    const own = base[glyph] ?? 0;
    const as =
      typeof accepts === 'object'
        ? accepts.base
        : lookalikeOf(literal.lookalikes, own, kindOf(accepts));
    characters.set(glyph, as);
  }
  return String.fromCodePoint(...characters.values());
}
