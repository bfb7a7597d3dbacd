import type { Box, Point } from '@glyphwatch/domain';

type IsInside = (point: Point) => boolean;
/** Where the line between two points crosses the edge. */
type Cross = (from: Point, to: Point) => Point;

/** The share of a box inside a polygon, 0…1. The polygon is clipped to the box (Sutherland–Hodgman). */
export function shareInside({ left, top, width, height }: Box, polygon: readonly Point[]): number {
  const [right, bottom] = [left + width, top + height];
  let piece = polygon;
  piece = cut(piece, ({ x }) => x >= left, atX(left));
  piece = cut(piece, ({ x }) => x <= right, atX(right));
  piece = cut(piece, ({ y }) => y >= top, atY(top));
  piece = cut(piece, ({ y }) => y <= bottom, atY(bottom));
  return width * height > 0 ? area(piece) / (width * height) : 0;
}

function cut(polygon: readonly Point[], isInside: IsInside, cross: Cross): Point[] {
  return polygon.flatMap((point, index) => {
    const before = polygon.at(index - 1) ?? point;
    const crossing = isInside(before) === isInside(point) ? [] : [cross(before, point)];
    return isInside(point) ? [...crossing, point] : crossing;
  });
}

function atX(x: number): Cross {
  return (from, to) => ({ x, y: from.y + ((to.y - from.y) * (x - from.x)) / (to.x - from.x) });
}

function atY(y: number): Cross {
  return (from, to) => ({ x: from.x + ((to.x - from.x) * (y - from.y)) / (to.y - from.y), y });
}

function area(polygon: readonly Point[]): number {
  const doubled = polygon.reduce((sum, { x, y }, index) => {
    const before = polygon.at(index - 1) ?? { x, y };
    return sum + before.x * y - x * before.y;
  }, 0);
  return Math.abs(doubled) / 2;
}
