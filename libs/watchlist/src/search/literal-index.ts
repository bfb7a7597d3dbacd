import { HashFilter } from '../flat/hash-filter.ts';
import { HashTable } from '../flat/hash-table.ts';
import { Lengths } from '../flat/lengths.ts';
import type { SectionReader } from '../flat/sections.ts';
import { DIGIT } from '../text/characters.ts';
import { isLineEnd, isTokenStart, type Glyphs } from '../text/glyphs.ts';
import { NO_LINE } from '../text/line-graph.ts';
import { keyOfGlyph } from '../text/lookalike-keys.ts';
import type { LookalikeSet } from '../text/lookalikes.ts';
import type { Page } from '../text/page.ts';
import { isSymbol } from './compare.ts';
import { EditIndex } from './edit-index.ts';
import { KeyPath } from './key-path.ts';
import { MAX_HYPHENS } from './limits.ts';

/** Receives the candidates of an index. */
export interface Found {
  /** A literal may begin at `start`, either with look-alikes only or with edits. */
  note(id: number, start: number, how: 'folded' | 'edited'): void;
  /** Whether more candidates for edited readings are needed. */
  wantsEdited(id: number): boolean;
}

/** At these lengths a reading is abandoned unless some literal has the same prefix. */
export const CHECKS = [3, 4, 6] as const;
/** A symbol may be a letter or punctuation and so doubles the readings: only the first few are tried both ways. */
const MAX_OPEN_SYMBOLS = 6;
const ASK_AGAIN = 64;

/** Which literals an index holds: how their look-alikes are compared, and whether they are whole words. */
export interface IndexKind {
  readonly view: LookalikeSet['view'];
  readonly isToken: boolean;
}

/** What the numbers in an index may not reach; only those of a damaged file do. */
export interface IndexLimits {
  readonly ids: number;
  readonly length: number;
}

/**
 * Finds which of many literals may occur where, without trying each: it turns every reading from every possible start into
 * canonical keys and looks them up. There are false candidates, which must be compared, but no false negatives.
 */
export class LiteralIndex {
  readonly #kind: IndexKind;
  readonly #longest: number;
  readonly #joinLines: number;
  readonly #whole: HashTable;
  readonly #beginnings: readonly HashFilter[];
  readonly #lengths: Lengths;
  readonly #edits: EditIndex;
  readonly #path: KeyPath;

  constructor(sections: SectionReader, kind: IndexKind, { ids, length }: IndexLimits) {
    this.#kind = kind;
    const [longest = 0, joinLines = 0] = sections.below(Math.max(length, MAX_LINES + 1));
    this.#longest = longest;
    this.#joinLines = Math.min(joinLines, MAX_LINES);
    this.#whole = new HashTable(sections, ids);
    this.#beginnings = CHECKS.map(() => new HashFilter(sections));
    this.#lengths = new Lengths(sections);
    this.#edits = new EditIndex(sections, { ids, length });
    this.#path = new KeyPath(longest + 2, kind.view);
  }

  scan(page: Page, found: Found): void {
    if (this.#longest === 0) return;
    const { view, isToken } = this.#kind;
    const glyphs = page.glyphs(view);
    const walk: Walk = {
      glyphs,
      page,
      start: 0,
      noPartsFrom: 0,
      noPartsUntil: 0,
      unwanted: 0,
      noParts: this.#withoutParts(glyphs),
      folded: (id) => found.note(id, walk.start, 'folded'),
      edited: (id) => found.note(id, walk.start, 'edited'),
      wantsEdited: (id) => found.wantsEdited(id),
    };
    const openSymbols = view === 'loose' ? MAX_OPEN_SYMBOLS : 0;
    const open = openSymbols * A_SYMBOL + MAX_HYPHENS * A_HYPHEN + this.#joinLines * A_LINE;
    const remaining = open + WHOLE + NEAR + IN_LINE;
    for (let start = 0; start < glyphs.count; start++) {
      if (isToken && !isTokenStart(glyphs, start)) continue;
      this.#path.length = 0;
      walk.start = start;
      this.#walk(walk, start, remaining);
    }
  }

  #walk(walk: Walk, from: number, before: Remaining): void {
    let remaining = before;
    for (let at = from; ; at++) {
      if ((remaining & SYMBOLS) !== 0 && at !== walk.start && isSymbol(walk.glyphs, at)) {
        remaining -= A_SYMBOL;
        this.#skip(walk, at, remaining);
      }
      this.#path.push(
        keyOfGlyph(walk.glyphs.folded[at] ?? 0, this.#kind.view),
        walk.glyphs.kind[at] === DIGIT,
      );
      if (this.#path.length > this.#longest) return;
      if ((remaining & WHOLE) !== 0 && !this.#beginsAny()) remaining -= WHOLE;
      if ((remaining & NEAR) !== 0 && !this.#edits.mayGoOn(this.#path)) remaining -= NEAR;
      if ((remaining & (WHOLE | NEAR)) === 0) return;
      if (this.#isExhausted(walk, at, remaining)) return;
      if (this.#mayEnd(walk.glyphs, at)) this.#lookUp(walk, remaining);
      if ((remaining & NEAR) !== 0) this.#findParts(walk, at, remaining);
      if (!isLineEnd(walk.glyphs, at)) continue;
      this.#followLines(walk, at, remaining);
      return;
    }
  }

  #beginsAny(): boolean {
    const { length } = this.#path;
    for (let index = 0; index < CHECKS.length; index++) {
      const check = CHECKS[index] ?? 0;
      // A loose glyph may add two codes, so the path may skip the exact length.
      const isDue = length === check + 1 || length === check + 2;
      if (isDue && !this.#beginnings[index]?.mayHave(this.#path.prefix(check))) return false;
    }
    return true;
  }

  #mayEnd(glyphs: Glyphs, at: number): boolean {
    return !this.#kind.isToken || isLineEnd(glyphs, at) || isTokenStart(glyphs, at + 1);
  }

  #lookUp({ folded, edited }: Walk, remaining: Remaining): void {
    const { length } = this.#path;
    if ((remaining & WHOLE) !== 0 && this.#lengths.has(length)) {
      this.#whole.find(this.#path.prefix(length), folded);
    }
    if ((remaining & NEAR) !== 0) this.#edits.findWhole(this.#path, edited);
  }

  /** Where no part can end, computed once for the page: readings from all starts in a line cover the same ranges. */
  #withoutParts({ count, folded, lineFirst }: Glyphs): Uint8Array {
    if (!this.#edits.hasParts) return new Uint8Array(0);
    const noParts = new Uint8Array(count).fill(1);
    const keys = folded.map((code) => keyOfGlyph(code, this.#kind.view));
    for (let line = 0; line + 1 < lineFirst.length; line++) {
      this.#edits.markParts(keys, lineFirst[line] ?? 0, lineFirst[line + 1] ?? 0, noParts);
    }
    return noParts;
  }

  #findParts(walk: Walk, at: number, remaining: Remaining): void {
    const { noParts, edited, wantsEdited } = walk;
    const isInLine = (remaining & IN_LINE) !== 0;
    if (!this.#edits.hasParts || (isInLine && noParts[at] === 1)) return;
    const isAny = this.#edits.findParts(this.#path, edited, wantsEdited);
    if (!isInLine || isAny || this.#path.length < this.#edits.longestPart) return;
    noParts[at] = 1;
    // Hostile text may repeat the parts of one value everywhere: stop looking once all literals have enough candidates.
    if (++walk.unwanted % ASK_AGAIN === 0 && !this.#edits.isAnyWanted(wantsEdited)) noParts.fill(1);
  }

  /** Whether only parts could still be found, and none can end within the reach of this reading. */
  #isExhausted(walk: Walk, at: number, remaining: Remaining): boolean {
    if ((remaining & (WHOLE | IN_LINE)) !== IN_LINE || !this.#edits.hasOnlyParts) return false;
    const { glyphs, noParts } = walk;
    const end = walk.start + this.#longest;
    if (end >= (glyphs.lineFirst[(glyphs.line[at] ?? 0) + 1] ?? 0)) return false;
    if (at < walk.noPartsFrom || at > walk.noPartsUntil) walk.noPartsFrom = walk.noPartsUntil = at;
    while (walk.noPartsUntil < end && noParts[walk.noPartsUntil] === 1) walk.noPartsUntil++;
    return walk.noPartsUntil >= end;
  }

  #skip(walk: Walk, at: number, remaining: Remaining): void {
    const { length } = this.#path;
    if (isLineEnd(walk.glyphs, at)) this.#followLines(walk, at, remaining);
    else this.#walk(walk, at + 1, remaining);
    this.#path.length = length;
  }

  #followLines(walk: Walk, at: number, remaining: Remaining): void {
    const { glyphs, page } = walk;
    const line = glyphs.line[at] ?? 0;
    const isHyphenated = glyphs.hyphenated[line] === 1 && (remaining & HYPHENS) !== 0;
    const right = page.graph.right[line] ?? NO_LINE;
    this.#goTo(walk, right, remaining);
    if (!isHyphenated && remaining < A_LINE) return;
    const down = isHyphenated ? remaining - A_HYPHEN : remaining - A_LINE;
    const [below, wrap] = [page.graph.below[line] ?? NO_LINE, page.graph.wrap[line] ?? NO_LINE];
    if (below !== right) this.#goTo(walk, below, down);
    if (wrap !== right && wrap !== below) this.#goTo(walk, wrap, down);
  }

  #goTo(walk: Walk, line: number, before: Remaining): void {
    if (line === NO_LINE) return;
    const remaining = before & ~IN_LINE;
    const { length } = this.#path;
    this.#walk(walk, walk.glyphs.lineFirst[line] ?? 0, remaining);
    this.#path.length = length;
  }
}

/**
 * What a reading may still become, packed into one number because a page of half a million lines needs it at every line
 * end: bits for a whole key, for an edited one and for being in the line where it began, then the remaining numbers of
 * symbols, hyphens and lines.
 */
type Remaining = number;
const NEAR = 1;
const WHOLE = 2;
const IN_LINE = 4;
const A_SYMBOL = 8;
const SYMBOLS = 7 * A_SYMBOL;
const A_HYPHEN = 64;
const HYPHENS = 3 * A_HYPHEN;
const A_LINE = 256;
/** Does not overflow the number; no phrase needs more. */
export const MAX_LINES = 10_000;

/** The state of one scan of a page. */
interface Walk {
  readonly glyphs: Glyphs;
  readonly page: Page;
  start: number;
  readonly folded: (id: number) => void;
  readonly edited: (id: number) => void;
  readonly wantsEdited: (id: number) => boolean;
  /** A range in which no part ends, as far as known. */
  noPartsFrom: number;
  noPartsUntil: number;
  /** How many parts were found whose literals all have enough candidates. */
  unwanted: number;
  /** 1 for glyphs where no part ends of a literal that still needs candidates. */
  readonly noParts: Uint8Array;
}
