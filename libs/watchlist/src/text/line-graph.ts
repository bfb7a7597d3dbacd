import type { DetectedLine } from '@glyphwatch/domain';
import type { Sheet } from './sheets.ts';

/*
 * Where a phrase may continue at the end of a line, by geometry, after correcting the sheet's slant; never on another
 * sheet:
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
  /** Number of each line's visual row on its sheet, in the engine's reading order; computed on first use. */
  readonly rows: () => Int32Array;
}

export const NO_LINE = -1;
const SAME_ROW_OVERLAP = 0.5;
/** In text heights. */
const WIDEST_GAP = 3;
/** Neighbours may touch or overlap a little. */
const WIDEST_TOUCH = 0.5;
/** Bounds the cost of crowded pages; the next line of a sign is never that far away. */
const MAX_LINES_COMPARED = 200;

/** Bounding boxes of lines as a struct of arrays: a hostile page has half a million. */
interface LineBoxes {
  readonly left: Float64Array;
  readonly right: Float64Array;
  readonly top: Float64Array;
  readonly bottom: Float64Array;
  /** Indices of the lines with text, from top to bottom. */
  readonly order: Int32Array;
}

export function lineGraphOf(
  lines: readonly DetectedLine[],
  sheets: readonly Sheet[],
  hasText: (line: number) => boolean,
): LineGraph {
  const graphs = sheets.map((sheet) => {
    const { firstLine, endLine } = sheet;
    const own =
      firstLine === 0 && endLine === lines.length ? lines : lines.slice(firstLine, endLine);
    return graphOfSheet(own, sheet, (line) => hasText(firstLine + line));
  });
  const [only] = graphs;
  return graphs.length === 1 && only ? only : joined(graphs, sheets, lines.length);
}

/** One graph of all lines; those of each sheet keep to themselves. */
function joined(graphs: readonly LineGraph[], sheets: readonly Sheet[], count: number): LineGraph {
  const join = (part: (graph: LineGraph) => Int32Array, isLine: boolean): Int32Array => {
    const whole = new Int32Array(count);
    for (const [index, graph] of graphs.entries()) {
      const first = sheets[index]?.firstLine ?? 0;
      const shift = isLine ? first : 0;
      const own = part(graph).map((number) => (number === NO_LINE ? NO_LINE : number + shift));
      whole.set(own, first);
    }
    return whole;
  };
  let rows: Int32Array | undefined;
  return {
    right: join(({ right }) => right, true),
    below: join(({ below }) => below, true),
    wrap: join(({ wrap }) => wrap, true),
    rows: () => (rows ??= join((graph) => graph.rows(), false)),
  };
}

function graphOfSheet(
  lines: readonly DetectedLine[],
  sheet: Sheet,
  hasText: (line: number) => boolean,
): LineGraph {
  const nowhere = (): Int32Array => new Int32Array(lines.length).fill(NO_LINE);
  const boxes = boxesOf(lines, sheet, hasText);
  if (!hasHeight(boxes)) return followOrder(boxes, nowhere);
  const right = nowhere();
  const left = linkRows(boxes, right, nowhere());
  const links = { right, below: nowhere(), wrap: nowhere() };
  linkBelow(boxes, links, left);
  let rows: Int32Array | undefined;
  return { ...links, rows: () => (rows ??= numberRows(left)) };
}

function hasHeight(boxes: LineBoxes): boolean {
  return boxes.order.some((line) => heightOf(boxes, line) !== 0);
}

/** If the engine reports no positions, a phrase continues in the next line of the engine's order. */
function followOrder({ order }: LineBoxes, nowhere: () => Int32Array): LineGraph {
  const [below, rows] = [nowhere(), new Int32Array(nowhere().length)];
  const lines = order.toSorted();
  lines.forEach((line, index) => {
    below[line] = lines[index + 1] ?? NO_LINE;
    rows[line] = index;
  });
  return { right: nowhere(), below, wrap: nowhere(), rows: () => rows };
}

/** Boxes in pixels, rotated by the sheet's slant so that rows are level. */
function boxesOf(
  lines: readonly DetectedLine[],
  sheet: Sheet,
  hasText: (line: number) => boolean,
): LineBoxes {
  const column = (): Float64Array => new Float64Array(lines.length);
  const boxes = { left: column(), right: column(), top: column(), bottom: column() };
  // Nearly every sheet is level, and one pass is enough.
  const slant = turnInto(boxes, lines, sheet, 0);
  if (slant !== 0) turnInto(boxes, lines, sheet, slant);
  return { ...boxes, order: topToBottom(boxes, hasText) };
}

/** Writes the boxes of lines on a sheet rotated back by `angle`; returns the summed direction of all top edges. */
function turnInto(
  { left, right, top, bottom }: Omit<LineBoxes, 'order'>,
  lines: readonly DetectedLine[],
  { width = 1, height = 1 }: Sheet,
  angle: number,
): number {
  const [cos, sin] = angle === 0 ? [1, 0] : [Math.cos(angle), -Math.sin(angle)];
  const slant = new SlantSum();
  for (let line = 0; line < lines.length; line++) {
    const polygon = lines[line]?.polygon;
    if (!polygon) continue;
    let [least, most, highest, lowest] = [Infinity, -Infinity, Infinity, -Infinity];
    for (let corner = 0; corner < polygon.length; corner++) {
      const { x: across = 0, y: down = 0 } = polygon[corner] ?? {};
      const x = across * width * cos - down * height * sin;
      const y = across * width * sin + down * height * cos;
      if (x < least) least = x;
      if (x > most) most = x;
      if (y < highest) highest = y;
      if (y > lowest) lowest = y;
    }
    left[line] = least;
    right[line] = most;
    top[line] = highest;
    bottom[line] = lowest;
    slant.add((polygon[1].x - polygon[0].x) * width, (polygon[1].y - polygon[0].y) * height);
  }
  return slant.angle();
}

/**
 * The direction of most text. Long lines count more, and vertical text at the edge of a sheet does not tilt the page:
 * directions are summed separately for right, down, left and up, and the longest sum wins.
 */
class SlantSum {
  readonly #dx = new Float64Array(4);
  readonly #dy = new Float64Array(4);

  add(dx: number, dy: number): void {
    const isLevel = Math.abs(dx) >= Math.abs(dy);
    const quarter = isLevel ? (dx >= 0 ? 0 : 2) : dy >= 0 ? 1 : 3;
    this.#dx[quarter] = (this.#dx[quarter] ?? 0) + dx;
    this.#dy[quarter] = (this.#dy[quarter] ?? 0) + dy;
  }

  angle(): number {
    const lengths = Array.from(this.#dx, (dx, quarter) => Math.hypot(dx, this.#dy[quarter] ?? 0));
    const heaviest = lengths.indexOf(Math.max(...lengths));
    const [dx, dy] = [this.#dx[heaviest] ?? 0, this.#dy[heaviest] ?? 0];
    return dy === 0 && dx >= 0 ? 0 : Math.atan2(dy, dx);
  }
}

function topToBottom(
  { left, top }: Pick<LineBoxes, 'left' | 'top'>,
  hasText: (line: number) => boolean,
): Int32Array {
  const order = new Int32Array(top.length);
  let count = 0;
  for (let line = 0; line < top.length; line++) if (hasText(line)) order[count++] = line;
  const lines = order.subarray(0, count);
  const compare = (a: number, b: number): number =>
    at(top, a) - at(top, b) || at(left, a) - at(left, b) || a - b;
  // Engines mostly read from top to bottom, and sorting is the expensive part.
  const isSorted = lines.every(
    (line, index) => index === 0 || compare(lines[index - 1] ?? 0, line) < 0,
  );
  return isSorted ? lines : lines.sort(compare);
}

function at(column: Float64Array, line: number): number {
  return column[line] ?? 0;
}

function heightOf({ top, bottom }: LineBoxes, line: number): number {
  return at(bottom, line) - at(top, line);
}

/** Links each line to its nearest neighbour on the right; returns each line's neighbour on the left. */
function linkRows(boxes: LineBoxes, right: Int32Array, left: Int32Array): Int32Array {
  let tallest = 0;
  for (const line of boxes.order) tallest = Math.max(tallest, heightOf(boxes, line));
  for (let index = 0; index < boxes.order.length; index++) {
    right[boxes.order[index] ?? 0] = rightNeighbour(boxes, index, tallest);
  }
  for (const line of boxes.order) {
    const next = right[line] ?? NO_LINE;
    if (next === NO_LINE) continue;
    if (left[next] === NO_LINE) left[next] = line;
    else right[line] = NO_LINE;
  }
  return left;
}

function rightNeighbour(boxes: LineBoxes, index: number, tallest: number): number {
  const { order, top, bottom } = boxes;
  const line = order[index] ?? 0;
  const [highest, lowest] = [at(top, line), at(bottom, line)];
  let nearest = NO_LINE;
  for (let step = 1; step <= MAX_LINES_COMPARED; step++) {
    const after = order[index + step];
    if (after === undefined || at(top, after) >= lowest) break;
    nearest = nearerOf(boxes, line, nearest, after);
  }
  for (let step = 1; step <= MAX_LINES_COMPARED; step++) {
    const before = order[index - step];
    if (before === undefined || at(top, before) + tallest <= highest) break;
    nearest = nearerOf(boxes, line, nearest, before);
  }
  return nearest;
}

function nearerOf(boxes: LineBoxes, line: number, nearest: number, other: number): number {
  if (!isRightNeighbour(boxes, line, other)) return nearest;
  return nearest === NO_LINE || at(boxes.left, other) < at(boxes.left, nearest) ? other : nearest;
}

function isRightNeighbour(boxes: LineBoxes, line: number, other: number): boolean {
  const [own, others] = [heightOf(boxes, line), heightOf(boxes, other)];
  const gap = at(boxes.left, other) - at(boxes.right, line);
  return (
    isSameRow(boxes, line, other) &&
    gap >= -WIDEST_TOUCH * Math.min(own, others) &&
    gap <= WIDEST_GAP * Math.max(own, others) &&
    at(boxes.left, other) > at(boxes.left, line)
  );
}

function isSameRow(boxes: LineBoxes, line: number, other: number): boolean {
  const { top, bottom } = boxes;
  const overlap =
    Math.min(at(bottom, line), at(bottom, other)) - Math.max(at(top, line), at(top, other));
  return overlap >= SAME_ROW_OVERLAP * Math.min(heightOf(boxes, line), heightOf(boxes, other));
}

function linkBelow(
  boxes: LineBoxes,
  { right, below, wrap }: Omit<LineGraph, 'rows'>,
  left: Int32Array,
): void {
  const { order } = boxes;
  for (let index = 0; index < order.length; index++) {
    const line = order[index] ?? 0;
    below[line] = firstBelow(boxes, index, at(boxes.left, line));
    if (right[line] !== NO_LINE || left[line] === NO_LINE) continue;
    const next = firstBelow(boxes, index, at(boxes.left, headOf(line, left)));
    if (next !== NO_LINE) wrap[line] = headOf(next, left);
  }
}

/** The first line further down that is below this line, or below its whole row from `from` on. */
function firstBelow(boxes: LineBoxes, index: number, from: number): number {
  const { order, top, left, right } = boxes;
  const line = order[index] ?? 0;
  const to = at(right, line);
  const centre = at(top, line) + heightOf(boxes, line) / 2;
  for (let step = 1; step <= MAX_LINES_COMPARED; step++) {
    const other = order[index + step];
    if (other === undefined) break;
    const isLower = at(top, other) + heightOf(boxes, other) / 2 > centre;
    const isUnder = at(left, other) < to && at(right, other) > from;
    if (isLower && isUnder && !isSameRow(boxes, line, other)) return other;
  }
  return NO_LINE;
}

function headOf(line: number, left: Int32Array): number {
  let head = line;
  while ((left[head] ?? NO_LINE) !== NO_LINE) head = left[head] ?? head;
  return head;
}

/** Rows are numbered by the engine's order of their first lines. */
function numberRows(left: Int32Array): Int32Array {
  const numbers = new Int32Array(left.length);
  const ofHead = new Int32Array(left.length).fill(NO_LINE);
  let rows = 0;
  for (let line = 0; line < left.length; line++) {
    const head = headOf(line, left);
    if (ofHead[head] === NO_LINE) ofHead[head] = rows++;
    numbers[line] = ofHead[head] ?? 0;
  }
  return numbers;
}
