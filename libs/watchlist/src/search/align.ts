import { DIGIT } from '../text/characters.ts';
import { isLineEnd, SPACED, TOGETHER, type Glyphs } from '../text/glyphs.ts';
import type { Page } from '../text/page.ts';
import { wordGap } from '../text/word-gap.ts';
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
import { MAX_HYPHENS } from './limits.ts';
import { isPairAt, type Literal } from './literal.ts';
import type { Reading } from './reading.ts';

/** Glyphs tried for one value at one place: bounds the work on a hostile page whose lines branch endlessly. */
const MAX_TRIES = 5_000;
/** Costs more than any number of look-alikes, so that an accepted reading always wins over a near miss. */
const ODDITY = 1024;

/**
 * Aligns a value with the text at `start`, with look-alikes but no edits: the alignment with the fewest look-alikes.
 * Includes near misses (one look-alike or one line too many, or one word cut in two), otherwise `undefined`.
 */
export function readFolded(page: Page, literal: Literal, start: number): Reading | undefined {
  const glyphs = page.glyphs(literal.lookalikes.view);
  const first = literal.glyphs[0];
  const hasPairs = literal.lookalikes.pairs.length > 0;
  const mayBegin = first && (hasPairs || compareGlyph(glyphs, start, first, literal) !== DIFFERENT);
  if (!mayBegin || !isEdge(glyphs, start, literal.boundary)) return undefined;
  const reader = new FoldedReader(page, glyphs, literal);
  reader.read(start, 0, 0, literal.joinLines);
  return reader.best;
}

class FoldedReader {
  readonly #page: Page;
  readonly #glyphs: Glyphs;
  readonly #literal: Literal;
  readonly #path: number[] = [];
  readonly #folded: number[] = [];
  readonly #hasPairs: boolean;
  #glued = 0;
  #hyphens = 0;
  /** Width of the gap that cuts a word in two; `undefined` while no word is cut. */
  #cutWidth: number | undefined;
  /** How many times a single word continues in the next line. */
  #wraps = 0;
  #isRarePairTaken = false;
  #leastCost = Infinity;
  #tried = 0;
  best: Reading | undefined;

  constructor(page: Page, glyphs: Glyphs, literal: Literal) {
    this.#page = page;
    this.#glyphs = glyphs;
    this.#literal = literal;
    const { pairs, shortestPaired } = literal.lookalikes;
    this.#hasPairs = pairs.length > 0 && literal.length >= shortestPaired;
  }

  /** Compares the value from position `index` with the text from glyph `at`. */
  read(at: number, index: number, folds: number, linesLeft: number): void {
    if (this.#tried++ > MAX_TRIES) return;
    const wanted = this.#literal.glyphs[index];
    if (!wanted) return;
    const cost = compareGlyph(this.#glyphs, at, wanted, this.#literal);
    if (cost !== DIFFERENT) this.#take([at], cost, index + 1, folds, linesLeft);
    if (this.#hasPairs) this.#readPairs(at, index, folds, linesLeft);
    if (index > 0 && isSymbol(this.#glyphs, at)) this.#goOn(at, index, folds, linesLeft, true);
  }

  #readPairs(at: number, index: number, folds: number, linesLeft: number): void {
    for (const pair of this.#literal.lookalikes.pairs) {
      if (pair.isRare && this.#isRarePairTaken) continue;
      if (!isPairAt(this.#literal, index, pair) || !this.#shows(at, pair.readBases)) continue;
      const taken = pair.readBases.map((_, offset) => at + offset);
      this.#isRarePairTaken ||= pair.isRare;
      this.#take(taken, 1, index + pair.writtenBases.length, folds, linesLeft);
      if (pair.isRare) this.#isRarePairTaken = false;
    }
  }

  /** Whether these very glyphs follow one another in one line, uninterrupted. */
  #shows(at: number, bases: readonly number[]): boolean {
    const { base, gap, line } = this.#glyphs;
    for (let offset = 0; offset < bases.length; offset++) {
      if (base[at + offset] !== bases[offset] || line[at + offset] !== line[at]) return false;
      if (offset > 0 && gap[at + offset] !== TOGETHER) return false;
    }
    return true;
  }

  #take(
    taken: readonly number[],
    cost: number,
    index: number,
    before: number,
    linesLeft: number,
  ): void {
    const folds = before + cost;
    // A near miss has one look-alike too many, and no other fault.
    if (folds > this.#literal.folds + 1 || folds >= this.#leastCost) return;
    this.#path.push(...taken);
    if (cost > 0) this.#folded.push(...taken);
    const last = taken[taken.length - 1] ?? 0;
    if (index === this.#literal.glyphs.length) this.#finish(last, folds, linesLeft);
    else this.#goOn(last, index, folds, linesLeft, false);
    this.#path.length -= taken.length;
    if (cost > 0) this.#folded.length -= taken.length;
  }

  #goOn(from: number, index: number, folds: number, linesLeft: number, interrupted: boolean): void {
    const { line, gap } = this.#glyphs;
    if (!isLineEnd(this.#glyphs, from)) {
      const isInterrupted = interrupted || gap[from + 1] !== TOGETHER;
      this.#step({ glyph: from + 1, how: 'line' }, from, index, folds, linesLeft, isInterrupted);
      return;
    }
    const nearest = this.#literal.isNearMissed ? 1 : 0;
    for (const step of stepsAfterLine(this.#glyphs, this.#page.graph, line[from] ?? 0)) {
      const isCut = step.how === 'row' && this.#literal.isNearMissed;
      if (!isCut && !mayStep(this.#literal, step, linesLeft + nearest)) continue;
      const left = step.how === 'below' ? linesLeft - 1 : linesLeft;
      this.#step(step, from, index, folds, left, step.how !== 'hyphen');
    }
  }

  #step(
    step: Step,
    from: number,
    index: number,
    folds: number,
    linesLeft: number,
    isInterrupted: boolean,
  ): void {
    const { glyph, how } = step;
    const isGap = this.#literal.glyphs[index]?.gap === true;
    if (how === 'hyphen' && (isGap || this.#hyphens === MAX_HYPHENS)) return;
    const mayPass =
      isGap || !isInterrupted || mayInterrupt(this.#literal, this.#glyphs, from, glyph);
    if (!mayPass) return this.#readBroken(step, from, index, folds, linesLeft);
    const isGlued = isGap && !isInterrupted && !isSymbol(this.#glyphs, glyph) && how === 'line';
    this.#glued += isGlued ? 1 : 0;
    this.#hyphens += how === 'hyphen' ? 1 : 0;
    this.read(glyph, index, folds, linesLeft);
    this.#glued -= isGlued ? 1 : 0;
    this.#hyphens -= how === 'hyphen' ? 1 : 0;
    return undefined;
  }

  /** Continues in the middle of a word: across one space, or across a line end if the value is a single word. */
  #readBroken(
    { glyph, how }: Step,
    from: number,
    index: number,
    folds: number,
    linesLeft: number,
  ): void {
    if (how === 'below') {
      if (!this.#literal.isSingleWord) return;
      this.#wraps++;
      this.read(glyph, index, folds, linesLeft);
      this.#wraps--;
    } else if (this.#isCut(how, from, glyph)) {
      this.#cutWidth = wordGap(this.#page, this.#glyphs, from, glyph);
      this.read(glyph, index, folds, linesLeft);
      this.#cutWidth = undefined;
    }
  }

  /** White space within a word of the value, but not within a number. */
  #isCut(how: Step['how'], from: number, to: number): boolean {
    const { gap, kind } = this.#glyphs;
    if (!this.#literal.isNearMissed || this.#cutWidth !== undefined) return false;
    if (kind[from] === DIGIT && kind[to] === DIGIT) return false;
    return how === 'row' || gap[to] === SPACED;
  }

  #finish(last: number, folds: number, linesLeft: number): void {
    if (!isEndEdge(this.#glyphs, last, this.#literal.boundary)) return;
    const isCut = this.#cutWidth !== undefined;
    const isLineTooLong = linesLeft < 0;
    // A broken word must be perfect otherwise.
    const isBroken = isCut || (isLineTooLong && this.#wraps > 0);
    if (isBroken && folds + this.#glued + this.#hyphens > 0) return;
    if (isLineTooLong && (isCut || folds > this.#literal.folds)) return;
    const cost = folds + (isCut || isLineTooLong ? ODDITY : 0);
    if (cost >= this.#leastCost) return;
    this.#leastCost = cost;
    this.best = {
      path: [...this.#path],
      folded: [...this.#folded],
      folds,
      edits: 0,
      ...this.#howJoined(),
      ...(isLineTooLong ? { isLineTooLong } : {}),
    };
  }

  #howJoined(): Pick<Reading, 'joined' | 'cutWidth'> {
    if (this.#cutWidth !== undefined) return { joined: 'cut', cutWidth: this.#cutWidth };
    if (this.#hyphens > 0) return { joined: 'hyphen' };
    return this.#glued > 0 ? { joined: 'glued' } : {};
  }
}
