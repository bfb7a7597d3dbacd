import { boxAround, type Match, type TextDetection } from '@glyphwatch/domain';

/** In pixels of the upright page, as people see it. */
export interface Pixels {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Around the part of a match on the page where it begins; `undefined` if it has no place, or the page no known size. */
export function pixelsOf(
  { polygons, polygonPages, page }: Match,
  detection: TextDetection | undefined,
): Pixels | undefined {
  const points = polygons.filter((_, index) => (polygonPages?.[index] ?? page) === page).flat();
  const { width, height } =
    (page === undefined ? undefined : detection?.pages?.find(({ number }) => number === page)) ??
    detection ??
    {};
  if (points.length === 0 || width === undefined || height === undefined) return undefined;
  const box = boxAround(points);
  const [left, top] = [Math.floor(box.left * width), Math.floor(box.top * height)];
  return {
    left,
    top,
    width: Math.ceil((box.left + box.width) * width) - left,
    height: Math.ceil((box.top + box.height) * height) - top,
  };
}
