import { boxAround, type Box, type NotificationMatch } from '@glyphwatch/domain';

/**
 * `page 3 of 12, upper left, 12% from the left, 8% from the top, 40 × 6% of the picture`, without the page for an image of
 * one; `undefined` for an absence.
 */
export function describeLocation(
  { page, polygons, polygonPages }: NotificationMatch,
  pageCount?: number,
): string | undefined {
  const onPage = polygons.filter((_, index) => (polygonPages?.[index] ?? page) === page);
  if (onPage.length === 0) return undefined;
  const box = boxAround(onPage.flat());
  const where = page === undefined ? '' : `page ${page} of ${pageCount ?? page}, `;
  return (
    `${where}${regionOf(box)}, ${percent(box.left)} from the left, ${percent(box.top)} from the top, ` +
    `${Math.round(box.width * 100)} × ${percent(box.height)} of the picture`
  );
}

function percent(fraction: number): string {
  return `${Math.round(fraction * 100)}%`;
}

function regionOf({ left, top, width, height }: Box): string {
  const [x, y] = [left + width / 2, top + height / 2];
  const row = y < 1 / 3 ? 'upper' : y < 2 / 3 ? 'middle' : 'lower';
  const column = x < 1 / 3 ? 'left' : x < 2 / 3 ? 'centre' : 'right';
  return row === 'middle' && column === 'centre' ? 'centre' : `${row} ${column}`;
}
