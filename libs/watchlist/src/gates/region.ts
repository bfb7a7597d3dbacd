import type { Box, Point } from '@glyphwatch/domain';
import type { Region } from '../rule.ts';
import { centreOf, contains, coveredShare } from './geometry.ts';

const MIN_OVERLAP = 0.5;
/** So that a text exactly at a region's edge is inside despite rounding. */
const ROUNDING = 1e-9;

/** Why a place is outside a rule's region, for the explanation; `undefined` if it is inside. */
export function outsideRegion(regions: readonly Region[], box: Box): string | undefined {
  const included = regions.filter(({ exclude }) => !exclude);
  if (included.length > 0 && !included.some((region) => isInside(region, box))) {
    return 'it lies outside the region';
  }
  const isExcluded = regions.some((region) => region.exclude && isInside(region, box));
  return isExcluded ? 'it lies in an excluded region' : undefined;
}

function isInside(region: Region, box: Box): boolean {
  const corners = cornersOf(region);
  if (region.test === 'overlap') return coveredShare(box, corners) >= MIN_OVERLAP - ROUNDING;
  const { x, y } = centreOf(box);
  if (region.shape === 'polygon') return contains(corners, { x, y });
  const isWithin = (value: number, from: number, size: number): boolean =>
    value >= from - ROUNDING && value <= from + size + ROUNDING;
  return isWithin(x, region.x, region.w) && isWithin(y, region.y, region.h);
}

function cornersOf(region: Region): readonly Point[] {
  if (region.shape === 'polygon') return region.points;
  const { x, y, w, h } = region;
  return [
    { x, y },
    { x: x + w, y },
    { x: x + w, y: y + h },
    { x, y: y + h },
  ];
}
