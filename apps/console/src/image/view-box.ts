/*
 * The picture lies on a stage of its own size times the scale; the view scrolls over it. Rotation turns what is seen only:
 *
 *   view ┌───────────┐        scale 1 = one pixel of the picture is one CSS px
 *        │  ┌──────┐ │        turns 0…3 quarter turns clockwise
 *        │  │stage │ │
 *        └──┴──────┴─┘
 */

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

const LARGEST = 16;
const SMALLEST = 0.02;
const STEP = 1.25;

/** The space that a turned picture takes at a scale. */
export function stageOf(picture: Size, scale: number, turns: number): Size {
  const { width, height } = picture;
  const turned = turns % 2 ? { width: height, height: width } : { width, height };
  return { width: turned.width * scale, height: turned.height * scale };
}

/** The scale at which all of the picture is seen; never enlarged. */
export function fitScale(view: Size, picture: Size, turns: number): number {
  const { width, height } = stageOf(picture, 1, turns);
  return Math.min(1, view.width / width, view.height / height) || 1;
}

export function zoomed(scale: number, steps: number): number {
  return Math.min(LARGEST, Math.max(SMALLEST, scale * STEP ** steps));
}

/** Where a point of the upright picture, in fractions, is on the turned stage, in fractions. */
export function turnedPoint({ x, y }: Point, turns: number): Point {
  switch (turns % 4) {
    case 1:
      return { x: 1 - y, y: x };
    case 2:
      return { x: 1 - x, y: 1 - y };
    case 3:
      return { x: y, y: 1 - x };
    default:
      return { x, y };
  }
}

/** Scale and centre at which `polygons` fill half of the view: enough to read them and to see what is around. */
export function closeUp(view: Size, picture: Size, turns: number, polygons: readonly Point[][]) {
  const points = polygons.flat().map((point) => turnedPoint(point, turns));
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const [top, bottom] = [Math.min(...ys), Math.max(...ys)];
  const { width, height } = stageOf(picture, 1, turns);
  const scale = Math.min(
    view.width / 2 / Math.max(1, (right - left) * width),
    view.height / 2 / Math.max(1, (bottom - top) * height),
    4,
  );
  return {
    scale: Math.max(scale, fitScale(view, picture, turns)),
    centre: { x: (left + right) / 2, y: (top + bottom) / 2 },
  };
}
