import {
  boxAround,
  type Box,
  type DetectedPage,
  type Point,
  type Polygon,
} from '@glyphwatch/domain';

/** The upright box around all words of a hit, in fractions. */
export function boxOf(polygons: readonly Polygon[]): Box {
  return boxAround(polygons.flat());
}

type Size = Pick<DetectedPage, 'width' | 'height'>;

/** Height of the smallest word, measured perpendicular to its slant, as a fraction of the page's height. */
export function textHeight(polygons: readonly Polygon[], { width = 1, height = 1 }: Size): number {
  const heights = polygons.map(([topLeft, topRight, bottomRight, bottomLeft]) => {
    const left = distance(topLeft, bottomLeft, width, height);
    const right = distance(topRight, bottomRight, width, height);
    return (left + right) / 2 / height;
  });
  return Math.min(...heights);
}

function distance(one: Point, other: Point, width: number, height: number): number {
  return Math.hypot((one.x - other.x) * width, (one.y - other.y) * height);
}

/** Degrees from level: the direction of the sum of all top edges, in pixels, so that long words count more. */
export function slantOf(polygons: readonly Polygon[], { width = 1, height = 1 }: Size): number {
  let dx = 0;
  let dy = 0;
  for (const [start, end] of polygons) {
    dx += (end.x - start.x) * width;
    dy += (end.y - start.y) * height;
  }
  return (Math.atan2(dy, dx) * 180) / Math.PI;
}

export function contains(polygon: readonly Point[], { x, y }: Point): boolean {
  let isInside = false;
  polygon.forEach((a, index) => {
    const b = polygon[(index + 1) % polygon.length] ?? a;
    const crosses = a.y > y !== b.y > y;
    if (crosses && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) isInside = !isInside;
  });
  return isInside;
}

/** Share of the box that lies inside the polygon, 0…1. */
export function coveredShare(box: Box, polygon: readonly Point[]): number {
  const area = box.width * box.height;
  if (area === 0) return contains(polygon, centreOf(box)) ? 1 : 0;
  return areaOf(clip(polygon, box)) / area;
}

export function centreOf({ left, top, width, height }: Box): Point {
  return { x: left + width / 2, y: top + height / 2 };
}

function areaOf(polygon: readonly Point[]): number {
  let doubled = 0;
  polygon.forEach((a, index) => {
    const b = polygon[(index + 1) % polygon.length] ?? a;
    doubled += a.x * b.y - b.x * a.y;
  });
  return Math.abs(doubled) / 2;
}

/** Sutherland–Hodgman clipping. */
function clip(polygon: readonly Point[], { left, top, width, height }: Box): readonly Point[] {
  const sides: readonly ((point: Point) => number)[] = [
    ({ x }) => x - left,
    ({ x }) => left + width - x,
    ({ y }) => y - top,
    ({ y }) => top + height - y,
  ];
  return sides.reduce<readonly Point[]>(cut, polygon);
}

function cut(polygon: readonly Point[], depth: (point: Point) => number): readonly Point[] {
  return polygon.flatMap((point, index) => {
    const before = polygon[(index + polygon.length - 1) % polygon.length] ?? point;
    const [from, to] = [depth(before), depth(point)];
    const share = from / (from - to);
    const crossing = {
      x: before.x + (point.x - before.x) * share,
      y: before.y + (point.y - before.y) * share,
    };
    const crosses = from < 0 !== to < 0;
    return [...(crosses ? [crossing] : []), ...(to >= 0 ? [point] : [])];
  });
}
