import { boxAround, type NotificationMatch } from '@glyphwatch/domain';
import { type Words, wordsOf } from './words.ts';

/**
 * `page 3 of 12, upper left, 12% from the left, 8% from the top, 40 × 6% of the picture`, without the page for an image of
 * one; `undefined` for an absence.
 */
export function describeLocation(
  { page, polygons, polygonPages }: NotificationMatch,
  pageCount?: number,
  words: Words = wordsOf(),
): string | undefined {
  const onPage = polygons.filter((_, index) => (polygonPages?.[index] ?? page) === page);
  if (onPage.length === 0) return undefined;
  const { left, top, width, height } = boxAround(onPage.flat());
  const [x, y] = [left + width / 2, top + height / 2];
  const where = words.place({
    row: y < 1 / 3 ? 'upper' : y < 2 / 3 ? 'middle' : 'lower',
    column: x < 1 / 3 ? 'left' : x < 2 / 3 ? 'centre' : 'right',
    left: percent(left),
    top: percent(top),
    width: percent(width),
    height: percent(height),
  });
  return page === undefined ? where : `${words.page(page, pageCount ?? page)}, ${where}`;
}

function percent(fraction: number): number {
  return Math.round(fraction * 100);
}
