import type { Rectangle } from './quad.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Cost of covering a pixel of another label or outline, relative to the picture's busiest pixel. */
const COST_OF_OVERLAP = 1000;

/**
 * Puts a label above what it names, or else below, next to or over it: inside the picture, off `taken` (other labels and
 * outlines), and where the picture is least busy, so that labels avoid text. `busyness` is 0 for a plain area.
 */
export function placeLabel(
  label: Size,
  named: Rectangle,
  picture: Size,
  taken: readonly Rectangle[],
  busyness: (place: Rectangle) => number,
): Rectangle {
  const spots = spotsAround(label, named).map(({ left, top }) => ({
    ...label,
    left: clamp(left, picture.width - label.width),
    top: clamp(top, picture.height - label.height),
  }));
  const costs = spots.map((spot) => {
    const covered = sum([named, ...taken].map((other) => overlap(spot, other)));
    return covered * COST_OF_OVERLAP + busyness(spot) * spot.width * spot.height;
  });
  return spots[costs.indexOf(Math.min(...costs))] ?? { ...label, left: 0, top: 0 };
}

/** Pixels between a label and what it names, so that rounding causes no overlap. */
const GAP = 2;

/** In order of preference, which breaks ties. */
function spotsAround(label: Size, named: Rectangle): { left: number; top: number }[] {
  const { left, top } = named;
  const right = left + named.width;
  const above = top - label.height - GAP;
  const below = top + named.height + GAP;
  const middle = top + (named.height - label.height) / 2;
  return [
    { left, top: above },
    { left, top: below },
    { left: right - label.width, top: above },
    { left: right - label.width, top: below },
    { left: right + GAP, top: middle },
    { left: left - label.width - GAP, top: middle },
    { left: right + GAP, top: above },
    { left: right + GAP, top: below },
    { left, top },
  ];
}

function overlap(a: Rectangle, b: Rectangle): number {
  const width = Math.min(a.left + a.width, b.left + b.width) - Math.max(a.left, b.left);
  const height = Math.min(a.top + a.height, b.top + b.height) - Math.max(a.top, b.top);
  return width > 0 && height > 0 ? width * height : 0;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function clamp(value: number, most: number): number {
  return Math.round(Math.max(0, Math.min(value, most)));
}
