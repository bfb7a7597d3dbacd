import type { Rule } from '../rule.ts';
import { characterOf, isLetterOrDigit } from '../text/characters.ts';
import { bucketsOfValueGlyph, LOOSE, LOOSE_PAIRS, STRICT } from '../text/lookalikes.ts';
import { normalise } from '../text/normalise.ts';
import { compileLiteral } from './literal.ts';

/**
 * Readings other than the value itself that the rule's tolerance accepts, nearest first, at most `limit` of them.
 * Empty without tolerance, for values too short for any, for patterns and regular expressions. Of the edits of a
 * `fuzzy` rule only dropped letters are listed: letters changed or added are too many to name.
 */
export function acceptedMisreads({ match }: Rule, value: string, limit: number): readonly string[] {
  if (match.mode === 'regex' || match.mode === 'pattern') return [];
  const { folds, edits } = compileLiteral(value, match);
  const glyphs = [...normalise(value)];
  const readings = glyphs.map((glyph) => lookalikesOf(glyph, match));
  const found = new Set<string>();
  if (edits > 0) addDropped(glyphs, found, limit);
  for (let wanted = 1; wanted <= folds && found.size < limit; wanted++) {
    addFolded(glyphs, readings, wanted, 0, '', found, limit);
  }
  if (folds > 0 && match.tolerance === 'lookalike-loose') addPairs(glyphs.join(''), found, limit);
  return [...found].slice(0, limit);
}

function lookalikesOf(glyph: string, match: Rule['match']): readonly string[] {
  const set = match.tolerance === 'lookalike-loose' ? LOOSE : STRICT;
  const buckets = bucketsOfValueGlyph(set, glyph.codePointAt(0) ?? 0, match.caseSensitive);
  const isSame = (other: string): boolean =>
    other === glyph || (!match.caseSensitive && other.toLowerCase() === glyph.toLowerCase());
  return buckets.flatMap((bucket) =>
    [...(set.buckets[bucket] ?? '')].filter((other) => !isSame(other)),
  );
}

/** All readings with exactly `wanted` look-alikes from `index` on. */
function addFolded(
  glyphs: readonly string[],
  readings: readonly (readonly string[])[],
  wanted: number,
  index: number,
  before: string,
  found: Set<string>,
  limit: number,
): void {
  if (found.size >= limit || glyphs.length - index < wanted) return;
  if (wanted === 0) {
    found.add(before + glyphs.slice(index).join(''));
    return;
  }
  for (const lookalike of readings[index] ?? []) {
    addFolded(glyphs, readings, wanted - 1, index + 1, before + lookalike, found, limit);
  }
  addFolded(glyphs, readings, wanted, index + 1, before + (glyphs[index] ?? ''), found, limit);
}

function addDropped(glyphs: readonly string[], found: Set<string>, limit: number): void {
  glyphs.forEach((glyph, index) => {
    const { kind } = characterOf(glyph.codePointAt(0) ?? 0);
    const isLetter = isLetterOrDigit(kind) && !/\p{N}/u.test(glyph);
    if (isLetter && found.size < limit) found.add(glyphs.toSpliced(index, 1).join(''));
  });
}

function addPairs(value: string, found: Set<string>, limit: number): void {
  for (const [pair, single] of LOOSE_PAIRS) {
    for (const [from, to] of [
      [pair, single],
      [single, pair],
    ] as const) {
      const at = value.toLowerCase().indexOf(from);
      if (at < 0 || found.size >= limit) continue;
      found.add(value.slice(0, at) + to + value.slice(at + from.length));
    }
  }
}
