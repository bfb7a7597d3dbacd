import type { Point, Polygon } from '@glyphwatch/domain';

/** Four corners in pixels, clockwise from the text's own top left. */
export type Quad = Polygon;

export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Cosine of the largest angle between words of one line: about 14 degrees. */
const MIN_ALIGNMENT = 0.97;
/** In text heights. */
const WIDEST_GAP = 3;

/** One outline per run of words on a line; a phrase that wraps has several. */
export function outlinesOf(words: readonly Quad[]): Quad[] {
  const outlines: Quad[] = [];
  for (const word of words) {
    const last = outlines.at(-1);
    if (last && continues(last, word)) outlines[outlines.length - 1] = enclose(last, word);
    else outlines.push(word);
  }
  return outlines;
}

/** Moves every side outward, in pixels. */
export function grow(quad: Quad, by: number): Quad {
  const { along, down } = axesOf(quad);
  const signs = [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
  ] as const;
  return mapQuad(quad, ({ x, y }, index) => {
    const [a, d] = signs[index] ?? [0, 0];
    return { x: x + (along.x * a + down.x * d) * by, y: y + (along.y * a + down.y * d) * by };
  });
}

export function mapQuad([a, b, c, d]: Quad, move: (point: Point, index: number) => Point): Quad {
  return [move(a, 0), move(b, 1), move(c, 2), move(d, 3)];
}

export function rectangleAround(points: readonly Point[]): Rectangle {
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  const left = Math.min(...xs);
  const top = Math.min(...ys);
  return { left, top, width: Math.max(...xs) - left, height: Math.max(...ys) - top };
}

function continues(line: Quad, word: Quad): boolean {
  const { along, down } = axesOf(line);
  const height = distance(line[0], line[3]);
  const gap = dot(between(line[1], word[0]), along);
  const shift = dot(between(middle(line[1], line[2]), middle(word[0], word[3])), down);
  return (
    dot(along, axesOf(word).along) > MIN_ALIGNMENT &&
    Math.abs(shift) < height / 2 &&
    gap > -height &&
    gap < height * WIDEST_GAP
  );
}

/** The smallest rectangle around both, in the direction of the first. */
function enclose(first: Quad, second: Quad): Quad {
  const { along, down } = axesOf(first);
  const points = [...first, ...second];
  const at = rectangleAround(
    points.map((point) => ({ x: dot(point, along), y: dot(point, down) })),
  );
  const corner = (a: number, d: number): Point => ({
    x: along.x * a + down.x * d,
    y: along.y * a + down.y * d,
  });
  const right = at.left + at.width;
  const bottom = at.top + at.height;
  return [
    corner(at.left, at.top),
    corner(right, at.top),
    corner(right, bottom),
    corner(at.left, bottom),
  ];
}

/** Unit vectors in reading direction and perpendicular to it, downward. */
function axesOf([topLeft, topRight]: Quad): { along: Point; down: Point } {
  const length = distance(topLeft, topRight) || 1;
  const { x, y } = between(topLeft, topRight);
  const along = x === 0 && y === 0 ? { x: 1, y: 0 } : { x: x / length, y: y / length };
  return { along, down: { x: -along.y, y: along.x } };
}

function between(from: Point, to: Point): Point {
  return { x: to.x - from.x, y: to.y - from.y };
}

function middle(a: Point, b: Point): Point {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}

function dot(a: Point, b: Point): number {
  return a.x * b.x + a.y * b.y;
}

function distance(a: Point, b: Point): number {
  return Math.hypot(b.x - a.x, b.y - a.y);
}
