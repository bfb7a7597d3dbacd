import { DIGIT } from '../text/characters.ts';
import { isLineEnd, TOGETHER, type Glyphs } from '../text/glyphs.ts';
import type { Page } from '../text/page.ts';
import {
  compareGlyph,
  EQUAL,
  isEdge,
  isEndEdge,
  LOOKALIKE,
  mayInterrupt,
  mayStep,
  stepsAfterLine,
  type Step,
} from './compare.ts';
import { MAX_HYPHENS } from './limits.ts';
import { isDigit, type Literal } from './literal.ts';
import type { Reading } from './reading.ts';

/** An edit outweighs any number of look-alikes; an outer edit, which may not be accepted, costs more than an inner one. */
const EDIT = 1024;
const OUTER = 512;
const IMPOSSIBLE = EDIT * EDIT;
const MAX_TRIES = 5_000;

/**
 * Aligns a value with the text at `start`, with at most `maxEdits` letters changed, added or dropped (Levenshtein; digits
 * must agree) and any number of look-alikes: the alignment with the fewest edits, then the fewest look-alikes.
 * Always uses the strict view, where a pair such as `rn` for `m` counts as an edit.
 */
export function readEdited(
  page: Page,
  literal: Literal,
  start: number,
  mostEdits: number,
): Reading | undefined {
  const glyphs = page.glyphs('strict');
  if (!isEdge(glyphs, start, literal.boundary)) return undefined;
  const reader = new EditedReader(page, glyphs, literal, mostEdits);
  reader.read(start);
  return reader.best;
}

interface Taken {
  readonly glyph: number;
  readonly isInterrupted: boolean;
  readonly isHyphen: boolean;
}

/**
 * Rows of the table, reused by one reader after another: a value is compared at up to a thousand places, and a table for
 * each would be garbage at once. Safe because reading is synchronous and never nested.
 */
let lent: Int32Array[] = [];
let lentWidth = 0;

function rowOf(depth: number, width: number): Int32Array {
  if (width !== lentWidth) {
    lent = [];
    lentWidth = width;
  }
  return (lent[depth] ??= new Int32Array(width));
}

/** The edit distance table, one row for each glyph of the text; a stack, because the text may continue in several lines. */
class EditedReader {
  readonly #page: Page;
  readonly #glyphs: Glyphs;
  readonly #literal: Literal;
  readonly #taken: Taken[] = [];
  readonly #band: number;
  #most: number;
  #tried = 0;
  best: Reading | undefined;

  constructor(page: Page, glyphs: Glyphs, literal: Literal, mostEdits: number) {
    this.#page = page;
    this.#glyphs = glyphs;
    this.#literal = literal;
    this.#band = mostEdits;
    this.#most = (mostEdits + 1) * EDIT - 1;
  }

  read(start: number): void {
    const first = this.#rowAt(0);
    first[0] = 0;
    for (let index = 1; index < first.length; index++) {
      first[index] = (first[index - 1] ?? 0) + this.#dropCost(index - 1);
    }
    this.#take({ glyph: start, isInterrupted: false, isHyphen: false }, this.#literal.joinLines);
  }

  #take(taken: Taken, linesLeft: number): void {
    if (this.#tried++ > MAX_TRIES) return;
    const row = this.#nextRow(taken);
    if (row.every((cost) => cost > this.#most)) return;
    this.#taken.push(taken);
    const cost = row[row.length - 1] ?? IMPOSSIBLE;
    const isEnd = isEndEdge(this.#glyphs, taken.glyph, this.#literal.boundary);
    if (cost <= this.#most && isEnd) this.#finish(cost);
    this.#goOn(taken.glyph, linesLeft);
    this.#taken.pop();
  }

  #goOn(from: number, linesLeft: number): void {
    const { gap, line } = this.#glyphs;
    if (!isLineEnd(this.#glyphs, from)) {
      const isInterrupted = gap[from + 1] !== TOGETHER;
      this.#take({ glyph: from + 1, isInterrupted, isHyphen: false }, linesLeft);
      return;
    }
    const steps = stepsAfterLine(this.#glyphs, this.#page.graph, line[from] ?? 0);
    const mayHyphenate = this.#literal.mayHyphenate && this.#hyphens() < MAX_HYPHENS;
    const hyphened = steps.filter((step) => step.how === 'hyphen' && mayHyphenate);
    for (const step of steps) {
      // A hyphen allows both readings, one word or two, so it includes the plain step.
      const isCovered = step.how === 'below' && hyphened.some(({ glyph }) => glyph === step.glyph);
      if (step.how === 'hyphen' && !mayHyphenate) continue;
      if (!isCovered && mayStep(this.#literal, step, linesLeft)) this.#follow(step, linesLeft);
    }
  }

  #follow({ glyph, how }: Step, linesLeft: number): void {
    const isHyphen = how === 'hyphen';
    const isBelow = how === 'below';
    // A single word goes on in the next line without a space, if the rule says so.
    const isInterrupted = !isHyphen && !(isBelow && this.#literal.isSingleWord);
    this.#take({ glyph, isInterrupted, isHyphen }, isBelow ? linesLeft - 1 : linesLeft);
  }

  #hyphens(): number {
    return this.#taken.filter(({ isHyphen }) => isHyphen).length;
  }

  #nextRow(taken: Taken): Int32Array {
    const depth = this.#taken.length + 1;
    const above = this.#rowAt(depth - 1);
    // The row may hold values of a branch that was abandoned.
    const row = this.#rowAt(depth).fill(IMPOSSIBLE);
    // Cells outside the band would need more edits than allowed.
    const end = Math.min(row.length - 1, depth + this.#band);
    for (let index = Math.max(0, depth - this.#band); index <= end; index++) {
      const added = this.#mayTake(taken, index)
        ? (above[index] ?? 0) + this.#addCost(taken, index)
        : IMPOSSIBLE;
      const dropped = index > 0 ? (row[index - 1] ?? 0) + this.#dropCost(index - 1) : IMPOSSIBLE;
      const kept = index > 0 ? this.#costToKeep(taken, above, index - 1) : IMPOSSIBLE;
      row[index] = Math.min(added, dropped, kept, IMPOSSIBLE);
    }
    return row;
  }

  #costToKeep(taken: Taken, above: Int32Array, at: number): number {
    const keepCost = this.#keepCost(taken, at);
    if (this.#mayTake(taken, at)) return (above[at] ?? 0) + keepCost;
    // OCR may lose the first letter of a word, but not the space before it.
    const isAfterLoss = at > 0 && this.#mayTake(taken, at - 1);
    return isAfterLoss ? (above[at - 1] ?? 0) + this.#dropCost(at - 1) + keepCost : IMPOSSIBLE;
  }

  #rowAt(depth: number): Int32Array {
    return rowOf(depth, this.#literal.glyphs.length + 1);
  }

  /** Spaces and punctuation in the text are accepted only where the value has them. */
  #mayTake({ glyph, isInterrupted }: Taken, index: number): boolean {
    const before = this.#taken[this.#taken.length - 1];
    if (!before || !isInterrupted) return true;
    if (mayInterrupt(this.#literal, this.#glyphs, before.glyph, glyph)) return true;
    return index > 0 && this.#literal.glyphs[index]?.gap === true;
  }

  #addCost({ glyph }: Taken, index: number): number {
    if (this.#glyphs.kind[glyph] === DIGIT) return IMPOSSIBLE;
    const last = this.#literal.glyphs.length - 1;
    return this.#editCost(index === 0 || index >= last);
  }

  #editCost(isOuter: boolean): number {
    return isOuter && this.#literal.editsInside ? EDIT + OUTER : EDIT;
  }

  #isOuter(index: number): boolean {
    return index === 0 || index >= this.#literal.glyphs.length - 2;
  }

  #dropCost(index: number): number {
    const wanted = this.#literal.glyphs[index];
    return !wanted || isDigit(wanted) ? IMPOSSIBLE : this.#editCost(this.#isOuter(index));
  }

  #keepCost({ glyph }: Taken, index: number): number {
    const wanted = this.#literal.glyphs[index];
    if (!wanted) return IMPOSSIBLE;
    const difference = compareGlyph(this.#glyphs, glyph, wanted, this.#literal);
    if (difference === EQUAL) return 0;
    if (difference === LOOKALIKE) return 1;
    const isNumber = isDigit(wanted) || this.#glyphs.kind[glyph] === DIGIT;
    return isNumber ? IMPOSSIBLE : this.#editCost(this.#isOuter(index));
  }

  #finish(cost: number): void {
    this.#most = cost - 1;
    const folded = this.#traceFolded();
    const gaps = this.#literal.glyphs.filter(({ gap }, index) => gap && index > 0).length;
    const interruptions = this.#taken.filter((one, index) => one.isInterrupted && index > 0).length;
    const hyphens = this.#hyphens();
    const isHyphenated = hyphens > 0 && interruptions + hyphens > gaps;
    const isGlued = interruptions + hyphens < gaps;
    const joined = isHyphenated ? 'hyphen' : isGlued ? 'glued' : undefined;
    this.best = {
      path: this.#taken.map(({ glyph }) => glyph),
      folded,
      folds: folded.length,
      edits: Math.floor(cost / EDIT),
      ...(cost % EDIT >= OUTER ? { isOuterEdit: true } : {}),
      ...(joined ? { joined } : {}),
    };
  }

  /** Backtracks along the cheapest path and collects its look-alikes. */
  #traceFolded(): number[] {
    const folded: number[] = [];
    let index = this.#literal.glyphs.length;
    for (let depth = this.#taken.length; depth > 0;) {
      const cost = this.#rowAt(depth)[index] ?? 0;
      const taken = this.#taken[depth - 1];
      if (!taken) break;
      const keepCost = index > 0 ? this.#keepCost(taken, index - 1) : IMPOSSIBLE;
      if (index > 0 && (this.#rowAt(depth - 1)[index - 1] ?? 0) + keepCost === cost) {
        if (keepCost === 1) folded.push(taken.glyph);
        index--;
        depth--;
      } else if (this.#isAfterLoss(depth, index, cost - keepCost)) {
        if (keepCost === 1) folded.push(taken.glyph);
        index -= 2;
        depth--;
      } else if (this.#isDropped(depth, index, cost)) index--;
      else depth--;
    }
    return folded.reverse();
  }

  #isAfterLoss(depth: number, index: number, costBefore: number): boolean {
    if (index < 2) return false;
    return (this.#rowAt(depth - 1)[index - 2] ?? 0) + this.#dropCost(index - 2) === costBefore;
  }

  #isDropped(depth: number, index: number, cost: number): boolean {
    if (index === 0) return false;
    return (this.#rowAt(depth)[index - 1] ?? 0) + this.#dropCost(index - 1) === cost;
  }
}
