import type { Result, ResultStore } from '@glyphwatch/domain';
import type { Selection } from './to-query.ts';

/** Texts can be long, so few are in memory at a time. */
const PAGE = 100;

/** Everything that is selected, newest first, page by page. */
export async function* eachResult(
  store: Pick<ResultStore, 'list'>,
  selection: Selection,
): AsyncGenerator<Result> {
  let cursor: string | undefined;
  do {
    const from = cursor === undefined ? {} : { cursor };
    const page = await store.list({ ...selection, ...from, limit: PAGE });
    yield* page.items;
    cursor = page.cursor;
  } while (cursor !== undefined);
}
