import { gapsBetween, tighten, type Extent, type Ink } from './ink.ts';
import { placeSpans } from './place-words.ts';

/** Where Tesseract saw a word, in columns of the strip. */
export interface Bounds {
  readonly left: number;
  readonly right: number;
}

/** The ink of words in any order. Tesseract's boxes may reach into a neighbour, so only their middles count. */
export function placeByBoxes(ink: Ink, words: readonly Bounds[]): Extent[] {
  const column = (x: number) => Math.min(ink.width - 1, Math.max(0, Math.round(x)));
  const spans = words.map(({ left, right }, index) => {
    const inward = (right - left) / 4;
    return { index, from: column(left + inward), to: column(right - inward) };
  });
  const fromLeft = spans.toSorted((a, b) => a.from - b.from);
  const places = placeSpans(ink, fromLeft, ink.width);
  return spans.flatMap((span) => places[fromLeft.indexOf(span)] ?? []);
}

/**
 * The ink of so many words from right to left, separated at the widest gaps: of a raw line, Tesseract's boxes are off by
 * whole words. Letters that do not join leave narrower gaps.
 */
export function placeByGaps(ink: Ink, count: number): Extent[] {
  const cuts = gapsBetween(ink)
    .slice(0, Math.max(0, count - 1))
    .map(({ middle }) => middle)
    .sort((a, b) => b - a);
  const ends = [ink.width, ...cuts];
  return Array.from({ length: count }, (_, index) => {
    const end = ends[Math.min(index, ends.length - 1)] ?? ink.width;
    return tighten(ink, cuts[index] ?? 0, end);
  });
}
