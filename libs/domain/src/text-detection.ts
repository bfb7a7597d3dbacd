/*
 * Glossary
 *   detection   what an engine read in one image: lines, each with its words
 *   line, word  as the engine grouped them; a sign's wrapped phrase is several lines
 *   page        a page of a document, or a frame of an animation that shows something new; most images have one
 *   confidence  how sure the engine is of the reading, 0…1
 *   box         the upright rectangle around a line or word
 *   polygon     four corners that follow the text's own slant, from its top left, clockwise
 */

/** A point as fractions of the width and height of its page, upright (EXIF orientation applied). */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Four corners, from the text's own top left, clockwise as one reads it. */
export type Polygon = readonly [Point, Point, Point, Point];

/** Upright rectangle in fractions 0…1 of its page, upright. */
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
  /** Number of its page or frame, from 1; absent in images of one page. */
  readonly page?: number;
  /** The engine gave no place for single words; theirs were derived from the line's. */
  readonly derived?: true;
}

/** One page of a document, or one frame of an animation. */
export interface DetectedPage {
  /** From 1. */
  readonly number: number;
  /** Size of the upright page in pixels. */
  readonly width?: number;
  readonly height?: number;
  /** Why it could not be read, or not all of it if it has a size; the others count. */
  readonly unread?: string;
}

export interface TextDetection {
  /** Which engine read, e.g. `onnx` or `rekognition`. */
  readonly provider: string;
  readonly modelVersion: string;
  /** The engine may have read less than there is: it stops at so many words or pages, or a page is unread. */
  readonly truncated: boolean;
  /**
   * Font size, in pixels of the image, below which text was not looked for: a large picture was only glanced at.
   * Absent when the engine looked for all that people can read.
   */
  readonly unseenBelow?: number;
  /** Most of the text, of one page at least, seems to be in a script that the engine does not read, or is too unclear to tell. */
  readonly unknownScript?: true;
  /** Size of the upright image, or of its first page, in pixels, where the engine tells. */
  readonly width?: number;
  readonly height?: number;
  /**
   * What was looked at, in order; absent in images of one page. Frames that show the same as the one before are left
   * out, so numbers may skip.
   */
  readonly pages?: readonly DetectedPage[];
  /** Pages or frames that the file has; absent in images of one page. */
  readonly pageCount?: number;
  /** How many of these were read; absent when all were. */
  readonly pagesRead?: number;
  /** Page by page, each in the engine's reading order; empty when the image shows no text. */
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

export function rectangle(left: number, top: number, right: number, bottom: number): Polygon {
  return [
    { x: left, y: top },
    { x: right, y: top },
    { x: right, y: bottom },
    { x: left, y: bottom },
  ];
}
