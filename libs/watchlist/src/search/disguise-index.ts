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
    for (let start = 0; start < glyphs.count; start++) {
      const isStart = isTokenStart(glyphs, start);
      if (!isStart && this.#isInside.size === 0) continue;
      for (const id of this.#candidatesAt(glyphs, start)) {
        if (isStart || this.#isInside.has(id)) found(id, start);
      }
    }
  }

  #candidatesAt(glyphs: Glyphs, start: number): Iterable<number> {
    const codes = codesFrom(glyphs, start);
    const found = new Set(this.#byBeginning.get(codes.join(' ')));
    for (let length = 1; length <= codes.length; length++) {
      for (const id of this.#whole.get(codes.slice(0, length).join(' ')) ?? []) found.add(id);
    }
    return found;
  }
}

/** Fewer at the end of a line, and before a symbol, which may be a letter or not. */
function codesFrom(glyphs: Glyphs, start: number): readonly number[] {
  const codes: number[] = [];
  for (let at = start; at < glyphs.count; at++) {
    if (at > start && isSymbol(glyphs, at)) break;
    const code = disguisedKeyOf(glyphs.folded[at] ?? 0);
    if (code !== codes.at(-1)) {
      if (codes.length === LONGEST_KEY) break;
      codes.push(code);
    }
    if (isLineEnd(glyphs, at)) break;
  }
  return codes;
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
