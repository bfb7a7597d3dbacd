import {
  foldAccents,
  maskDetection,
  type Page,
  refuseShortFragments,
  type Result,
  type ResultQuery,
  type ResultStore,
} from '@glyphwatch/domain';

/** Bounds what one search costs; the cursor continues from there. */
const MAX_READ = 10_000;
const PAGE = 200;

/** Letters and digits with their accents: what SQLite's index takes for a word on a laptop. */
const WORD = /[\p{L}\p{N}\p{Co}][\p{L}\p{N}\p{Co}\p{M}]*/gu;

/** As in `ResultQuery`. */
export interface Sought {
  readonly text?: string | undefined;
  readonly fragments?: readonly string[] | undefined;
}

export interface Searched extends Page<Result> {
  /** How many results were read, found or not. */
  readonly read: number;
}

/**
 * Finds words, or pieces of words, in a store that has no index of them: reads all that the rest of the query selects, newest first. Text that a
 * sensitive rule matched is not found, as on a laptop.
 */
export async function searchResults(
  store: Pick<ResultStore, 'list'>,
  sought: Sought,
  query: ResultQuery,
): Promise<Searched> {
  refuseShortFragments(sought.fragments);
  const holds = holding(sought);
  const items: Result[] = [];
  let read = 0;
  let cursor = query.cursor;
  do {
    const from = { ...query, ...(cursor === undefined ? {} : { cursor }) };
    const page = await store.list({ ...from, limit: PAGE });
    for (const [index, result] of page.items.entries()) {
      read += 1;
      if (!holds(result)) continue;
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

function holding({ text = '', fragments = [] }: Sought): (result: Result) => boolean {
  const words = wordsIn(text);
  const pieces = fragments.map(folded);
  return ({ detection, ruleMatches }) => {
    const lines = detection ? maskDetection(detection, ruleMatches).lines : [];
    const texts = lines.map((line) => line.text);
    const shown = wordsIn(texts.join('\n'));
    return (
      [...words].every((word) => shown.has(word)) &&
      pieces.every((piece) => texts.some((line) => folded(line).includes(piece)))
    );
  };
}

function wordsIn(text: string): Set<string> {
  return new Set((text.match(WORD) ?? []).map(folded));
}

function folded(text: string): string {
  return foldAccents(text).toLowerCase();
}
