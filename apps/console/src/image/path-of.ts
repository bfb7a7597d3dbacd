interface Point {
  readonly x: number;
  readonly y: number;
}

/** How far frames stand off what they mark, in fractions of the picture, so that they do not strike it out. */
const AIR = 0.004;

/** All polygons as one SVG path in fractions of the picture: two thousand words cost one element. */
export function pathOf(polygons: Iterable<readonly Point[]>): string {
  let path = '';
  for (const polygon of polygons)
    path += `M${polygon.map(({ x, y }) => `${short(x)} ${short(y)}`).join('L')}Z`;
  return path;
}

/** The same with some air around each polygon. */
export const framesOf = (polygons: readonly (readonly Point[])[]): string =>
  pathOf(polygons.map(withAir));

function withAir(polygon: readonly Point[]): Point[] {
  const centre = (axis: 'x' | 'y') =>
    polygon.reduce((sum, point) => sum + point[axis], 0) / polygon.length;
  const [x, y] = [centre('x'), centre('y')];
  return polygon.map((point) => ({
    x: point.x + Math.sign(point.x - x) * AIR,
    y: point.y + Math.sign(point.y - y) * AIR,
  }));
}

const short = (fraction: number): string => String(Math.round(fraction * 1e5) / 1e5);
