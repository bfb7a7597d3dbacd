import type { RecognizedCharacter } from './decode-steps.ts';
import { tighten, widestGap, type Extent, type Ink } from './ink.ts';
import { STEP_WIDTH } from './strip.ts';
import { usualPitch } from './split-words.ts';

/** A word's ink extends at most this many character pitches beyond its first and last steps. */
const REACH = 1.5;

/**
 * Locates the words of a strip. The model reports only the steps of characters, off by up to half a letter, so words are
 * separated at the widest gap between them and then shrunk to their ink:
 *
 *     steps    .O..p.e.n....n.o.w..
 *     zones    [         |        ]
 *     ink        [Open]    [now]
 */
export function placeWords(ink: Ink, words: readonly (readonly RecognizedCharacter[])[]): Extent[] {
  const reach = REACH * usualPitch(words.flat()) * STEP_WIDTH;
  const spans = words.map((word) => spanOf(word, ink.width));
  return placeSpans(ink, spans, reach);
}

/** From left to right, each from somewhere in a word's first letter to somewhere in its last. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Separates words at the widest gap between them, and shrinks them to their ink, at most `reach` beyond their spans. */
export function placeSpans(ink: Ink, spans: readonly Span[], reach: number): Extent[] {
  const gaps = spans.slice(1).map(({ from }, i) => widestGap(ink, spans[i]?.to ?? 0, from).middle);
  return spans.map(({ from, to }, i) => {
    const left = Math.max(gaps[i - 1] ?? 0, Math.floor(from - reach), 0);
    const right = Math.min(gaps[i] ?? ink.width, Math.ceil(to + reach), ink.width);
    return tighten(ink, left, Math.max(left + 1, right));
  });
}

/** From the middle of the first character to the middle of the last. */
function spanOf(word: readonly RecognizedCharacter[], width: number): Span {
  const middle = (seen: RecognizedCharacter | undefined): number =>
    Math.min(width - 1, Math.round((((seen?.start ?? 0) + (seen?.end ?? 0) + 1) / 2) * STEP_WIDTH));
  return { from: middle(word.at(0)), to: middle(word.at(-1)) };
}
