/** Letters and digits with their accents, as the index's tokenizer cuts them. */
const WORD = /[\p{L}\p{N}\p{Co}][\p{L}\p{N}\p{Co}\p{M}]*/gu;

/**
 * The FTS5 expression for "all these words", `undefined` when there is no word to look for. Each word is quoted, so
 * nothing of what was typed is syntax: no operator, no column, no prefix star.
 * https://www.sqlite.org/fts5.html#full_text_query_syntax
 */
export function everyWord(text: string): string | undefined {
  const words = new Set(text.match(WORD));
  return words.size === 0 ? undefined : [...words].map((word) => `"${word}"`).join(' AND ');
}
