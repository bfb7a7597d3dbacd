import { createHash } from 'node:crypto';

export const KEY_BYTES = 32;

/**
 * The key of a row for an id of any length and any characters: PostgreSQL's index entries end at 2,704 bytes, and its texts
 * hold no U+0000. As JSON, because UTF-8 would make different lone surrogates equal.
 */
export function keyOf(id: string): Buffer {
  return createHash('sha256').update(JSON.stringify(id)).digest();
}
