import { isLineEnd, isTokenStart, type Glyphs } from '../text/glyphs.ts';
import { NO_LINE, type LineGraph } from '../text/line-graph.ts';
import type { Page } from '../text/page.ts';
import { isSymbol } from './compare.ts';
import { EditIndex } from './edit-index.ts';
import { HashFilter, HashTable, Lengths } from './hash-table.ts';
import { KeyPath } from './key-path.ts';
import { MOST_HYPHENS } from './limits.ts';
import { looseKeysOf, strictKeysOf, type Literal } from './literal.ts';

/** A literal may be read from `start` on: with look-alikes only, or with edits. */
export type Emit = (id: number, start: number, how: 'folded' | 'edited') => void;

/** Beginnings of this many glyphs are asked for before a reading is followed further. */
const FIRST_CHECK = 3;
const SECOND_CHECK = 6;
const FILTER_BITS = 1 << 20;
/** A symbol is a letter or punctuation: each doubles the readings, so only the first few are left open. */
const MOST_OPEN_SYMBOLS = 6;

/**
 * Finds which of many literals may stand where, without asking each: every reading of the text from every possible
 * beginning is turned into canonical keys, and keys are looked up. What it finds still has to be compared; what it does
 * not find is not there.
 */
export class LiteralIndex {
  readonly #isLoose: boolean;
  readonly #isToken: boolean;
  readonly #whole = new HashTable();
  readonly #first = new HashFilter(FILTER_BITS);
  readonly #second = new HashFilter(FILTER_BITS);
  readonly #lengths = new Lengths();
  readonly #edits: EditIndex;
  #longest = 0;
  #joinLines = 0;
  #path = new KeyPath(0, false);
  #isEmpty = true;

  constructor(view: 'strict' | 'loose', edges: 'token' | 'free') {
    this.#isLoose = view === 'loose';
    this.#isToken = edges === 'token';
    this.#edits = new EditIndex(this.#isToken);
  }

  addFolded(id: number, literal: Literal): void {
    const key = this.#keyOf(literal);
    this.#whole.add(key.prefix(key.length), id);
    this.#lengths.add(key.length);
    if (key.length > FIRST_CHECK) this.#first.add(key.prefix(FIRST_CHECK));
    if (key.length > SECOND_CHECK) this.#second.add(key.prefix(SECOND_CHECK));
    this.#widen(literal, key.length);
  }

  addEdited(id: number, literal: Literal): void {
    const key = this.#keyOf(literal);
    this.#edits.add(id, key, literal.reach);
    this.#widen(literal, key.length + literal.reach);
  }

  /** The path is only on loan until the next key. */
  #keyOf(literal: Literal): KeyPath {
    const codes = this.#isLoose ? looseKeysOf(literal) : strictKeysOf(literal);
    if (this.#path.capacity < codes.length * 2) {
      this.#path = new KeyPath(codes.length * 4, this.#isLoose);
    }
    this.#path.length = 0;
    for (const code of codes) this.#path.push(code);
    return this.#path;
  }

  #widen({ joinLines }: Literal, length: number): void {
    this.#isEmpty = false;
    this.#longest = Math.max(this.#longest, length);
    this.#joinLines = Math.max(this.#joinLines, joinLines);
  }

  build(): void {
    this.#whole.build();
    this.#edits.build();
    this.#path = new KeyPath(this.#longest + 2, this.#isLoose);
  }

  scan(page: Page, emit: Emit): void {
    if (this.#isEmpty) return;
    const glyphs = page.glyphs(this.#isLoose ? 'loose' : 'strict');
    const walk: Walk = {
      glyphs,
      graph: page.graph,
      start: 0,
      folded: (id) => emit(id, walk.start, 'folded'),
      edited: (id) => emit(id, walk.start, 'edited'),
    };
    const hope = {
      linesLeft: this.#joinLines,
      hyphensLeft: MOST_HYPHENS,
      openSymbols: this.#isLoose ? MOST_OPEN_SYMBOLS : 0,
      mayBeWhole: true,
      mayBeNear: true,
    };
    for (let start = 0; start < glyphs.count; start++) {
      if (this.#isToken && !isTokenStart(glyphs, start)) continue;
      this.#path.length = 0;
      walk.start = start;
      this.#walk(walk, start, hope);
    }
  }

  #walk(walk: Walk, from: number, hope: Hope): void {
    let { openSymbols, mayBeWhole, mayBeNear } = hope;
    for (let at = from; ; at++) {
      if (at !== walk.start && openSymbols > 0 && isSymbol(walk.glyphs, at)) {
        openSymbols--;
        this.#skip(walk, at, { ...hope, openSymbols, mayBeWhole, mayBeNear });
      }
      this.#path.push(walk.glyphs.key[at] ?? 0);
      if (this.#path.length > this.#longest) return;
      mayBeWhole &&= this.#beginsAny();
      mayBeNear &&= this.#edits.mayGoOn(this.#path);
      if (!mayBeWhole && !mayBeNear) return;
      if (this.#mayEnd(walk.glyphs, at)) this.#lookUp(walk, mayBeWhole, mayBeNear);
      if (mayBeNear) this.#edits.findParts(this.#path, walk.edited);
      if (!isLineEnd(walk.glyphs, at)) continue;
      this.#followLines(walk, at, { ...hope, openSymbols, mayBeWhole, mayBeNear });
      return;
    }
  }

  #beginsAny(): boolean {
    const { length } = this.#path;
    if (length <= FIRST_CHECK) return true;
    if (!this.#first.mayHave(this.#path.prefix(FIRST_CHECK))) return false;
    return length <= SECOND_CHECK || this.#second.mayHave(this.#path.prefix(SECOND_CHECK));
  }

  #mayEnd(glyphs: Glyphs, at: number): boolean {
    return !this.#isToken || isLineEnd(glyphs, at) || isTokenStart(glyphs, at + 1);
  }

  #lookUp({ folded, edited }: Walk, mayBeWhole: boolean, mayBeNear: boolean): void {
    const { length } = this.#path;
    if (mayBeWhole && this.#lengths.has(length))
      this.#whole.find(this.#path.prefix(length), folded);
    if (mayBeNear) this.#edits.findWhole(this.#path, edited);
  }

  #skip(walk: Walk, at: number, hope: Hope): void {
    const mark = this.#path.mark();
    if (isLineEnd(walk.glyphs, at)) this.#followLines(walk, at, hope);
    else this.#walk(walk, at + 1, hope);
    this.#path.reset(mark);
  }

  #followLines(walk: Walk, at: number, hope: Hope): void {
    const { glyphs, graph } = walk;
    const line = glyphs.line[at] ?? 0;
    const isHyphenated = glyphs.hyphenated[line] === 1 && hope.hyphensLeft > 0;
    const down = isHyphenated
      ? { ...hope, hyphensLeft: hope.hyphensLeft - 1 }
      : { ...hope, linesLeft: hope.linesLeft - 1 };
    const mayGoDown = down.linesLeft >= 0;
    const [right = NO_LINE, below = NO_LINE, wrap = NO_LINE] = [
      graph.right[line],
      graph.below[line],
      graph.wrap[line],
    ];
    const mark = this.#path.mark();
    const go = (next: number, left: Hope): void => {
      if (next === NO_LINE) return;
      this.#walk(walk, glyphs.lineFirst[next] ?? 0, left);
      this.#path.reset(mark);
    };
    go(right, hope);
    if (mayGoDown && below !== right) go(below, down);
    if (mayGoDown && wrap !== right && wrap !== below) go(wrap, down);
  }
}

/** What is still open while a reading is followed. */
interface Hope {
  readonly linesLeft: number;
  readonly hyphensLeft: number;
  readonly openSymbols: number;
  readonly mayBeWhole: boolean;
  readonly mayBeNear: boolean;
}

/** One walk over a page; only where it stands changes. */
interface Walk {
  readonly glyphs: Glyphs;
  readonly graph: LineGraph;
  start: number;
  readonly folded: (id: number) => void;
  readonly edited: (id: number) => void;
}
