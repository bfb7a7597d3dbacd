import { foldAccents, maskDetection, type Result } from '@glyphwatch/domain';

/*
 * Two indexes: whole words as text, and what is in words as trigrams, hashed to integers. `pg_trgm` does the latter, but an
 * administrator has to install it, and it compares by the locale of the database.
 */

const WORD = /[\p{L}\p{N}\p{Co}]+/gu;
/** A GIN index refuses an entry of more than about 2,700 bytes; a word can have three for each of these. */
const MAX_WORD_LENGTH = 200;
const TRIGRAM = 3;

/** Lines without case and accents. Masked, so that a search cannot find what a sensitive rule matched. */
export function searchableLines({
  detection,
  ruleMatches,
}: Pick<Result, 'detection' | 'ruleMatches'>): readonly string[] {
  if (!detection) return [];
  return maskDetection(detection, ruleMatches).lines.map(({ text }) => folded(text));
}

/** The different words of a text. */
export function wordsIn(text: string): readonly string[] {
  const words = folded(text).match(WORD) ?? [];
  return [...new Set(words.map((word) => word.slice(0, MAX_WORD_LENGTH)))];
}

/** The different trigrams of some lines, as 32-bit hashes. Different ones may share a hash, so what is found is compared. */
export function trigramsOf(lines: readonly string[]): readonly number[] {
  const hashes = new Set<number>();
  for (const line of lines) {
    const characters = [...line];
    for (let end = TRIGRAM; end <= characters.length; end += 1) {
      hashes.add(hashOf(characters.slice(end - TRIGRAM, end).join('')));
    }
  }
  return [...hashes];
}

export function holdsAll(lines: readonly string[], fragments: readonly string[]): boolean {
  return fragments.every((fragment) => lines.some((line) => line.includes(fragment)));
}

export function folded(text: string): string {
  return foldAccents(text).toLowerCase();
}

/** FNV-1a. http://www.isthe.com/chongo/tech/comp/fnv/ */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash | 0;
}
