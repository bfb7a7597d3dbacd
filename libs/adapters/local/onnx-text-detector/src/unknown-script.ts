/** One line of a picture. */
export interface LineCertainty {
  /** How sure PaddleOCR's models are, or 1 if it was read in another script. */
  readonly confidence: number;
  /** Width ÷ height. */
  readonly length: number;
}

/**
 * Below this, half of the text is unclear. PaddleOCR's models are at 0.94 and above on Latin text, but at 0.8 to 0.87 on
 * Cyrillic and Greek, 0.65 on Arabic, and near 0 on Korean.
 */
const UNCLEAR = 0.875;
/** Shorter text, in line heights, is mostly texture. */
const ENOUGH = 7;

/** Whether most of a picture's text seems to be in a script that was not read. Which one cannot be told. */
export function seemsUnknown(lines: readonly LineCertainty[]): boolean {
  const total = lengthOf(lines);
  const unclear = lengthOf(lines.filter(({ confidence }) => confidence < UNCLEAR));
  return total >= ENOUGH && unclear * 2 > total;
}

function lengthOf(lines: readonly LineCertainty[]): number {
  return lines.reduce((sum, { length }) => sum + length, 0);
}
