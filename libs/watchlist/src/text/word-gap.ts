import type { Polygon } from '@glyphwatch/domain';
import type { Glyphs } from './glyphs.ts';
import type { Page } from './page.ts';

/** Distance between the words of two glyphs, in text heights; 0 if the engine reports no positions. */
export function wordGap(page: Page, glyphs: Glyphs, from: number, to: number): number {
  const wordOf = (glyph: number): number => page.flow.wordAt(glyphs.from[glyph] ?? 0);
  const [left, right] = [from, to].map((glyph) => page.words.at(wordOf(glyph))?.polygon);
  if (!left || !right || left === right) return 0;
  const { width = 1, height = 1 } = page.sheetOf(wordOf(from)) ?? {};
  const distance = (one: Polygon[number], other: Polygon[number]): number =>
    Math.hypot((one.x - other.x) * width, (one.y - other.y) * height);
  const [, upper, lower] = left;
  const textHeight = (distance(upper, lower) + distance(right[0], right[3])) / 2;
  return textHeight === 0
    ? 0
    : (distance(upper, right[0]) + distance(lower, right[3])) / 2 / textHeight;
}
