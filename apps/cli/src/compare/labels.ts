import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkAgainst } from '@glyphwatch/document-reader';
import * as z from 'zod';
import { invalid } from '../terminal/invalid.ts';

export const LABELS = 'labels.jsonl';

/** One line of `labels.jsonl`: what a person reads in a picture. */
export interface Label {
  /** From the folder of `labels.jsonl`. */
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

const words = z.array(z.string());
/** People write words as they are in the picture. */
const tokens = words.transform((all) => all.flatMap(tokensOf));
const label: z.ZodType<Label> = z.object({
  file: z.string().min(1),
  category: z.string().default(''),
  lines: words.default([]),
  words: tokens,
  optional: tokens.default([]),
  partial: z.boolean().default(false),
  join: z.boolean().default(false),
});

/** Fails with `settings-invalid`, which names the first line that is wrong. */
export function readLabels(folder: string): Label[] {
  const path = join(folder, LABELS);
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  return lines.map((line, index) => parse(line, `${path}:${index + 1}`));
}

function parse(line: string, place: string): Label {
  const { value, mistakes = [] } = checkAgainst(valueOf(line, place), label);
  if (value) return value;
  const [first] = mistakes;
  throw invalid(`${place}: ${[first?.path.join('.'), first?.message].filter(Boolean).join(' ')}`);
}

function valueOf(line: string, place: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw invalid(`${place}: must be JSON`, cause);
  }
}

export function tokensOf(text: string): string[] {
  const plain = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return plain.match(/[a-z0-9]+/g) ?? [];
}
