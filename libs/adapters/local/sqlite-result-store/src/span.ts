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

/**
 * One extra row shows whether there is another page. SQLite finds the place in an index only by a plain bound, not by a pair; without
 * it a late page costs as much as all before.
 */
export function spanOf({ since = -Infinity, until = Infinity, limit, cursor }: Span) {
  const position = positionOf(cursor);
  return { since, until: Math.min(until, position.time), rows: limit + 1, ...position };
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
