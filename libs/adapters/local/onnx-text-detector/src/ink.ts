import { STRIP_HEIGHT, type Strip } from './strip.ts';

/** A mask of a strip, row by row: 1 where a pixel contrasts with the background, else 0. */
export interface Ink {
  readonly width: number;
  readonly mask: Uint8Array;
}

/** In strip pixels; `right` and `bottom` are exclusive. */
export interface Extent {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Contrast of ink as a share of the strongest contrast, so that half-covered edge pixels just count. */
const INK_CONTRAST = 0.4;
/** Quantile for the strongest contrast, so that a few stray pixels do not count. */
const STRONG = 0.98;
/** Rows without ink within a word (below the dot of an i); beyond more of them is the line above or below. */
const MAX_EMPTY_ROWS = 6;

const found = new WeakMap<Strip, Ink>();

/** Found once for each strip. */
export function findInk(strip: Strip): Ink {
  const ink = found.get(strip) ?? inkOf(strip);
  found.set(strip, ink);
  return ink;
}

function inkOf(strip: Strip): Ink {
  const shades = shadesOf(strip);
  // Letters cover less than half of a line, so the median is the background, whether dark or light.
  const counts = countShades(shades);
  const background = quantile(counts, 0.5);
  const least = Math.max(8, quantile(contrastsTo(background, counts), STRONG) * INK_CONTRAST);
  const isInk = Uint8Array.from(counts, (_, shade) =>
    Number(Math.abs(shade - background) >= least),
  );
  for (let i = 0; i < shades.length; i += 1) shades[i] = isInk[shades[i]!]!;
  return { width: strip.width, mask: shades };
}

/** A grey copy, row by row. */
export function shadesOf({ width, planes }: Strip): Uint8Array<ArrayBuffer> {
  const size = width * STRIP_HEIGHT;
  const shades = new Uint8Array(size);
  for (let i = 0; i < size; i += 1) {
    shades[i] = (planes[i]! * 2 + planes[i + size]! * 5 + planes[i + 2 * size]!) >> 3;
  }
  return shades;
}

/** The background, whether dark or light. */
export function medianOf(shades: Uint8Array): number {
  return quantile(countShades(shades), 0.5);
}

function countShades(shades: Uint8Array): Uint32Array {
  const counts = new Uint32Array(256);
  for (let i = 0; i < shades.length; i += 1) counts[shades[i]!]! += 1;
  return counts;
}

/** Histogram of pixels by their difference from the background. */
function contrastsTo(background: number, counts: Uint32Array): Uint32Array {
  const contrasts = new Uint32Array(256);
  for (const [shade, count] of counts.entries()) contrasts[Math.abs(shade - background)]! += count;
  return contrasts;
}

function quantile(counts: Uint32Array, share: number): number {
  let rest = share * counts.reduce((sum, count) => sum + count, 0);
  const found = counts.findIndex((count) => (rest -= count) < 0);
  return found < 0 ? 255 : found;
}

/** The widest run of columns without ink: where one word ends and the next begins. */
export function widestGap(ink: Ink, from: number, to: number): { middle: number; width: number } {
  let best = { start: (from + to) / 2, length: 0 };
  let start = from;
  for (let x = from; x <= to; x += 1) {
    if (x < to && !columnHasInk(ink, x)) continue;
    if (x - start > best.length) best = { start, length: x - start };
    start = x + 1;
  }
  return { middle: Math.round(best.start + best.length / 2), width: best.length };
}

/** All runs of columns without ink between the first and the last with ink, the widest first. */
export function gapsBetween(ink: Ink): { middle: number; width: number }[] {
  const gaps: { middle: number; width: number }[] = [];
  let last: number | undefined;
  for (let x = 0; x < ink.width; x += 1) {
    if (!columnHasInk(ink, x)) continue;
    const width = x - (last ?? x) - 1;
    if (width > 0) gaps.push({ middle: Math.round(x - width / 2), width });
    last = x;
  }
  return gaps.sort((a, b) => b.width - a.width);
}

/** Where each run of columns with ink begins: mostly one per letter. */
export function startsOfRuns(ink: Ink): number[] {
  const starts: number[] = [];
  let wasInk = false;
  for (let x = 0; x < ink.width; x += 1) {
    const isInk = columnHasInk(ink, x);
    if (isInk && !wasInk) starts.push(x);
    wasInk = isInk;
  }
  return starts;
}

/** Shrinks a range of columns to the ink inside it; unchanged if there is none. */
export function tighten(ink: Ink, from: number, to: number): Extent {
  let [left, right] = [from, to];
  while (left < right && !columnHasInk(ink, left)) left += 1;
  while (right > left && !columnHasInk(ink, right - 1)) right -= 1;
  if (left === right) return { left: from, top: 0, right: to, bottom: STRIP_HEIGHT };
  const isEmpty = (y: number) => !rowHasInk(ink, y, left, right);
  const middle = STRIP_HEIGHT / 2;
  const top = edge(middle, -1, isEmpty);
  const bottom = edge(middle, 1, isEmpty) + 1;
  return top < bottom
    ? { left, top, right, bottom }
    : { left, top: 0, right, bottom: STRIP_HEIGHT };
}

/** The last row with ink, outwards from the middle, before a gap larger than any letter has. */
function edge(middle: number, direction: 1 | -1, isEmpty: (y: number) => boolean): number {
  let last = middle;
  let empty = -middle;
  for (let y = middle; y >= 0 && y < STRIP_HEIGHT && empty <= MAX_EMPTY_ROWS; y += direction) {
    empty = isEmpty(y) ? empty + 1 : 0;
    if (empty === 0) last = y;
  }
  return last;
}

function columnHasInk({ width, mask }: Ink, x: number): boolean {
  // The outermost rows show parts of the lines above and below.
  for (let y = 6; y < STRIP_HEIGHT - 6; y += 1) if (mask[y * width + x]) return true;
  return false;
}

function rowHasInk({ width, mask }: Ink, y: number, left: number, right: number): boolean {
  for (let x = left; x < right; x += 1) if (mask[y * width + x]) return true;
  return false;
}
