/**
 * The model's memory and time are proportional to the area, so nearly square pictures are limited to this share of the
 * square. Results hardly differ, because lines are recognised in the large picture.
 */
const MAX_SHARE_OF_SQUARE = 0.5;

/** With less, overlapping tiles would have to be larger than the model may see at once. */
export const SMALLEST_MAX_SIDE = 192;

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The scale at which the whole picture fits into one look of the detection model. */
export function fittingScale({ width, height }: Size, maxSide: number): number {
  const bySide = maxSide / Math.max(width, height);
  const byArea = Math.sqrt(maxArea(maxSide) / (width * height));
  return Math.min(bySide, byArea);
}

/** Pixels that the detection model may see at once. */
export function maxArea(maxSide: number): number {
  return MAX_SHARE_OF_SQUARE * maxSide ** 2;
}

export function scaled({ width, height }: Size, scale: number): Size {
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
}
