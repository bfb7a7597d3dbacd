import type { Point } from '@glyphwatch/domain';

/*
 * How a picture is stored, and how it is meant: https://www.cipa.jp/std/documents/e/DC-X008-Translation-2019-E.pdf (4.6.4)
 *
 *     1  upright             5  mirrored at its main diagonal
 *     2  mirrored            6  to be turned right by 90°
 *     3  upside down         7  mirrored at its other diagonal
 *     4  upside down, mirrored   8  to be turned left by 90°
 */

export const ORIENTATIONS = [1, 2, 3, 4, 5, 6, 7, 8] as const;
export type Orientation = (typeof ORIENTATIONS)[number];

/** Where a point of the stored picture is in the upright one, both in fractions. */
const UPRIGHT: Readonly<Record<Orientation, (point: Point) => Point>> = {
  1: ({ x, y }) => ({ x, y }),
  2: ({ x, y }) => ({ x: 1 - x, y }),
  3: ({ x, y }) => ({ x: 1 - x, y: 1 - y }),
  4: ({ x, y }) => ({ x, y: 1 - y }),
  5: ({ x, y }) => ({ x: y, y: x }),
  6: ({ x, y }) => ({ x: 1 - y, y: x }),
  7: ({ x, y }) => ({ x: 1 - y, y: 1 - x }),
  8: ({ x, y }) => ({ x: y, y: 1 - x }),
};

export function upright(point: Point, orientation: Orientation): Point {
  return UPRIGHT[orientation](point);
}

/** The stored picture is a mirror image, in which no engine can read. */
export function isMirrored(orientation: Orientation): boolean {
  return [2, 4, 5, 7].includes(orientation);
}

/** Width and height are exchanged. */
export function isTurned(orientation: Orientation): boolean {
  return orientation >= 5;
}
