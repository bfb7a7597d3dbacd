import { isAfter, type SortKey } from './sort-key.ts';

/** One of a list that is read by index, newest first. */
export interface Listed {
  readonly sortKey: SortKey;
}

export async function nextOf<T>(list: AsyncGenerator<T, undefined>, count: number): Promise<T[]> {
  const batch: T[] = [];
  while (batch.length < count) {
    const { value, done } = await list.next();
    if (done || value === undefined) break;
    batch.push(value);
  }
  return batch;
}

/** Merges lists that are newest first each, or in another order. */
export async function* newestFirst<T extends Listed>(
  lists: readonly AsyncGenerator<T, undefined>[],
  comesFirst: (one: SortKey, other: SortKey) => boolean = isAfter,
): AsyncGenerator<T, undefined> {
  const heads = await Promise.all(
    lists.map(async (list) => ({ list, entry: (await list.next()).value })),
  );
  for (;;) {
    const [newest] = heads
      .filter(({ entry }) => entry !== undefined)
      .sort((a, b) => (comesFirst(a.entry?.sortKey ?? '', b.entry?.sortKey ?? '') ? -1 : 1));
    if (!newest?.entry) return undefined;
    yield newest.entry;
    newest.entry = (await newest.list.next()).value;
  }
}
