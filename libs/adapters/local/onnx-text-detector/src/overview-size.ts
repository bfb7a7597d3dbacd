/** The detection model needs sides that are multiples of this, and finds nothing in fewer than two. */
const SIDE_UNIT = 32;
const MIN_SIDE = 2 * SIDE_UNIT;
/**
 * The model's memory and time are proportional to the area, so nearly square pictures are limited to this share of the
 * square. Results hardly differ, because lines are recognised in the large picture.
 */
const MAX_SHARE_OF_SQUARE = 0.5;

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Scale and size of the picture for the detection model, and its size padded to whole units. */
export function overviewSize(
  { width, height }: Size,
  maxSide: number,
): { scale: number; inner: Size; outer: Size } {
  const bySide = maxSide / Math.max(width, height);
  const byArea = Math.sqrt((MAX_SHARE_OF_SQUARE * maxSide ** 2) / (width * height));
  const scale = Math.min(1, bySide, byArea);
  const inner = { width: atLeastOne(width * scale), height: atLeastOne(height * scale) };
  return { scale, inner, outer: { width: filledUp(inner.width), height: filledUp(inner.height) } };
}

function atLeastOne(side: number): number {
  return Math.max(1, Math.round(side));
}

function filledUp(side: number): number {
  return Math.max(MIN_SIDE, Math.ceil(side / SIDE_UNIT) * SIDE_UNIT);
}
