interface Point {
  readonly x: number;
  readonly y: number;
}

/** All polygons as one SVG path in fractions of the picture: two thousand words cost one element. */
export function pathOf(polygons: Iterable<readonly Point[]>): string {
  let path = '';
  for (const polygon of polygons)
    path += `M${polygon.map(({ x, y }) => `${short(x)} ${short(y)}`).join('L')}Z`;
  return path;
}

const short = (fraction: number): string => String(Math.round(fraction * 1e5) / 1e5);
