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

/** Lines as upright boxes, as columns: a hostile page has half a million. */
interface Places {
  readonly left: Float64Array;
  readonly right: Float64Array;
  readonly top: Float64Array;
  readonly bottom: Float64Array;
  /** Indices of the lines that show text, from top to bottom. */
  readonly order: Int32Array;
}

type Extent = readonly [left: number, right: number];

export function lineGraphOf(
  detection: TextDetection,
  hasText: (line: number) => boolean,
): LineGraph {
  const count = detection.lines.length;
  const nowhere = (): Int32Array => new Int32Array(count).fill(NO_LINE);
  const graph = { right: nowhere(), below: nowhere(), wrap: nowhere(), row: new Int32Array(count) };
  const places = placeLines(detection, hasText);
  if (places.order.every((line) => heightOf(places, line) === 0)) return followOrder(graph, places);
  const left = linkRows(places, graph.right);
  linkBelow(places, graph, left);
  numberRows(graph, left);
  return graph;
}

/** An engine that tells no places is taken by its word: one line after the other. */
function followOrder(graph: LineGraph, { order }: Places): LineGraph {
  const lines = order.toSorted();
  lines.forEach((line, index) => {
    graph.below[line] = lines[index + 1] ?? NO_LINE;
    graph.row[line] = index;
  });
  return graph;
}

/** Lines as boxes in pixels, turned by the page's slant so that rows are level. */
function placeLines(
  { lines, width = 1, height = 1 }: TextDetection,
  hasText: (line: number) => boolean,
): Places {
  const angle = slantOf(lines, width, height);
  const [cos, sin] = angle === 0 ? [1, 0] : [Math.cos(angle), -Math.sin(angle)];
  const column = (value: number): Float64Array => new Float64Array(lines.length).fill(value);
  const [left, right] = [column(Infinity), column(-Infinity)];
  const [top, bottom] = [column(Infinity), column(-Infinity)];
  lines.forEach(({ polygon }, line) => {
    for (const point of polygon) {
      const x = point.x * width * cos - point.y * height * sin;
      const y = point.x * width * sin + point.y * height * cos;
      left[line] = Math.min(at(left, line), x);
      right[line] = Math.max(at(right, line), x);
      top[line] = Math.min(at(top, line), y);
      bottom[line] = Math.max(at(bottom, line), y);
    }
  });
  const order = topToBottom({ left, top }, hasText);
  return { left, right, top, bottom, order };
}

function topToBottom(
  { left, top }: Pick<Places, 'left' | 'top'>,
  hasText: (line: number) => boolean,
): Int32Array {
  const order = new Int32Array(top.length);
  let count = 0;
  for (let line = 0; line < top.length; line++) if (hasText(line)) order[count++] = line;
  const lines = order.subarray(0, count);
  const compare = (a: number, b: number): number =>
    at(top, a) - at(top, b) || at(left, a) - at(left, b) || a - b;
  // Engines mostly read from top to bottom, and sorting is what costs.
  const isSorted = lines.every(
    (line, index) => index === 0 || compare(lines[index - 1] ?? 0, line) < 0,
  );
  return isSorted ? lines : lines.sort(compare);
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

function at(column: Float64Array, line: number): number {
  return column[line] ?? 0;
}

function heightOf({ top, bottom }: Places, line: number): number {
  return at(bottom, line) - at(top, line);
}

/** Links each line to its nearest right neighbour; gives for each line its left one. */
function linkRows(places: Places, right: Int32Array): Int32Array {
  const left = new Int32Array(right.length).fill(NO_LINE);
  let tallest = 0;
  for (const line of places.order) tallest = Math.max(tallest, heightOf(places, line));
  places.order.forEach((line, index) => {
    right[line] = rightNeighbour(places, index, tallest);
  });
  for (const line of places.order) {
    const next = right[line] ?? NO_LINE;
    if (next === NO_LINE) continue;
    if (left[next] === NO_LINE) left[next] = line;
    else right[line] = NO_LINE;
  }
  return left;
}

function rightNeighbour(places: Places, index: number, tallest: number): number {
  const { order, top, bottom, left } = places;
  const line = order[index] ?? 0;
  let nearest = NO_LINE;
  const consider = (other: number): void => {
    if (!isRightNeighbour(places, line, other)) return;
    if (nearest === NO_LINE || at(left, other) < at(left, nearest)) nearest = other;
  };
  for (let step = 1; step <= MOST_LOOKED_AT; step++) {
    const after = order[index + step];
    if (after === undefined || at(top, after) >= at(bottom, line)) break;
    consider(after);
  }
  for (let step = 1; step <= MOST_LOOKED_AT; step++) {
    const before = order[index - step];
    if (before === undefined || at(top, before) + tallest <= at(top, line)) break;
    consider(before);
  }
  return nearest;
}

function isRightNeighbour(places: Places, line: number, other: number): boolean {
  const heights = [heightOf(places, line), heightOf(places, other)];
  const smaller = Math.min(...heights);
  const gap = at(places.left, other) - at(places.right, line);
  return (
    isSameRow(places, line, other) &&
    gap >= -WIDEST_TOUCH * smaller &&
    gap <= WIDEST_GAP * Math.max(...heights) &&
    at(places.left, other) > at(places.left, line)
  );
}

function isSameRow(places: Places, line: number, other: number): boolean {
  const { top, bottom } = places;
  const overlap =
    Math.min(at(bottom, line), at(bottom, other)) - Math.max(at(top, line), at(top, other));
  return overlap >= SAME_ROW_OVERLAP * Math.min(heightOf(places, line), heightOf(places, other));
}

function linkBelow(places: Places, graph: LineGraph, left: Int32Array): void {
  places.order.forEach((line, index) => {
    const own: Extent = [at(places.left, line), at(places.right, line)];
    graph.below[line] = firstBelow(places, index, own);
    if (graph.right[line] !== NO_LINE || left[line] === NO_LINE) return;
    const head = headOf(line, left);
    const next = firstBelow(places, index, [at(places.left, head), at(places.right, line)]);
    if (next !== NO_LINE) graph.wrap[line] = headOf(next, left);
  });
}

/** The first line further down that lies under this stretch of the page. */
function firstBelow(places: Places, index: number, [from, to]: Extent): number {
  const { order, top, left, right } = places;
  const line = order[index] ?? 0;
  const centre = at(top, line) + heightOf(places, line) / 2;
  for (let step = 1; step <= MOST_LOOKED_AT; step++) {
    const other = order[index + step];
    if (other === undefined) break;
    const isLower = at(top, other) + heightOf(places, other) / 2 > centre;
    const isUnder = at(left, other) < to && at(right, other) > from;
    if (isLower && isUnder && !isSameRow(places, line, other)) return other;
  }
  return NO_LINE;
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
