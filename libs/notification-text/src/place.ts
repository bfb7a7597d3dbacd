import { boxAround, type Box, type ToldMatch } from '@glyphwatch/domain';

/** The upright rectangle around all words of a match; `undefined` for an absence. */
export function boxOf({ polygons }: ToldMatch): Box | undefined {
  return polygons.length === 0 ? undefined : boxAround(polygons.flat());
}

/** `upper left, 12 % from the left, 8 % from the top, 40 × 6 % of the picture` */
export function placeOf(match: ToldMatch): string | undefined {
  const box = boxOf(match);
  if (!box) return undefined;
  const middle = { x: box.left + box.width / 2, y: box.top + box.height / 2 };
  return (
    `${regionOf(middle)}, ${percent(box.left)} from the left, ${percent(box.top)} from the top, ` +
    `${Math.round(box.width * 100)} × ${percent(box.height)} of the picture`
  );
}

export function percent(fraction: number): string {
  return `${Math.round(fraction * 100)} %`;
}

function regionOf({ x, y }: { x: number; y: number }): string {
  const row = y < 1 / 3 ? 'upper' : y < 2 / 3 ? 'middle' : 'lower';
  const column = x < 1 / 3 ? 'left' : x < 2 / 3 ? 'centre' : 'right';
  return row === 'middle' && column === 'centre' ? 'centre' : `${row} ${column}`;
}
