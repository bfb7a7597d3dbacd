import type { Rule } from '../rule.ts';
import { characterOf, isLetterOrDigit } from '../text/characters.ts';
import { bucketsOfValueGlyph, latinFormsOf } from '../text/lookalikes.ts';
import { normalise } from '../text/normalise.ts';
import { compileDisguised, compileLiteral, type Literal } from './literal.ts';

/**
 * Readings that the rule's tolerance accepts, except the value itself, closest first. Empty for patterns, regular
 * expressions, and values too short for any tolerance. Of all edits it lists only dropped letters: there are too many ways to
 * change or add one.
 */
export function acceptedMisreads({ match }: Rule, value: string, limit: number): readonly string[] {
  if (match.mode === 'regex' || match.mode === 'pattern') return [];
  const literal = compileLiteral(value, match);
  const { folds, edits } = literal;
  const glyphs = [...normalise(value)];
  const readings = glyphs.map((glyph) => lookalikesOf(glyph, literal));
  const found = new Set<string>();
  if (compileDisguised(value, match)) addDisguised(glyphs, found, limit);
  if (edits > 0) addDropped(glyphs, literal, found, limit);
  for (let wanted = 1; wanted <= folds && found.size < limit; wanted++) {
    addFolded(glyphs, readings, wanted, 0, '', found, limit);
  }
  if (folds > 0) addPairs(glyphs.join(''), literal, found, limit);
  if (folds > 0) addForeign(glyphs, literal, found, limit);
  return [...found].slice(0, limit);
}

function lookalikesOf(glyph: string, literal: Literal): readonly string[] {
  const { lookalikes, caseSensitive, keepsDigits } = literal;
  const codePoint = glyph.codePointAt(0) ?? 0;
  const bits = bucketsOfValueGlyph(lookalikes, codePoint, caseSensitive);
  const isAnother = (other: string): boolean =>
    other !== glyph &&
    (caseSensitive || other.toLowerCase() !== glyph.toLowerCase()) &&
    !(keepsDigits && isNumeral(other) !== isNumeral(glyph));
  return lookalikes.buckets.flatMap((bucket, index) =>
    (bits & (1 << index)) === 0 ? [] : [...bucket].filter(isAnother),
  );
}

function isNumeral(glyph: string): boolean {
  return /\p{N}/u.test(glyph);
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

/** The last letter repeated, and all letters set apart; none for values with digits, which are never set apart. */
function addDisguised(glyphs: readonly string[], found: Set<string>, limit: number): void {
  const value = glyphs.join('');
  if (limit < 2 || !/^[\p{L} ]+$/u.test(value)) return;
  found.add(value + (glyphs.at(-1) ?? ''));
  found.add(value.replace(/(?<=\p{L})(?=\p{L})/gu, '.'));
}

function addDropped(
  glyphs: readonly string[],
  { editsInside }: Literal,
  found: Set<string>,
  limit: number,
): void {
  const letters = glyphs.flatMap((glyph, index) => {
    const { kind } = characterOf(glyph.codePointAt(0) ?? 0);
    return isLetterOrDigit(kind) ? [{ index, isDropped: !isNumeral(glyph) }] : [];
  });
  const inner = editsInside ? letters.slice(1, -2) : letters;
  for (const { index, isDropped } of inner) {
    if (isDropped && found.size < limit) found.add(glyphs.toSpliced(index, 1).join(''));
  }
}

function addPairs(value: string, literal: Literal, found: Set<string>, limit: number): void {
  const { pairs, shortestPaired } = literal.lookalikes;
  if (literal.length < shortestPaired) return;
  for (const { written, read } of pairs) {
    const at = literal.caseSensitive
      ? value.indexOf(written)
      : value.toLowerCase().indexOf(written.toLowerCase());
    if (at < 0 || found.size >= limit) continue;
    found.add(value.slice(0, at) + read + value.slice(at + written.length));
  }
}

/** One letter of another alphabet, or one Latin letter if the value is in another alphabet. */
function addForeign(
  glyphs: readonly string[],
  { lookalikes, caseSensitive }: Literal,
  found: Set<string>,
  limit: number,
): void {
  glyphs.forEach((glyph, index) => {
    const latin = latinFormsOf(lookalikes, glyph.codePointAt(0) ?? 0, caseSensitive);
    const foreign = [...lookalikes.latinOf].flatMap(([letter, like]) =>
      latin.includes(like) ? [letter] : [],
    );
    for (const code of [...latin, ...foreign]) {
      const other = String.fromCodePoint(code);
      const isSame = caseSensitive ? other === glyph : other.toLowerCase() === glyph.toLowerCase();
      if (!isSame && found.size < limit) found.add(glyphs.with(index, other).join(''));
    }
  });
}
