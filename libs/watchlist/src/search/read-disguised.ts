import { LETTER } from '../text/characters.ts';
import { isLineEnd, SPACED, TOGETHER, type Glyphs } from '../text/glyphs.ts';
import type { Page } from '../text/page.ts';
import {
  compareGlyph,
  DIFFERENT,
  isEdge,
  isEndEdge,
  isSymbol,
  mayStep,
  stepsAfterLine,
} from './compare.ts';
import type { Literal } from './literal.ts';
import type { Reading } from './reading.ts';

/** Bounds the work at one place, such as a long run of one letter. */
const MAX_TRIES = 500;
/** Glyphs of one reading: nobody disguises more, and each takes room on the stack. */
const LONGEST_READING = 400;

/** How the current word is written so far. */
interface Spelling {
  /** Two of its letters stand together. */
  readonly isTogether: boolean;
  /** White space alone is between two of its letters. */
  readonly isSpaced: boolean;
}

const NEW_WORD: Spelling = { isTogether: false, isSpaced: false };

/**
 * Reads a value whose letters are repeated or set apart, as in `freee m.o.n.e.y` or `k-e-e-p o u t`, with look-alikes within the
 * budget. White space sets letters apart only if no two letters of the word stand together. `undefined` if nothing is disguised.
 */
export function readDisguised(page: Page, literal: Literal, start: number): Reading | undefined {
  const glyphs = page.glyphs(literal.lookalikes.view);
  const [first] = literal.glyphs;
  if (!first || compareGlyph(glyphs, start, first, literal) === DIFFERENT) return undefined;
  if (!isEdge(glyphs, start, literal.boundary)) return undefined;
  const reader = new DisguisedReader(page, glyphs, literal);
  reader.take(start, 0, 0, literal.joinLines, NEW_WORD);
  return reader.best;
}

class DisguisedReader {
  readonly #page: Page;
  readonly #glyphs: Glyphs;
  readonly #literal: Literal;
  readonly #path: number[] = [];
  readonly #folded: number[] = [];
  #disguises = 0;
  #tried = 0;
  #leastFolds: number;
  best: Reading | undefined;

  constructor(page: Page, glyphs: Glyphs, literal: Literal) {
    this.#page = page;
    this.#glyphs = glyphs;
    this.#literal = literal;
    this.#leastFolds = literal.folds + 1;
  }

  /** Takes the glyph `at` for position `index` of the value. */
  take(at: number, index: number, before: number, linesLeft: number, spelling: Spelling): void {
    const wanted = this.#literal.glyphs[index];
    if (this.#tried++ > MAX_TRIES || this.#path.length === LONGEST_READING || !wanted) return;
    const cost = compareGlyph(this.#glyphs, at, wanted, this.#literal);
    const folds = before + cost;
    if (cost === DIFFERENT || folds >= this.#leastFolds) return;
    this.#path.push(at);
    if (cost > 0) this.#folded.push(at);
    if (index === this.#literal.glyphs.length - 1) this.#finish(at, folds);
    this.#goOn(at, index, folds, linesLeft, spelling);
    this.#path.pop();
    if (cost > 0) this.#folded.pop();
  }

  #goOn(at: number, index: number, folds: number, linesLeft: number, spelling: Spelling): void {
    if (isLineEnd(this.#glyphs, at)) return this.#goOnInNextLine(at, index, folds, linesLeft);
    let next = at + 1;
    let gap = this.#glyphs.gap[next] ?? TOGETHER;
    this.#repeat(next, at, index, folds, linesLeft, spelling, gap);
    this.#advance(next, index, folds, linesLeft, spelling, gap);
    // A symbol that is no letter is punctuation.
    while (isSymbol(this.#glyphs, next) && !isLineEnd(this.#glyphs, next)) {
      next++;
      gap = PUNCTUATED;
      this.#advance(next, index, folds, linesLeft, spelling, gap);
    }
  }

  #goOnInNextLine(at: number, index: number, folds: number, linesLeft: number): void {
    if (this.#literal.glyphs[index + 1]?.gap !== true) return;
    const line = this.#glyphs.line[at] ?? 0;
    for (const step of stepsAfterLine(this.#glyphs, this.#page.graph, line)) {
      if (step.how === 'hyphen' || !mayStep(this.#literal, step, linesLeft)) continue;
      const left = step.how === 'below' ? linesLeft - 1 : linesLeft;
      this.take(step.glyph, index + 1, folds, left, NEW_WORD);
    }
  }

  #repeat(
    next: number,
    at: number,
    index: number,
    folds: number,
    linesLeft: number,
    spelling: Spelling,
    gap: number,
  ): void {
    const isSame = this.#glyphs.folded[next] === this.#glyphs.folded[at];
    const isLetter = this.#literal.glyphs[index]?.kind === LETTER;
    if (!isSame || !isLetter) return;
    const spelt = gap === TOGETHER ? spelling : spellingAfter(spelling, gap);
    if (!spelt) return;
    this.#disguises++;
    this.take(next, index, folds, linesLeft, spelt);
    this.#disguises--;
  }

  #advance(
    next: number,
    index: number,
    folds: number,
    linesLeft: number,
    spelling: Spelling,
    gap: number,
  ): void {
    const [taken, wanted] = [this.#literal.glyphs[index], this.#literal.glyphs[index + 1]];
    if (!taken || !wanted) return;
    if (wanted.gap) return this.take(next, index + 1, folds, linesLeft, NEW_WORD);
    const isApart = gap !== TOGETHER;
    if (isApart && (taken.kind !== LETTER || wanted.kind !== LETTER)) return;
    const spelt = spellingAfter(spelling, gap);
    if (!spelt) return;
    this.#disguises += isApart ? 1 : 0;
    this.take(next, index + 1, folds, linesLeft, spelt);
    this.#disguises -= isApart ? 1 : 0;
  }

  #finish(last: number, folds: number): void {
    if (this.#disguises + folds === 0) return;
    if (!isEndEdge(this.#glyphs, last, this.#literal.boundary)) return;
    this.#leastFolds = folds;
    this.best = {
      path: [...this.#path],
      folded: [...this.#folded],
      folds,
      edits: 0,
      isDisguised: true,
    };
  }
}

/** Like any gap that is more than white space. */
const PUNCTUATED = -1;

/** `undefined` if white space is inside a word whose letters stand together elsewhere. */
function spellingAfter(before: Spelling, gap: number): Spelling | undefined {
  const isTogether = before.isTogether || gap === TOGETHER;
  const isSpaced = before.isSpaced || gap === SPACED;
  return isTogether && isSpaced ? undefined : { isTogether, isSpaced };
}
