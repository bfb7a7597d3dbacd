import { GlyphwatchError, type Page, type ResultQuery } from '../index.ts';

const POSITION = /^\d{16} ./s;

/** Newest first; items of the same time are ordered by id, so that no page skips or repeats one. */
export function pageOf<T>(
  items: readonly T[],
  timeOf: (item: T) => number,
  idOf: (item: T) => string,
  {
    since = -Infinity,
    until = Infinity,
    limit,
    cursor,
  }: Pick<ResultQuery, 'since' | 'until' | 'limit' | 'cursor'>,
): Page<T> {
  if (cursor !== undefined && !POSITION.test(cursor)) {
    const message = 'This cursor does not come from this store. Start the list again without one.';
    throw new GlyphwatchError('store-misconfigured', message);
  }
  const position = (item: T): string => `${String(timeOf(item)).padStart(16, '0')} ${idOf(item)}`;
  const rest = items
    .filter((item) => timeOf(item) >= since && timeOf(item) <= until)
    .filter((item) => cursor === undefined || position(item) < cursor)
    .sort((a, b) => (position(a) < position(b) ? 1 : -1));
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  return rest.length > page.length && last
    ? { items: page, cursor: position(last) }
    : { items: page };
}
