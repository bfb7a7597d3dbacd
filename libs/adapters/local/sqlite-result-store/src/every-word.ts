/** Letters and digits with their accents, as FTS5's tokenizer splits them. */
const WORD = /[\p{L}\p{N}\p{Co}][\p{L}\p{N}\p{Co}\p{M}]*/gu;

/**
 * An FTS5 query for all words of a text, or `undefined` if it has none. Each word is quoted, so that nothing in the text is
 * query syntax: no operator, no column, no prefix star.
 * https://www.sqlite.org/fts5.html#full_text_query_syntax
 */
export function everyWord(text: string): string | undefined {
  const words = new Set(text.match(WORD));
  return words.size === 0 ? undefined : [...words].map((word) => `"${word}"`).join(' AND ');
}

/** An FTS5 query for all of these pieces; of a text that SQLite would cut at a NUL, nothing is found. */
export function everyFragment(fragments: readonly string[]): string {
  return fragments
    .map((one) => `"${one.replaceAll('\0', '\ufffd').replaceAll('"', '""')}"`)
    .join(' AND ');
}
