import { endOf, isLineEnd, TOGETHER, type Glyphs } from '../text/glyphs.ts';
import type { Page } from '../text/page.ts';
import { MAX_WRONG, wrongCheck } from './check-digits.ts';
import { DIFFERENT, isEdge, isEndEdge, isSymbol } from './compare.ts';
import { hitOf, lineTooMany, type Findings, type Hit } from './hit.ts';
import { nextLines } from './joined-lines.ts';
import { LONGEST_HIT, MAX_PLACES } from './limits.ts';
import type { Pattern } from './pattern.ts';
import { shortestFrom } from './pattern-shortest.ts';
import {
  advance,
  beginning,
  cheapestComplete,
  costOf,
  fits,
  foldedOf,
  readAs,
  type State,
} from './pattern-states.ts';

/** With a run in the mask, matches do not overlap. */
export function findPattern(page: Page, pattern: Pattern): Findings {
  const glyphs = page.glyphs(pattern.literal.lookalikes.view);
  const shortest = pattern.hasRun ? shortestFrom(glyphs, pattern) : undefined;
  const hits: Hit[] = [];
  let wrong = 0;
  for (let start = 0; start < glyphs.count; start++) {
    if (hits.length >= MAX_PLACES) {
      return { hits, limits: [{ kind: 'places', value: pattern.value }] };
    }
    if (shortest ? (shortest[start] ?? 0) > LONGEST_HIT : !mayMatch(glyphs, pattern, start))
      continue;
    if (!isEdge(glyphs, start, pattern.literal.boundary)) continue;
    if (!followsPunctuation(page, glyphs, pattern, start)) continue;
    const read = new PatternReader(page, glyphs, pattern).read(start);
    if (!read) continue;
    const isChecked = pattern.check !== undefined && read.hit.tooFar !== undefined;
    if (isChecked && wrong++ >= MAX_WRONG) continue;
    hits.push(read.hit);
    if (pattern.hasRun && read.hit.tooFar === undefined) start = read.end;
  }
  return { hits, limits: [] };
}

/**
 * Whether a mask without a run can match here, budgets and punctuation aside: rules out nearly every place without building
 * states.
 */
function mayMatch(glyphs: Glyphs, pattern: Pattern, start: number): boolean {
  const { positions, joinLines, isNearMissed } = pattern;
  for (let index = 0; index < positions.length; index++) {
    const at = start + index;
    const position = positions[index];
    if (!position || at >= glyphs.count) return false;
    if (index > 0 && isLineEnd(glyphs, at - 1)) return joinLines > 0 || isNearMissed;
    // It may be punctuation, so that the positions after it are shifted.
    if (isSymbol(glyphs, at)) return true;
    if (fits(glyphs, pattern, position.accepts, at) === DIFFERENT) return false;
    const isBroken = index > 0 && glyphs.gap[at] !== TOGETHER;
    if (isBroken && !position.isSpaced && position.punctuation === '') return false;
  }
  return true;
}

function mayEnd(page: Page, glyphs: Glyphs, pattern: Pattern, at: number): boolean {
  const { literal, trailing } = pattern;
  return (
    isEndEdge(glyphs, at, literal.boundary) &&
    page.flow.text.startsWith(trailing, endOf(glyphs, at))
  );
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

/** Glyphs tried at one place: bounds the work on a page whose lines go on in many others. */
const MAX_TRIES = 5_000;
/** Costs more than any number of look-alikes. */
const LINE_TOO_MANY = 1_000_000;

/**
 * The match at a place with the fewest look-alikes; of several, the longest. With `joinLines` it may go on in other lines,
 * without a space.
 */
class PatternReader {
  readonly #page: Page;
  readonly #glyphs: Glyphs;
  readonly #pattern: Pattern;
  readonly #path: number[] = [];
  #tried = 0;
  #leastCost = Infinity;
  #best: { readonly state: State; readonly path: readonly number[] } | undefined;
  #isLineTooLong = false;

  constructor(page: Page, glyphs: Glyphs, pattern: Pattern) {
    this.#page = page;
    this.#glyphs = glyphs;
    this.#pattern = pattern;
  }

  read(start: number): { hit: Hit; end: number } | undefined {
    this.#readLine(start, beginning(this.#pattern), 0);
    const best = this.#best;
    const hit = best && this.#toHit(best.state, best.path);
    if (!best || !hit) return undefined;
    const line = this.#glyphs.line[start];
    const inLine = best.path.filter((glyph) => this.#glyphs.line[glyph] === line);
    return { hit, end: inLine.at(-1) ?? start };
  }

  #readLine(from: number, before: readonly State[], joined: number): void {
    const length = this.#path.length;
    let states = before;
    for (let at = from; states.length > 0 && this.#path.length < LONGEST_HIT; at++) {
      if (this.#tried++ > MAX_TRIES) break;
      states = advance(this.#glyphs, this.#pattern, states, at, this.#between(at));
      this.#path.push(at);
      this.#finish(states, at, joined);
      if (!isLineEnd(this.#glyphs, at)) continue;
      this.#goOn(at, states, joined);
      break;
    }
    this.#path.length = length;
  }

  #goOn(at: number, states: readonly State[], joined: number): void {
    const { joinLines, isNearMissed } = this.#pattern;
    if (joined >= joinLines + (isNearMissed ? 1 : 0)) return;
    const line = this.#glyphs.line[at] ?? 0;
    for (const next of nextLines(this.#page, line)) {
      const first = this.#glyphs.lineFirst[next] ?? 0;
      if (first < (this.#glyphs.lineFirst[next + 1] ?? 0))
        this.#readLine(first, states, joined + 1);
    }
  }

  /** Punctuation and white space before a glyph; `undefined` before the first. */
  #between(at: number): string | undefined {
    const { gap, line, from } = this.#glyphs;
    const before = this.#path.at(-1);
    if (before === undefined) return undefined;
    const { text, lineStart } = this.#page.flow;
    if (line[before] === line[at]) {
      return gap[at] === TOGETHER ? '' : text.slice(endOf(this.#glyphs, before), from[at]);
    }
    const [start = 0, end = 0] = [lineStart[line[at] ?? 0], lineStart[(line[before] ?? 0) + 1]];
    return text.slice(endOf(this.#glyphs, before), end - 1) + text.slice(start, from[at]);
  }

  #finish(states: readonly State[], at: number, joined: number): void {
    const state = cheapestComplete(this.#pattern, states);
    if (!state) return;
    const isLineTooLong = joined > this.#pattern.joinLines;
    const cost = costOf(state) + (isLineTooLong ? LINE_TOO_MANY : 0);
    const isLonger = this.#path.length > (this.#best?.path.length ?? 0);
    if (cost > this.#leastCost || (cost === this.#leastCost && !isLonger)) return;
    if (!mayEnd(this.#page, this.#glyphs, this.#pattern, at)) return;
    this.#leastCost = cost;
    this.#isLineTooLong = isLineTooLong;
    this.#best = { state, path: [...this.#path] };
  }

  #toHit(state: State, path: readonly number[]): Hit | undefined {
    const { value, folds, check, joinLines } = this.#pattern;
    const faults: string[] = [];
    if (state.literalFolds > folds) {
      const found = `${state.literalFolds} look-alikes in its fixed part`;
      faults.push(`${found}, at most ${folds} accepted`);
    }
    if (this.#isLineTooLong) faults.push(lineTooMany(joinLines));
    const read = check && readAs(this.#pattern, this.#glyphs, path, state.folded);
    const wrong = check && wrongCheck(check, read ?? '');
    if (wrong !== undefined) faults.push(wrong);
    // A near miss has one fault.
    if (faults.length > 1) return undefined;
    const folded = foldedOf(state);
    return hitOf(value, { path, folded, folds: state.folds, edits: 0 }, this.#glyphs, faults[0]);
  }
}
