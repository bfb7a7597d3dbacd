import type { Boundary } from '../rule.ts';
import { CJK, DIGIT, SYMBOL } from '../text/characters.ts';
import { isLineEnd, isTokenStart, JOINT, SPACED, type Glyphs } from '../text/glyphs.ts';
import { NO_LINE, type LineGraph } from '../text/line-graph.ts';
import type { Literal, ValueGlyph } from './literal.ts';

export const DIFFERENT = -1;
export const EQUAL = 0;
export const LOOKALIKE = 1;

export function compareGlyph(
  glyphs: Glyphs,
  at: number,
  wanted: ValueGlyph,
  literal: Literal,
): -1 | 0 | 1 {
  const accents = literal.foldAccents || (glyphs.accents.get(at) ?? '') === wanted.accents;
  const isEqual = literal.caseSensitive
    ? glyphs.base[at] === wanted.base && glyphs.folded[at] === wanted.folded
    : glyphs.folded[at] === wanted.folded;
  if (isEqual && accents) return EQUAL;
  if (!accents || !looksLike(glyphs.base[at] ?? 0, wanted, literal)) return DIFFERENT;
  const isSameKind = isNumeral(glyphs, at) === (wanted.kind === DIGIT);
  return literal.keepsDigits && !isSameKind ? DIFFERENT : LOOKALIKE;
}

function looksLike(base: number, { buckets, latin }: ValueGlyph, { lookalikes }: Literal): boolean {
  if (buckets !== 0 && ((lookalikes.bitsOf.get(base) ?? 0) & buckets) !== 0) return true;
  return latin.length > 0 && latin.includes(lookalikes.latinOf.get(base) ?? base);
}

/** Whether a hit may begin at this glyph, or end before it. */
export function isEdge(glyphs: Glyphs, at: number, boundary: Boundary): boolean {
  if (boundary === 'none') return true;
  if (isTokenStart(glyphs, at)) return boundary !== 'compound' || !isInCompound(glyphs, at);
  return boundary === 'type-change' && isNumeral(glyphs, at) !== isNumeral(glyphs, at - 1);
}

/** With `boundary: compound`, `state-of-the-art` is one word; a symbol that may be a letter is none that a hyphen joins. */
function isInCompound(glyphs: Glyphs, at: number): boolean {
  const { gap, line, lineFirst } = glyphs;
  const isBetweenLetters = !isSymbol(glyphs, at) && !isSymbol(glyphs, at - 1);
  return gap[at] === JOINT && isBetweenLetters && at !== lineFirst[line[at] ?? 0];
}

function isNumeral(glyphs: Glyphs, at: number): boolean {
  return glyphs.kind[at] === DIGIT;
}

export function isEndEdge(glyphs: Glyphs, at: number, boundary: Boundary): boolean {
  return isLineEnd(glyphs, at) || isEdge(glyphs, at + 1, boundary);
}

/** Where the text continues after a glyph, and how it gets there. */
export interface Step {
  readonly glyph: number;
  readonly how: 'line' | 'row' | 'below' | 'hyphen';
}

/** Cached, because every value that reaches the end of a line needs it. */
const known = new WeakMap<Glyphs, Map<number, readonly Step[]>>();

/** Where the text may continue after the last glyph of a line. */
export function stepsAfterLine(glyphs: Glyphs, graph: LineGraph, line: number): readonly Step[] {
  let ofGlyphs = known.get(glyphs);
  if (!ofGlyphs) known.set(glyphs, (ofGlyphs = new Map()));
  let steps = ofGlyphs.get(line);
  if (!steps) ofGlyphs.set(line, (steps = findSteps(glyphs, graph, line)));
  return steps;
}

function findSteps(glyphs: Glyphs, graph: LineGraph, line: number): readonly Step[] {
  const steps: Step[] = [];
  const go = (to: number | undefined, how: Step['how']): void => {
    if (to === undefined || to === NO_LINE) return;
    const glyph = glyphs.lineFirst[to] ?? 0;
    if (!steps.some((step) => step.glyph === glyph && step.how === how)) steps.push({ glyph, how });
  };
  if (glyphs.hyphenated[line] === 1) {
    go(graph.below[line], 'hyphen');
    go(graph.wrap[line], 'hyphen');
  }
  go(graph.right[line], 'row');
  go(graph.below[line], 'below');
  go(graph.wrap[line], 'below');
  return steps;
}

/** Whether a reading of `literal` that may still use `linesLeft` lines may take this step. */
export function mayStep(literal: Literal, { how }: Step, linesLeft: number): boolean {
  if (how === 'row') return literal.crossesRows;
  if (how === 'below') return linesLeft > 0;
  return how === 'line' || literal.mayHyphenate;
}

/** Whether a space or punctuation that the value does not have may precede this glyph. */
export function mayInterrupt(literal: Literal, glyphs: Glyphs, from: number, to: number): boolean {
  if (literal.isNumber) {
    const isInLine = glyphs.line[from] === glyphs.line[to];
    return literal.maySplit && isInLine && glyphs.gap[to] === SPACED;
  }
  return literal.maySplit || glyphs.kind[from] === CJK || glyphs.kind[to] === CJK;
}

export function isSymbol(glyphs: Glyphs, at: number): boolean {
  return glyphs.kind[at] === SYMBOL;
}
