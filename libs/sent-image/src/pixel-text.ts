import {
  boxAround,
  type DetectedLine,
  type DetectedWord,
  type Point,
  type Polygon,
  rectangle,
} from '@glyphwatch/domain';

/** What an engine says of a line or word. */
export interface PixelText {
  readonly text: string;
  /** 0…1 */
  readonly confidence: number;
  /** Corners from the text's own top left, clockwise; in pixels, if a size is given to `pixelPlace`. */
  readonly corners: readonly Point[];
}

const FRACTIONS = { width: 1, height: 1 };

/** With its place as fractions of the picture, kept inside it. Other than four corners become the rectangle around them. */
export function pixelPlace(
  { text, confidence, corners }: PixelText,
  size: { readonly width: number; readonly height: number } = FRACTIONS,
): DetectedWord {
  const points = corners.map(({ x, y }) => ({
    x: clamp(x / size.width),
    y: clamp(y / size.height),
  }));
  const polygon = polygonOf(points);
  return { text, confidence: clamp(confidence), box: boxAround(polygon), polygon };
}

/**
 * A line with its words. Without a confidence of its own it has the mean of theirs; without words it is its own only word, whose
 * place is `derived`.
 */
export function lineOf(
  { confidence, ...line }: Omit<DetectedWord, 'confidence'> & { readonly confidence?: number },
  words: readonly DetectedWord[],
): DetectedLine {
  const own = confidence ?? mean(words.map((word) => word.confidence));
  if (words.length > 0) return { ...line, confidence: own, words };
  return { ...line, confidence: own, words: [{ ...line, confidence: own }], derived: true };
}

function polygonOf(points: readonly Point[]): Polygon {
  const [a, b, c, d, more] = points;
  if (a && b && c && d && !more) return [a, b, c, d];
  if (points.length === 0) return rectangle(0, 0, 1, 1);
  const { left, top, width, height } = boxAround(points);
  return rectangle(left, top, left + width, top + height);
}

function mean(numbers: readonly number[]): number {
  if (numbers.length === 0) return 0;
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

function clamp(fraction: number): number {
  return Number.isFinite(fraction) ? Math.min(1, Math.max(0, fraction)) : 0;
}
