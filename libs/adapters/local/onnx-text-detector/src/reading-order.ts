import type { Rectangle } from './quad.ts';

/** A line belongs to a row if it shares this much of its height with the row's first line. */
const SHARED_HEIGHT = 0.5;

interface Placed<T> {
  readonly item: T;
  readonly left: number;
  readonly middle: number;
  readonly height: number;
}

interface Item {
  readonly rectangle: Rectangle;
  readonly isRightToLeft?: boolean;
}

/** Sorts row by row down the page, each row in the direction of most of it, relative to the page's own orientation. */
export function inReadingOrder<T extends Item>(items: readonly T[]): T[] {
  const angle = sharedAngle(items.map(({ rectangle }) => rectangle));
  const placed = items.map((item) => place(item, angle)).sort((a, b) => a.middle - b.middle);
  const rows: Placed<T>[][] = [];
  for (const line of placed) {
    const first = rows.at(-1)?.[0];
    if (first && isBeside(first, line)) rows.at(-1)?.push(line);
    else rows.push([line]);
  }
  return rows.flatMap((row) => {
    const backwards = row.filter(({ item }) => item.isRightToLeft).length * 2 > row.length;
    const fromLeft = row.sort((a, b) => a.left - b.left).map(({ item }) => item);
    return backwards ? fromLeft.reverse() : fromLeft;
  });
}

/** The direction of most of the text: on a drawing, some labels are turned by a quarter. */
function sharedAngle(rectangles: readonly Rectangle[]): number {
  const quarterOf = ({ angle }: Rectangle) => Math.round((2 * angle) / Math.PI) & 3;
  const sums = [...Map.groupBy(rectangles, quarterOf).values()].map((some) => ({
    x: some.reduce((sum, { angle, width }) => sum + width * Math.cos(angle), 0),
    y: some.reduce((sum, { angle, width }) => sum + width * Math.sin(angle), 0),
  }));
  const [most] = sums.toSorted((a, b) => Math.hypot(b.x, b.y) - Math.hypot(a.x, a.y));
  return Math.atan2(most?.y ?? 0, most?.x ?? 0);
}

function place<T extends Item>(item: T, angle: number): Placed<T> {
  const { center, width, height } = item.rectangle;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return {
    item,
    left: center.x * cos + center.y * sin - width / 2,
    middle: center.y * cos - center.x * sin,
    height,
  };
}

function isBeside(first: Placed<unknown>, line: Placed<unknown>): boolean {
  const shared = (first.height + line.height) / 2 - Math.abs(first.middle - line.middle);
  return shared >= SHARED_HEIGHT * Math.min(first.height, line.height);
}
