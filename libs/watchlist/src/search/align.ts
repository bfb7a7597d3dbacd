import { LOOSE_PAIRS } from '../text/lookalikes.ts';
import { isLineEnd, type Glyphs } from '../text/glyphs.ts';
import type { Page } from '../text/page.ts';
import {
  compareGlyph,
  DIFFERENT,
  isEdge,
  isEndEdge,
  isSymbol,
  mayInterrupt,
  mayStep,
  stepsAfterLine,
  type Step,
} from './compare.ts';
import { MOST_HYPHENS } from './limits.ts';
import type { Literal } from './literal.ts';
import type { Reading } from './reading.ts';

/** Glyphs tried for one value at one place: a page built to branch without end is given up on. */
const MOST_TRIED = 5_000;

/**
 * Reads a value from `start` on with look-alikes but no edits, in the way that needs fewest look-alikes; `undefined`
 * when it takes more than `mostFolds` or is not there at all.
 */
export function readFolded(
  page: Page,
  literal: Literal,
  start: number,
  mostFolds: number,
): Reading | undefined {
  const glyphs = page.glyphs(literal.lookalikes.hasPairs ? 'loose' : 'strict');
  const first = literal.glyphs[0];
  const { hasPairs } = literal.lookalikes;
  const mayBegin = first && (hasPairs || compareGlyph(glyphs, start, first, literal) !== DIFFERENT);
  if (!mayBegin || !isEdge(glyphs, start, literal.boundary)) return undefined;
  const reader = new FoldedReader(page, glyphs, literal, mostFolds);
  reader.read(start, 0, 0, literal.joinLines);
  return reader.best;
}

class FoldedReader {
  readonly #page: Page;
  readonly #glyphs: Glyphs;
  readonly #literal: Literal;
  readonly #path: number[] = [];
  readonly #folded: number[] = [];
  #glued = 0;
  #hyphens = 0;
  #mostFolds: number;
  #tried = 0;
  best: Reading | undefined;

  constructor(page: Page, glyphs: Glyphs, literal: Literal, mostFolds: number) {
    this.#page = page;
    this.#glyphs = glyphs;
    this.#literal = literal;
    this.#mostFolds = mostFolds;
  }

  /** Compares from value position `index` with the text from glyph `at`. */
  read(at: number, index: number, folds: number, linesLeft: number): void {
    if (this.#tried++ > MOST_TRIED) return;
    const wanted = this.#literal.glyphs[index];
    if (!wanted) return;
    const cost = compareGlyph(this.#glyphs, at, wanted, this.#literal);
    if (cost !== DIFFERENT) this.#take([at], cost, index + 1, folds, linesLeft);
    if (!this.#literal.lookalikes.hasPairs) return;
    this.#readPairs(at, index, folds, linesLeft);
    if (index > 0 && isSymbol(this.#glyphs, at)) this.#goOn(at, index, folds, linesLeft, true);
  }

  #readPairs(at: number, index: number, folds: number, linesLeft: number): void {
    for (const [pair, single] of LOOSE_PAIRS) {
      if (this.#wants(index, single) && this.#shows(at, pair)) {
        this.#take([at, at + 1], 1, index + 1, folds, linesLeft);
      }
      const isPairWanted =
        this.#wants(index, pair.charAt(0)) && this.#wants(index + 1, pair.charAt(1));
      if (isPairWanted && !this.#literal.glyphs[index + 1]?.gap && this.#shows(at, single)) {
        this.#take([at], 1, index + 2, folds, linesLeft);
      }
    }
  }

  #wants(index: number, glyph: string): boolean {
    const wanted = this.#literal.glyphs[index];
    const code = this.#literal.caseSensitive ? wanted?.base : wanted?.folded;
    return code === glyph.charCodeAt(0);
  }

  /** The glyphs as read, without interruption. */
  #shows(at: number, text: string): boolean {
    const { base, gap, line } = this.#glyphs;
    for (let offset = 0; offset < text.length; offset++) {
      if (base[at + offset] !== text.charCodeAt(offset)) return false;
      if (line[at + offset] !== line[at] || (offset > 0 && gap[at + offset] === 1)) return false;
    }
    return true;
  }

  #take(
    taken: readonly number[],
    cost: number,
    index: number,
    folds: number,
    linesLeft: number,
  ): void {
    if (folds + cost > this.#mostFolds) return;
    this.#path.push(...taken);
    if (cost > 0) this.#folded.push(...taken);
    const last = taken[taken.length - 1] ?? 0;
    if (index === this.#literal.glyphs.length) this.#finish(last, folds + cost);
    else this.#goOn(last, index, folds + cost, linesLeft, false);
    this.#path.length -= taken.length;
    if (cost > 0) this.#folded.length -= taken.length;
  }

  #goOn(from: number, index: number, folds: number, linesLeft: number, interrupted: boolean): void {
    const { line, gap } = this.#glyphs;
    if (!isLineEnd(this.#glyphs, from)) {
      const isInterrupted = interrupted || gap[from + 1] === 1;
      this.#step({ glyph: from + 1, how: 'line' }, from, index, folds, linesLeft, isInterrupted);
      return;
    }
    for (const step of stepsAfterLine(this.#glyphs, this.#page.graph, line[from] ?? 0)) {
      if (!mayStep(this.#literal, step, linesLeft)) continue;
      const left = step.how === 'below' ? linesLeft - 1 : linesLeft;
      this.#step(step, from, index, folds, left, step.how !== 'hyphen');
    }
  }

  #step(
    { glyph, how }: Step,
    from: number,
    index: number,
    folds: number,
    linesLeft: number,
    isInterrupted: boolean,
  ): void {
    const isGap = this.#literal.glyphs[index]?.gap === true;
    if (how === 'hyphen' && (isGap || this.#hyphens === MOST_HYPHENS)) return;
    const mayPass =
      isGap || !isInterrupted || mayInterrupt(this.#literal, this.#glyphs, from, glyph);
    if (!mayPass) return;
    const isGlued = isGap && !isInterrupted && !isSymbol(this.#glyphs, glyph) && how === 'line';
    this.#glued += isGlued ? 1 : 0;
    this.#hyphens += how === 'hyphen' ? 1 : 0;
    this.read(glyph, index, folds, linesLeft);
    this.#glued -= isGlued ? 1 : 0;
    this.#hyphens -= how === 'hyphen' ? 1 : 0;
  }

  #finish(last: number, folds: number): void {
    if (!isEndEdge(this.#glyphs, last, this.#literal.boundary)) return;
    this.#mostFolds = folds - 1;
    const joined = this.#hyphens > 0 ? 'hyphen' : this.#glued > 0 ? 'glued' : undefined;
    this.best = {
      path: [...this.#path],
      folded: [...this.#folded],
      folds,
      edits: 0,
      ...(joined ? { joined } : {}),
    };
  }
}
