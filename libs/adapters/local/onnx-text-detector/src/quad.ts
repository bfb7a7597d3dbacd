/** A place in a picture, in pixels from its top left corner. */
export interface Spot {
  readonly x: number;
  readonly y: number;
}

/** Four corners, from the text's own top left, clockwise as one reads it. */
export type Quad = readonly [Spot, Spot, Spot, Spot];

/** A rectangle that may stand at an angle. `angle` is that of its width, radians, clockwise (y points down). */
export interface Rectangle {
  readonly center: Spot;
  readonly width: number;
  readonly height: number;
  readonly angle: number;
}

export function quadOf({ center, width, height, angle }: Rectangle): Quad {
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const corner = (x: number, y: number): Spot => ({
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

/** The same rectangle seen after turning one's head: `quarters` × 90° clockwise. */
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

/** The part of a quad between two fractions of its width and two of its height. */
export function partOf(quad: Quad, left: number, top: number, right: number, bottom: number): Quad {
  return [
    at(quad, left, top),
    at(quad, right, top),
    at(quad, right, bottom),
    at(quad, left, bottom),
  ];
}

/** Rectangles are the only quads here, so going along two sides is exact. */
function at([origin, along, , down]: Quad, x: number, y: number): Spot {
  return {
    x: origin.x + (along.x - origin.x) * x + (down.x - origin.x) * y,
    y: origin.y + (along.y - origin.y) * x + (down.y - origin.y) * y,
  };
}
