import type { TextDetection } from '@glyphwatch/domain';

/*
 * Where a phrase may go on at the end of a line, by geometry, in the frame of the page's own slant:
 *
 *     ┌────────┐ right ┌──────┐          right: the neighbour on the same visual row
 *     │ DANGER │──────►│ HIGH │          below: the next line that overlaps this one horizontally
 *     └────────┘       └──────┘          wrap:  from a row's last line to the first of the next row
 *      below│  ┌───────────┘wrap
 *           ▼  ▼
 *     ┌─────────┐
 *     │ VOLTAGE │
 *     └─────────┘
 */
export interface LineGraph {
  /** Index of a line, or NO_LINE. */
  readonly right: Int32Array;
  readonly below: Int32Array;
  readonly wrap: Int32Array;
  /** Number of each line's visual row, counted in the engine's reading order. */
  readonly row: Int32Array;
}

export const NO_LINE = -1;
const SAME_ROW_OVERLAP = 0.5;
/** In text heights. */
const WIDEST_GAP = 3;
/** Neighbours may touch or overlap a little. */
const WIDEST_TOUCH = 0.5;
/** Looking further would make crowded pages slow; a sign's next line is never that far. */
const MOST_LOOKED_AT = 200;

interface Placed {
  readonly line: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly height: number;
}

export function lineGraphOf(
  detection: TextDetection,
  hasText: (line: number) => boolean,
): LineGraph {
  const count = detection.lines.length;
  const nowhere = (): Int32Array => new Int32Array(count).fill(NO_LINE);
  const graph = { right: nowhere(), below: nowhere(), wrap: nowhere(), row: new Int32Array(count) };
  const placed = placeLines(detection).filter(({ line }) => hasText(line));
  if (placed.every(({ height }) => height === 0)) return followOrder(graph, placed);
  placed.sort((a, b) => a.top - b.top || a.left - b.left || a.line - b.line);
  const left = linkRows(placed, graph.right);
  linkBelow(placed, graph, left);
  numberRows(graph, left);
  return graph;
}

/** An engine that tells no places is taken by its word: one line after the other. */
function followOrder(graph: LineGraph, placed: readonly Placed[]): LineGraph {
  placed.forEach(({ line }, index) => {
    graph.below[line] = placed[index + 1]?.line ?? NO_LINE;
    graph.row[line] = index;
  });
  return graph;
}

/** Lines as boxes in pixels, turned by the page's slant so that rows are level. */
function placeLines({ lines, width = 1, height = 1 }: TextDetection): Placed[] {
  const angle = slantOf(lines, width, height);
  const [cos, sin] = angle === 0 ? [1, 0] : [Math.cos(angle), -Math.sin(angle)];
  return lines.map(({ polygon }, line) => {
    let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
    for (const point of polygon) {
      const x = point.x * width * cos - point.y * height * sin;
      const y = point.x * width * sin + point.y * height * cos;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
    return { line, left, right, top, bottom, height: bottom - top };
  });
}

/** The direction of all top edges together: long lines count more. */
function slantOf(lines: TextDetection['lines'], width: number, height: number): number {
  let dx = 0;
  let dy = 0;
  for (const { polygon } of lines) {
    dx += (polygon[1].x - polygon[0].x) * width;
    dy += (polygon[1].y - polygon[0].y) * height;
  }
  return dy === 0 && dx >= 0 ? 0 : Math.atan2(dy, dx);
}

/** Links each line to its nearest right neighbour; gives for each line its left one. */
function linkRows(placed: readonly Placed[], right: Int32Array): Int32Array {
  const left = new Int32Array(right.length).fill(NO_LINE);
  const gaps = new Map<number, number>();
  const tallest = placed.reduce((height, one) => Math.max(height, one.height), 0);
  placed.forEach((one, index) => {
    for (const other of levelWith(placed, index, tallest)) {
      if (!isRightNeighbour(one, other)) continue;
      const gap = other.left - one.right;
      if (gap >= (gaps.get(one.line) ?? Infinity)) continue;
      gaps.set(one.line, gap);
      right[one.line] = other.line;
    }
  });
  for (const { line } of placed) {
    const next = right[line] ?? NO_LINE;
    if (next === NO_LINE) continue;
    if (left[next] === NO_LINE) left[next] = line;
    else right[line] = NO_LINE;
  }
  return left;
}

/** Lines that may share a row with this one, from the list sorted by top. */
function levelWith(placed: readonly Placed[], index: number, tallest: number): readonly Placed[] {
  const { top, bottom } = placed[index] ?? { top: 0, bottom: 0 };
  const level: Placed[] = [];
  for (let step = 1; step <= MOST_LOOKED_AT; step++) {
    const after = placed[index + step];
    if (!after || after.top >= bottom) break;
    level.push(after);
  }
  for (let step = 1; step <= MOST_LOOKED_AT; step++) {
    const before = placed[index - step];
    if (!before || before.top + tallest <= top) break;
    level.push(before);
  }
  return level;
}

function isRightNeighbour(one: Placed, other: Placed): boolean {
  const smaller = Math.min(one.height, other.height);
  const overlap = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
  const gap = other.left - one.right;
  const height = Math.max(one.height, other.height);
  return (
    overlap >= SAME_ROW_OVERLAP * smaller &&
    gap >= -WIDEST_TOUCH * smaller &&
    gap <= WIDEST_GAP * height &&
    other.left > one.left
  );
}

function linkBelow(placed: readonly Placed[], graph: LineGraph, left: Int32Array): void {
  const extents = rowExtents(placed, graph.right, left);
  placed.forEach((one, index) => {
    graph.below[one.line] = firstBelow(placed, index, one, one)?.line ?? NO_LINE;
    if (graph.right[one.line] !== NO_LINE || left[one.line] === NO_LINE) return;
    const next = firstBelow(placed, index, one, extents.get(one.line) ?? one);
    if (next) graph.wrap[one.line] = headOf(next.line, left);
  });
}

function firstBelow(
  placed: readonly Placed[],
  index: number,
  one: Placed,
  extent: Pick<Placed, 'left' | 'right'>,
): Placed | undefined {
  const centre = one.top + one.height / 2;
  for (let step = 1; step <= MOST_LOOKED_AT; step++) {
    const other = placed[index + step];
    if (!other) return undefined;
    const isLower = other.top + other.height / 2 > centre && !isSameRow(one, other);
    if (isLower && other.left < extent.right && other.right > extent.left) return other;
  }
  return undefined;
}

function isSameRow(one: Placed, other: Placed): boolean {
  const overlap = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
  return overlap >= SAME_ROW_OVERLAP * Math.min(one.height, other.height);
}

/** For the last line of each row of several: how wide the row is. */
function rowExtents(
  placed: readonly Placed[],
  right: Int32Array,
  left: Int32Array,
): Map<number, Pick<Placed, 'left' | 'right'>> {
  const byLine: Placed[] = [];
  for (const one of placed) byLine[one.line] = one;
  const extents = new Map<number, Pick<Placed, 'left' | 'right'>>();
  for (const head of placed) {
    if (left[head.line] !== NO_LINE || right[head.line] === NO_LINE) continue;
    let last = head;
    for (let next = right[head.line] ?? NO_LINE; next !== NO_LINE; next = right[next] ?? NO_LINE) {
      last = byLine[next] ?? last;
    }
    extents.set(last.line, { left: head.left, right: last.right });
  }
  return extents;
}

function headOf(line: number, left: Int32Array): number {
  let head = line;
  while ((left[head] ?? NO_LINE) !== NO_LINE) head = left[head] ?? head;
  return head;
}

/** A row is numbered where the engine first reads one of its lines. */
function numberRows({ row }: LineGraph, left: Int32Array): void {
  const ofHead = new Int32Array(row.length).fill(NO_LINE);
  let rows = 0;
  for (let line = 0; line < row.length; line++) {
    const head = headOf(line, left);
    if (ofHead[head] === NO_LINE) ofHead[head] = rows++;
    row[line] = ofHead[head] ?? 0;
  }
}
