import type { Size } from './overview-size.ts';

/** The detection model needs sides that are multiples of this, and finds nothing in fewer than two. */
const SIDE_UNIT = 32;
const MIN_SIDE = 2 * SIDE_UNIT;
/**
 * Tiles share this many pixels, so that what is near an edge of one is well inside the other. Beside an edge the model
 * misses some 50 pixels along a line, but hardly any across it.
 */
const OVERLAP = { columns: 128, rows: 64 } as const;
/** Longer tiles are no slower and cut fewer lines. */
const MAX_SIDE = 1440;

/** A part of an overview that the detection model sees at once. */
export interface Tile {
  readonly left: number;
  readonly top: number;
  /** Multiples of 32; they may reach beyond the overview. */
  readonly width: number;
  readonly height: number;
}

/** Overlapping parts of one length along a side of an overview. */
interface Parts {
  readonly count: number;
  readonly side: number;
}

/**
 * Covers an overview with overlapping tiles of at most `maxArea` pixels, as little of it twice as possible.
 */
export function tilesOf({ width, height }: Size, maxArea: number): Tile[] {
  let best: { readonly columns: Parts; readonly rows: Parts; readonly looked: number } | undefined;
  for (let count = 1; count <= Math.ceil(width / MIN_SIDE); count++) {
    const columns = { count, side: sideOf(width, count, OVERLAP.columns) };
    const rows = rowsOf(height, columns, maxArea);
    const area = columns.side * rows.side;
    const looked = area * count * rows.count;
    const isAllowed = columns.side <= MAX_SIDE && area <= maxArea;
    if (isAllowed && looked < (best?.looked ?? Infinity)) best = { columns, rows, looked };
  }
  if (!best) throw new RangeError(`A picture of ${width}×${height} cannot be divided into tiles`);
  const { columns, rows } = best;
  const lefts = startsOf(columns, width);
  return startsOf(rows, height).flatMap((top) =>
    lefts.map((left) => ({ left, top, width: columns.side, height: rows.side })),
  );
}

/** The whole overview as one tile. */
export function wholeTile({ width, height }: Size): Tile {
  return { left: 0, top: 0, width: sideOf(width, 1, 0), height: sideOf(height, 1, 0) };
}

/** Length of each of `count` overlapping parts that together cover `total`. */
function sideOf(total: number, count: number, overlap: number): number {
  return Math.max(MIN_SIDE, ceilToUnit((total + (count - 1) * overlap) / count));
}

function countOf(total: number, most: number, overlap: number): number {
  if (sideOf(total, 1, overlap) <= most) return 1;
  return Math.ceil((total - overlap) / Math.max(1, most - overlap));
}

function rowsOf(height: number, columns: Parts, maxArea: number): Parts {
  const mostHeight = Math.min(MAX_SIDE, floorToUnit(maxArea / columns.side));
  const count = countOf(height, mostHeight, OVERLAP.rows);
  return { count, side: sideOf(height, count, OVERLAP.rows) };
}

function startsOf({ count, side }: Parts, total: number): number[] {
  return Array.from({ length: count }, (_, index) =>
    count === 1 ? 0 : Math.round((index * (total - side)) / (count - 1)),
  );
}

function ceilToUnit(side: number): number {
  return Math.ceil(side / SIDE_UNIT) * SIDE_UNIT;
}

function floorToUnit(side: number): number {
  return Math.floor(side / SIDE_UNIT) * SIDE_UNIT;
}
