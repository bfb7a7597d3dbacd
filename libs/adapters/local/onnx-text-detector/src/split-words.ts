import type { RecognizedCharacter } from './decode-steps.ts';
import { widestGap, type Ink } from './ink.ts';
import { STEP_WIDTH } from './strip.ts';

/**
 * Between English words, a space is rarely the model's first choice but nearly always an alternative: it counts if its
 * probability is at least this,
 */
const MIN_SPACE = 0.05;
/** or this where the gap is wide compared with the line's usual pitch, */
const MIN_SPACE_IN_WIDE_GAP = 0.01;
const WIDE_GAP = 2;
/** or this between a lower-case and an upper-case letter, */
const MIN_SPACE_BEFORE_CAPITAL = 0.03;
/** or this between a letter and a digit with an unusually wide gap in the ink. */
const MIN_SPACE_IN_WHITE = 0.001;
const WIDE_WHITE = 2;
/** Strip pixels. */
const MIN_WHITE = 9;
/** Steps; characters closer than this touch. */
const MIN_GAP = 2;

interface Usual {
  /** Steps from one character to the next. */
  readonly pitch: number;
  /** Strip pixels without ink between two characters. */
  readonly white: number;
}

/** Groups a line's characters into words. */
export function splitWords(
  characters: readonly RecognizedCharacter[],
  ink: Ink,
): RecognizedCharacter[][] {
  const whites = characters.map((next, i) => whiteBetween(characters[i - 1], next, ink));
  const usual = { pitch: usualPitch(characters), white: median(whites.slice(1)) ?? 0 };
  const words: RecognizedCharacter[][] = [];
  for (const [i, character] of characters.entries()) {
    const word = words.at(-1);
    const previous = word?.at(-1);
    const isNext = previous && !isSpaceBetween(previous, character, whites[i] ?? 0, usual);
    if (word && isNext) word.push(character);
    else words.push([character]);
  }
  return words;
}

function isSpaceBetween(
  previous: RecognizedCharacter,
  next: RecognizedCharacter,
  white: number,
  usual: Usual,
): boolean {
  const gap = next.start - previous.end;
  if (gap < MIN_GAP) return false;
  const isCapital = /\p{Ll}/u.test(previous.character) && /\p{Lu}/u.test(next.character);
  const isNumber = isDigit(previous.character) !== isDigit(next.character);
  const isWhite = white >= MIN_WHITE && white >= WIDE_WHITE * usual.white;
  return (
    next.spaceBefore > MIN_SPACE ||
    (isCapital && next.spaceBefore > MIN_SPACE_BEFORE_CAPITAL) ||
    (gap >= WIDE_GAP * usual.pitch && next.spaceBefore > MIN_SPACE_IN_WIDE_GAP) ||
    (isWhite && (isNumber || isCapital) && next.spaceBefore > MIN_SPACE_IN_WHITE)
  );
}

function whiteBetween(
  previous: RecognizedCharacter | undefined,
  next: RecognizedCharacter,
  ink: Ink,
): number {
  const from = Math.round(((previous?.start ?? 0) + (previous?.end ?? 0) + 1) * (STEP_WIDTH / 2));
  const to = Math.round((next.start + next.end + 1) * (STEP_WIDTH / 2));
  return widestGap(ink, Math.min(from, ink.width), Math.min(to, ink.width)).width;
}

/** The median, so that spaces have no influence. */
export function usualPitch(characters: readonly RecognizedCharacter[]): number {
  const pitches = characters.slice(1).map(({ start }, i) => start - (characters[i]?.start ?? 0));
  return median(pitches) ?? MIN_GAP;
}

function median(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

function isDigit(character: string): boolean {
  return /\p{N}/u.test(character);
}
