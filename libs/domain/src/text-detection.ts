/*
 * Glossary
 *   detection   what an engine read in one image: lines, each with its words
 *   line, word  as the engine grouped them; a sign's wrapped phrase is several lines
 *   confidence  how sure the engine is of the reading, 0…1
 *   box         the upright rectangle around a line or word
 *   polygon     four corners that follow the text's own slant, from its top left, clockwise
 */

/** A point as fractions of the upright image's width and height (EXIF orientation applied). */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Four corners, from the text's own top left, clockwise as one reads it. */
export type Polygon = readonly [Point, Point, Point, Point];

/** Upright rectangle in fractions 0…1 of the upright image. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface DetectedWord {
  readonly text: string;
  /** 0…1 */
  readonly confidence: number;
  readonly box: Box;
  readonly polygon: Polygon;
}

export interface DetectedLine extends DetectedWord {
  readonly words: readonly DetectedWord[];
  /** The engine gave no place for single words; theirs were derived from the line's. */
  readonly derived?: true;
}

export interface TextDetection {
  /** Which engine read, e.g. `onnx` or `rekognition`. */
  readonly provider: string;
  readonly modelVersion: string;
  /** The engine may have read less than there is (Rekognition stops at 100 words). */
  readonly truncated: boolean;
  /** Size of the upright image in pixels, where the engine tells. */
  readonly width?: number;
  readonly height?: number;
  /** In the engine's reading order; empty when the image shows no text. */
  readonly lines: readonly DetectedLine[];
}

/** The upright rectangle around a polygon, kept inside the image. */
export function boxAround(polygon: readonly Point[]): Box {
  const clamp = (value: number): number => Math.min(1, Math.max(0, value));
  const xs = polygon.map(({ x }) => clamp(x));
  const ys = polygon.map(({ y }) => clamp(y));
  const left = Math.min(...xs);
  const top = Math.min(...ys);
  return { left, top, width: Math.max(...xs) - left, height: Math.max(...ys) - top };
}
