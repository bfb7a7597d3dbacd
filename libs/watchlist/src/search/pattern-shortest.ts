import { isLineEnd, TOGETHER, type Glyphs } from '../text/glyphs.ts';
import { DIFFERENT, isSymbol } from './compare.ts';
import { LONGEST_HIT } from './limits.ts';
import type { ValueGlyph } from './literal.ts';
import type { Class, Pattern } from './pattern.ts';
import { fits } from './pattern-states.ts';

/**
 * The fewest glyphs that a match from each glyph on could have, ignoring punctuation and budgets; above `LONGEST_HIT` where
 * there is none. Computed backwards in one pass, so that a long run is not scanned again from each of its glyphs.
 */
export function shortestFrom(glyphs: Glyphs, pattern: Pattern): Int32Array {
  const { positions } = pattern;
  const never = LONGEST_HIT + 1;
  const shortest = new Int32Array(glyphs.count);
  const atEnd = nothingLeft(pattern, never);
  let next = new Int32Array(positions.length + 1);
  let here = new Int32Array(positions.length + 1);
  for (let at = glyphs.count - 1; at >= 0; at--) {
    const isEnd = isLineEnd(glyphs, at);
    const isBroken = glyphs.gap[at + 1] !== TOGETHER && !pattern.hasBreaks;
    if (isEnd ? pattern.joinLines === 0 : isBroken) next.set(atEnd);
    // Some other line may have what is left.
    else if (isEnd) next.fill(0);
    here[positions.length] = 0;
    const isHere = fittingAt(glyphs, pattern, at);
    const passed = isSymbol(glyphs, at);
    for (let index = positions.length - 1; index >= 0; index--) {
      const accepts = positions[index]?.accepts ?? 'any';
      const isRun = accepts === 'run';
      let least = isRun ? (here[index + 1] ?? never) : never;
      const after = (isRun ? next[index] : next[index + 1]) ?? never;
      if (after + 1 < least && isHere(accepts)) least = after + 1;
      if (passed) least = Math.min(least, (next[index] ?? never) + 1);
      here[index] = least;
    }
    shortest[at] = here[0] ?? never;
    [next, here] = [here, next];
  }
  return shortest;
}

/** After the last glyph of a line, the rest of the mask may only be empty runs. */
function nothingLeft({ positions }: Pattern, never: number): number[] {
  const left = new Array<number>(positions.length + 1).fill(never);
  for (let index = positions.length; index >= 0; index--) {
    const isDone = index === positions.length || positions[index]?.accepts === 'run';
    if (!isDone) break;
    left[index] = 0;
  }
  return left;
}

/** Which position accepts a glyph; tests each class only once, however many positions there are. */
function fittingAt(
  glyphs: Glyphs,
  pattern: Pattern,
  at: number,
): (accepts: Class | ValueGlyph) => boolean {
  const isLetter = fits(glyphs, pattern, 'letter', at) !== DIFFERENT;
  const isDigit = fits(glyphs, pattern, 'digit', at) !== DIFFERENT;
  const isAny = fits(glyphs, pattern, 'any', at) !== DIFFERENT;
  return (accepts) => {
    if (accepts === 'letter') return isLetter;
    if (accepts === 'digit') return isDigit;
    if (typeof accepts === 'string') return isAny;
    return fits(glyphs, pattern, accepts, at) !== DIFFERENT;
  };
}
