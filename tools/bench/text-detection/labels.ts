import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One line of `labels.jsonl`: what a person reads in a picture. */
export interface Label {
  readonly file: string;
  readonly category: string;
  /** As written in the picture. */
  readonly lines: readonly string[];
  /** Lower-case tokens of a–z and 0–9. */
  readonly words: readonly string[];
  /** Tokens that affect neither recall nor precision. */
  readonly optional: readonly string[];
  /** Some visible text is not labelled, so the picture does not count for precision. */
  readonly partial: boolean;
  /** Spaces do not count: `AB12 CDE` may be read as one word or as three. */
  readonly join?: boolean;
}

export function readLabels(folder: string): Label[] {
  return readFileSync(join(folder, 'labels.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Label);
}

export function tokensOf(text: string): string[] {
  const plain = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return plain.match(/[a-z0-9]+/g) ?? [];
}
