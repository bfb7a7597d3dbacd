import type { Page, ResultQuery } from '@glyphwatch/domain';
import { cursorAt, type Position, positionOf } from './cursor.ts';

export type Span = Pick<ResultQuery, 'since' | 'until' | 'limit' | 'cursor'>;

/** Ties in time are ordered by id, so that no page skips or repeats an item. */
export function inSpan(time: string, id: string): string {
  return (
    `${time} BETWEEN :since AND :until AND (${time}, ${id}) < (:time, :id) ` +
    `ORDER BY ${time} DESC, ${id} DESC LIMIT :rows`
  );
}

/** One extra row shows whether there is another page. */
export function spanOf({ since = -Infinity, until = Infinity, limit, cursor }: Span) {
  return { since, until, rows: limit + 1, ...positionOf(cursor) };
}

export function pageOf<T>(
  items: readonly T[],
  limit: number,
  place: (item: T) => Position,
): Page<T> {
  const page = items.slice(0, limit);
  const last = page.at(-1);
  return items.length > limit && last ? { items: page, cursor: cursorAt(place(last)) } : { items };
}
