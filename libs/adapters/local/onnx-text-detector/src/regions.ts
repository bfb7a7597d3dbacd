import type { PixelPoint } from './quad.ts';

/** Adjacent pixels of one row; `end` is exclusive. */
interface Run {
  readonly y: number;
  readonly start: number;
  readonly end: number;
  region: number;
}

/**
 * Finds the 8-connected regions where a map exceeds a threshold. Returns only the outer corners of each region's rows, which
 * are sufficient for its hull.
 */
export function findRegions(
  map: Float32Array,
  width: number,
  height: number,
  threshold: number,
): PixelPoint[][] {
  const parents: number[] = [];
  const runs: Run[] = [];
  let above: Run[] = [];
  for (let y = 0; y < height; y += 1) {
    const row = runsOf(map.subarray(y * width, (y + 1) * width), y, threshold);
    for (const run of row) run.region = parents.push(parents.length) - 1;
    join(above, row, parents);
    runs.push(...row);
    above = row;
  }
  return cornersByRegion(runs, parents);
}

function runsOf(row: Float32Array, y: number, threshold: number): Run[] {
  const runs: Run[] = [];
  let start = -1;
  for (let x = 0; x <= row.length; x += 1) {
    const inside = x < row.length && (row[x] ?? 0) > threshold;
    if (inside && start < 0) start = x;
    if (!inside && start >= 0) {
      runs.push({ y, start, end: x, region: -1 });
      start = -1;
    }
  }
  return runs;
}

/** Both rows are sorted, so one pass finds every pair that touches. */
function join(above: readonly Run[], row: readonly Run[], parents: number[]): void {
  let first = 0;
  for (const run of row) {
    while ((above[first]?.end ?? Infinity) < run.start) first += 1;
    for (let i = first; (above[i]?.start ?? Infinity) <= run.end; i += 1) {
      const upper = above[i];
      if (upper) parents[rootOf(upper.region, parents)] = rootOf(run.region, parents);
    }
  }
}

function rootOf(region: number, parents: number[]): number {
  let root = region;
  while ((parents[root] ?? root) !== root) root = parents[root] ?? root;
  parents[region] = root;
  return root;
}

function cornersByRegion(runs: readonly Run[], parents: number[]): PixelPoint[][] {
  const regions = new Map<number, PixelPoint[]>();
  for (const { y, start, end, region } of runs) {
    const root = rootOf(region, parents);
    const corners = regions.get(root) ?? [];
    if (corners.length === 0) regions.set(root, corners);
    corners.push({ x: start, y }, { x: end, y }, { x: start, y: y + 1 }, { x: end, y: y + 1 });
  }
  return [...regions.values()];
}
