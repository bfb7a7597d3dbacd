import type { Rectangle, PixelPoint } from './quad.ts';

/** The convex hull, clockwise on a screen, by Andrew's monotone chain. */
export function hullOf(points: readonly PixelPoint[]): PixelPoint[] {
  const sorted = points.toSorted((a, b) => a.x - b.x || a.y - b.y);
  const lower = chain(sorted);
  const upper = chain(sorted.reverse());
  return [...lower.slice(0, -1), ...upper.slice(0, -1)];
}

function chain(sorted: readonly PixelPoint[]): PixelPoint[] {
  const kept: PixelPoint[] = [];
  for (const point of sorted) {
    while (kept.length > 1 && !turnsRight(kept.at(-2), kept.at(-1), point)) kept.pop();
    kept.push(point);
  }
  return kept;
}

function turnsRight(a: PixelPoint | undefined, b: PixelPoint | undefined, c: PixelPoint): boolean {
  if (!a || !b) return true;
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x) > 0;
}

/** The minimum-area rectangle, which always shares an edge with the hull. */
export function smallestRectangle(hull: readonly PixelPoint[]): Rectangle {
  let best = rectangleAt(hull, 0);
  for (const [index, point] of hull.entries()) {
    const next = hull[(index + 1) % hull.length] ?? point;
    const candidate = rectangleAt(hull, Math.atan2(next.y - point.y, next.x - point.x));
    if (candidate.width * candidate.height < best.width * best.height) best = candidate;
  }
  return best;
}

/** The rectangle around a hull whose width runs at `angle`. */
export function rectangleAt(hull: readonly PixelPoint[], angle: number): Rectangle {
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { x, y } of hull) {
    const along = x * cos + y * sin;
    const down = y * cos - x * sin;
    if (along < left) left = along;
    if (along > right) right = along;
    if (down < top) top = down;
    if (down > bottom) bottom = down;
  }
  const [along, down] = [(left + right) / 2, (top + bottom) / 2];
  return {
    center: { x: along * cos - down * sin, y: along * sin + down * cos },
    width: right - left,
    height: bottom - top,
    angle,
  };
}
