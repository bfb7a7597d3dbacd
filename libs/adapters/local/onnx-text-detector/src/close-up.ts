import type { Size } from './overview-size.ts';

/** Font size × scale from which the detection model finds text; it misses what is below 5.4. */
const FOUND_FROM = 7.5;

/** Screenshots and drawings: text of 12 pixels is found. */
const SCREEN = 0.65;
/** Documents, and long screenshots and scans that were saved as photos: 17 pixels, 6 points of a drawn PDF. */
const DOCUMENT = 0.45;
/** Photos: 21 pixels. */
const PHOTO = 0.36;
/** More than this × as long as wide is no photo. */
const LONG_ASPECT = 2.5;

const SCREEN_FORMATS: ReadonlySet<string> = new Set(['PNG', 'GIF', 'BMP']);
const DOCUMENT_FORMATS: ReadonlySet<string> = new Set(['PDF', 'TIFF']);

/** The scale at which text is located in an image of this kind, so that what people can read is found. */
export function neededScale(format: string, { width, height }: Size): number {
  if (SCREEN_FORMATS.has(format)) return SCREEN;
  const aspect = Math.max(width, height) / Math.min(width, height);
  return aspect > LONG_ASPECT || DOCUMENT_FORMATS.has(format) ? DOCUMENT : PHOTO;
}

/** Small pictures get a second look, enlarged. A smaller gain is not worth its time. */
const MIN_ENLARGEMENT = 1.15;
const MAX_ENLARGEMENT = 2;

/** The scale of a second, closer look; not above 1 where none is worthwhile. `fits`: see `fittingScale`. */
export function closeUpScale(fits: number, needed: number): number {
  return fits >= MIN_ENLARGEMENT ? Math.min(MAX_ENLARGEMENT, fits) : Math.min(1, needed);
}

/** Font size, in pixels of the image, below which text is not found at this scale. */
export function smallestFound(scale: number): number {
  return Math.ceil(FOUND_FROM / scale);
}
