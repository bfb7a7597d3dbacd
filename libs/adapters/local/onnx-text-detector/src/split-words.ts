import type { SeenCharacter } from './decode-steps.ts';

/**
 * The model hardly ever says "space" between English words, but nearly always thinks of it: a space counts when it is
 * at least this likely,
 */
const LEAST_SPACE = 0.05;
/** or this likely where the gap is wide against the line's usual pitch, */
const LEAST_SPACE_IN_WIDE_GAP = 0.01;
const WIDE_GAP = 2;
/** or this likely where small letters turn into a capital. */
const LEAST_SPACE_BEFORE_CAPITAL = 0.03;
/** Steps: two characters closer than this touch. */
const LEAST_GAP = 2;

/** Groups a line's characters into words. */
export function splitWords(characters: readonly SeenCharacter[]): SeenCharacter[][] {
  const pitch = usualPitch(characters);
  const words: SeenCharacter[][] = [];
  for (const character of characters) {
    const word = words.at(-1);
    const previous = word?.at(-1);
    if (!word || !previous || isSpaceBetween(previous, character, pitch)) words.push([character]);
    else word.push(character);
  }
  return words;
}

function isSpaceBetween(previous: SeenCharacter, next: SeenCharacter, pitch: number): boolean {
  const gap = next.start - previous.end;
  if (gap < LEAST_GAP) return false;
  const isCapital = /\p{Ll}/u.test(previous.character) && /\p{Lu}/u.test(next.character);
  return (
    next.spaceBefore > LEAST_SPACE ||
    (isCapital && next.spaceBefore > LEAST_SPACE_BEFORE_CAPITAL) ||
    (gap >= WIDE_GAP * pitch && next.spaceBefore > LEAST_SPACE_IN_WIDE_GAP)
  );
}

/** Steps from one character to the next: the median, so that spaces do not count. */
export function usualPitch(characters: readonly SeenCharacter[]): number {
  const pitches = characters
    .slice(1)
    .map(({ start }, index) => start - (characters[index]?.start ?? 0));
  return pitches.toSorted((a, b) => a - b)[Math.floor(pitches.length / 2)] ?? LEAST_GAP;
}
