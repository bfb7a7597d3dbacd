import type { Page, ResultQuery } from '@glyphwatch/domain';
import { cursorAt, type Position } from './cursor.ts';

export type Span = Pick<ResultQuery, 'since' | 'until' | 'limit' | 'cursor'>;

/** Collects the values of a statement. */
export class Values {
  readonly list: unknown[] = [];

  /** The placeholder of this value. */
  add(value: unknown): string {
    this.list.push(value);
    return `$${this.list.length}`;
  }
}

/** Newest first after `position`; ties in time are ordered by key, so that no page skips or repeats an item. */
export function inSpan(
  table: string,
  time: string,
  {
    since = -Infinity,
    until = Infinity,
    position,
  }: Omit<Span, 'limit' | 'cursor'> & { position?: Position | undefined },
  values: Values,
): string {
  const column = `${table}.${time}`;
  const after = position
    ? ` and (${column}, ${table}.key) < (${values.add(position.time)}, ${values.add(position.key)})`
    : '';
  return `${column} between ${values.add(since)} and ${values.add(until)}${after}`;
}

export function newestFirst(table: string, time: string): string {
  return `order by ${table}.${time} desc, ${table}.key desc`;
}

export function pageOf<T>(
  items: readonly T[],
  limit: number,
  place: (item: T) => Position,
): Page<T> {
  const page = items.slice(0, limit);
  const last = page.at(-1);
  return items.length > limit && last
    ? { items: page, cursor: cursorAt(place(last)) }
    : { items: page };
}
