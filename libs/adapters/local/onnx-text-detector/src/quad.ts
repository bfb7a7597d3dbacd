/** In pixels from the picture's top left corner; the domain's `Point` is in fractions. */
export interface PixelPoint {
  readonly x: number;
  readonly y: number;
}

/** Four corners, clockwise from the text's own top left. */
export type Quad = readonly [PixelPoint, PixelPoint, PixelPoint, PixelPoint];

/** A rotated rectangle. `angle` is that of its width, in radians, clockwise because y points down. */
export interface Rectangle {
  readonly center: PixelPoint;
  readonly width: number;
  readonly height: number;
  readonly angle: number;
}

export function quadOf({ center, width, height, angle }: Rectangle): Quad {
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const corner = (x: number, y: number): PixelPoint => ({
    x: center.x + (x * cos - y * sin) * 0.5,
    y: center.y + (x * sin + y * cos) * 0.5,
  });
  return [
    corner(-width, -height),
    corner(width, -height),
    corner(width, height),
    corner(-width, height),
  ];
}

export function isInside(
  { x, y }: PixelPoint,
  { center, width, height, angle }: Rectangle,
): boolean {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [dx, dy] = [x - center.x, y - center.y];
  return Math.abs(dx * cos + dy * sin) <= width / 2 && Math.abs(dy * cos - dx * sin) <= height / 2;
}

/** Whether the text of a located line, -45°…135°, runs up or down rather than across. */
export function isStanding({ angle }: Rectangle): boolean {
  return angle > Math.PI / 4;
}

/** The same rectangle, described with its width `quarters` × 90° further clockwise. */
export function turn({ center, width, height, angle }: Rectangle, quarters: number): Rectangle {
  const odd = quarters % 2 !== 0;
  return {
    center,
    width: odd ? height : width,
    height: odd ? width : height,
    angle: normalAngle(angle + (quarters * Math.PI) / 2),
  };
}

/** -π < angle ≤ π */
export function normalAngle(angle: number): number {
  const turned = angle % (2 * Math.PI);
  if (turned > Math.PI) return turned - 2 * Math.PI;
  return turned <= -Math.PI ? turned + 2 * Math.PI : turned;
}

/** A part of a quad; limits are fractions of its width and height. */
export function partOf(quad: Quad, left: number, top: number, right: number, bottom: number): Quad {
  return [
    at(quad, left, top),
    at(quad, right, top),
    at(quad, right, bottom),
    at(quad, left, bottom),
  ];
}

/** Exact, because all quads here are rectangles. */
function at([origin, along, , down]: Quad, x: number, y: number): PixelPoint {
  return {
    x: origin.x + (along.x - origin.x) * x + (down.x - origin.x) * y,
    y: origin.y + (along.y - origin.y) * x + (down.y - origin.y) * y,
  };
}
