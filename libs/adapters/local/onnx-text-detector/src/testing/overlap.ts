import type { Box } from '@glyphwatch/domain';

/** Intersection over union: 1 for equal boxes, 0 for disjoint ones. */
export function overlap(a: Box, b: Box): number {
  const shared =
    sharedLength(a.left, a.width, b.left, b.width) * sharedLength(a.top, a.height, b.top, b.height);
  const union = a.width * a.height + b.width * b.height - shared;
  return union > 0 ? shared / union : 0;
}

function sharedLength(a: number, aLength: number, b: number, bLength: number): number {
  return Math.max(0, Math.min(a + aLength, b + bLength) - Math.max(a, b));
}
