import { hullOf, rectangleAt, smallestRectangle } from './enclose.ts';
import { alongText, isTelling, pageAngle } from './page-angle.ts';
import { quadOf, type Quad, type Rectangle } from './quad.ts';
import { findRegions } from './regions.ts';
import type { TextMap } from './text-map.ts';

const CORE_PROBABILITY = 0.3;
/** Mean probability inside the rectangle; below this it is texture rather than text. */
const MIN_LINE_PROBABILITY = 0.4;
/** In overview pixels, before and after growing. */
const MIN_CORE_SIDE = 3;
const MIN_LINE_SIDE = 5;
/** The model marks a line's shrunken core; this undoes the shrinking (PaddleOCR's unclip ratio). */
const GROWTH = 1.6;
/** Rectangles in pixels of the map, with their width along the text. */
export function findLines(map: TextMap): Rectangle[] {
  const hulls = findRegions(map.values, map.width, map.height, CORE_PROBABILITY).map(hullOf);
  const cores = hulls.map((hull) => ({ hull, core: smallestRectangle(hull) }));
  const page = pageAngle(cores.map(({ core }) => core));
  return cores
    .map(({ hull, core }) => (isTelling(core) ? core : rectangleAt(hull, page ?? 0)))
    .map((core) => alongText(core, page))
    .filter(({ width, height }) => Math.min(width, height) >= MIN_CORE_SIDE)
    .filter((core) => meanInside(map, quadOf(core)) >= MIN_LINE_PROBABILITY)
    .map(grow)
    .filter(({ width, height }) => Math.min(width, height) >= MIN_LINE_SIDE);
}

function grow({ center, width, height, angle }: Rectangle): Rectangle {
  const by = (width * height * GROWTH) / (width + height);
  return { center, width: width + by, height: height + by, angle };
}

/** Mean of the map over the pixels whose centres lie inside a quad. */
function meanInside({ values, width, height }: TextMap, quad: Quad): number {
  let sum = 0;
  let count = 0;
  const top = Math.max(0, Math.round(Math.min(...quad.map(({ y }) => y))));
  const bottom = Math.min(height, Math.round(Math.max(...quad.map(({ y }) => y))));
  for (let y = top; y < bottom; y += 1) {
    const [from, to] = crossings(quad, y + 0.5);
    const end = Math.min(width, Math.round(to));
    for (let x = Math.max(0, Math.round(from)); x < end; x += 1) {
      sum += values[y * width + x] ?? 0;
      count += 1;
    }
  }
  return count === 0 ? 0 : sum / count;
}

/** Where a horizontal line enters and leaves a convex quad. */
function crossings(quad: Quad, y: number): [number, number] {
  let [from, to] = [Infinity, -Infinity];
  for (const [index, a] of quad.entries()) {
    const b = quad[(index + 1) % 4] ?? a;
    if (a.y === b.y || a.y < y === b.y < y) continue;
    const x = a.x + ((y - a.y) * (b.x - a.x)) / (b.y - a.y);
    from = Math.min(from, x);
    to = Math.max(to, x);
  }
  return [from, to];
}
