import {
  maskDetection,
  type Page,
  type Result,
  type ResultQuery,
  type ResultStore,
} from '@glyphwatch/domain';

/** Bounds what one search costs; the cursor continues from there. */
const MAX_READ = 10_000;
const PAGE = 200;

/** Letters and digits with their accents: what SQLite's index takes for a word on a laptop. */
const WORD = /[\p{L}\p{N}\p{Co}][\p{L}\p{N}\p{Co}\p{M}]*/gu;

export interface Searched extends Page<Result> {
  /** How many results were read, found or not. */
  readonly read: number;
}

/**
 * Finds words in a store that has no word index: reads all that the rest of the query selects, newest first. Text that a
 * sensitive rule matched is not found, as on a laptop.
 */
export async function searchResults(
  store: Pick<ResultStore, 'list'>,
  text: string,
  query: ResultQuery,
): Promise<Searched> {
  const wanted = wordsIn(text);
  const items: Result[] = [];
  let read = 0;
  let cursor = query.cursor;
  do {
    const from = { ...query, ...(cursor === undefined ? {} : { cursor }) };
    const page = await store.list({ ...from, limit: PAGE });
    for (const [index, result] of page.items.entries()) {
      read += 1;
      if (!holds(result, wanted)) continue;
      items.push(result);
      // Only the store can make cursors, so it is asked for one right after this result.
      if (items.length === query.limit)
        return { ...(await cursorAfter(store, from, index)), items, read };
    }
    cursor = page.cursor;
  } while (cursor !== undefined && read < MAX_READ);
  return { items, read, ...(cursor === undefined ? {} : { cursor }) };
}

async function cursorAfter(
  store: Pick<ResultStore, 'list'>,
  from: ResultQuery,
  index: number,
): Promise<{ readonly cursor?: string }> {
  const { cursor } = await store.list({ ...from, limit: index + 1 });
  return cursor === undefined ? {} : { cursor };
}

function holds({ detection, ruleMatches }: Result, wanted: ReadonlySet<string>): boolean {
  if (wanted.size === 0) return true;
  if (!detection) return false;
  const { lines } = maskDetection(detection, ruleMatches);
  const words = wordsIn(lines.map(({ text }) => text).join('\n'));
  return [...wanted].every((word) => words.has(word));
}

function wordsIn(text: string): Set<string> {
  return new Set(
    (text.match(WORD) ?? []).map((word) =>
      word.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase(),
    ),
  );
}
