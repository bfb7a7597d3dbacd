import { isLineEnd, isTokenStart, type Glyphs } from '../text/glyphs.ts';
import { disguisedKeyOf } from '../text/lookalike-keys.ts';
import type { Page } from '../text/page.ts';
import { isSymbol } from './compare.ts';
import type { Literal } from './literal.ts';

/** How many different letters in a row are compared before a value is tried. */
const LONGEST_KEY = 3;

/**
 * Finds where disguised values may begin: by their first few letters, as canonical keys, with repeated ones counted once and
 * whatever is between them left out.
 */
export class DisguiseIndex {
  /** Every value, by each beginning of its key. */
  readonly #byBeginning = new Map<string, number[]>();
  /** Values whose whole key is that short. */
  readonly #whole = new Map<string, number[]>();
  readonly #isInside = new Set<number>();

  add(id: number, { glyphs, boundary }: Literal): void {
    const codes = distinct(glyphs.map(({ folded }) => folded));
    for (let length = 1; length <= Math.min(codes.length, LONGEST_KEY); length++) {
      file(this.#byBeginning, codes.slice(0, length), id);
    }
    if (codes.length <= LONGEST_KEY) file(this.#whole, codes, id);
    if (boundary === 'none' || boundary === 'type-change') this.#isInside.add(id);
  }

  scan(page: Page, found: (id: number, start: number) => void): void {
    if (this.#byBeginning.size === 0) return;
    const glyphs = page.glyphs('loose');
    const runs = runsOf(glyphs);
    for (let start = 0; start < glyphs.count; start++) {
      const isStart = isTokenStart(glyphs, start);
      if (!isStart && this.#isInside.size === 0) continue;
      for (const id of this.#candidatesAt(glyphs, runs, start)) {
        if (isStart || this.#isInside.has(id)) found(id, start);
      }
    }
  }

  #candidatesAt(glyphs: Glyphs, runs: Runs, start: number): Iterable<number> {
    const codes = codesFrom(glyphs, runs, start);
    const found = new Set(this.#byBeginning.get(codes.join(' ')));
    for (let length = 1; length <= codes.length; length++) {
      for (const id of this.#whole.get(codes.slice(0, length).join(' ')) ?? []) found.add(id);
    }
    return found;
  }
}

/** Where the repetitions of each glyph's code end: a hostile page is one run of half a million. */
interface Runs {
  readonly codes: Int32Array;
  /** The first glyph that is not of the run: of another code, a symbol, or in another line. */
  readonly end: Int32Array;
}

function runsOf(glyphs: Glyphs): Runs {
  const codes = glyphs.folded.map(disguisedKeyOf);
  const end = new Int32Array(glyphs.count);
  for (let at = glyphs.count - 1; at >= 0; at--) {
    const next = at + 1;
    const isLast = isLineEnd(glyphs, at) || isSymbol(glyphs, next) || codes[next] !== codes[at];
    end[at] = isLast ? next : (end[next] ?? next);
  }
  return { codes, end };
}

/** Fewer at the end of a line, and before a symbol, which may be a letter or not. */
function codesFrom(glyphs: Glyphs, { codes, end }: Runs, start: number): readonly number[] {
  const distinct: number[] = [];
  for (let at = start; distinct.length < LONGEST_KEY; at = end[at] ?? 0) {
    if (at > start && isSymbol(glyphs, at)) break;
    distinct.push(codes[at] ?? 0);
    if (isLineEnd(glyphs, (end[at] ?? 0) - 1)) break;
  }
  return distinct;
}

function distinct(folded: readonly number[]): readonly number[] {
  const codes = folded.map(disguisedKeyOf);
  return codes.filter((code, index) => code !== codes[index - 1]);
}

function file(ids: Map<string, number[]>, codes: readonly number[], id: number): void {
  const key = codes.join(' ');
  const known = ids.get(key);
  if (known) known.push(id);
  else ids.set(key, [id]);
}
