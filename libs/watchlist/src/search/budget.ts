import type { ValueMatching } from '../rule.ts';

/*
 * How far a reading may differ from a value, by its number of letters and digits. Measured on 12,504 words: look-alikes turn
 * 15–22 % of those with 2–3 characters into another word, 0.3–0.7 % of those with 4–5, and hardly any longer one; a single
 * edit does so to every second word of 6–8 characters.
 */
const SHORTEST_TOLERANT = 4;
const SHORTEST_THIRDS = 6;
/** A value of the first length may have one edit, of the second two, and so on. */
const EDIT_STEPS = [9, 14, 20] as const;
const MAX_EDITS = 3;
/** From this length on `ocr` accepts one edit. */
const SHORTEST_OCR_EDIT = 9;
/** A shorter text that differs by a letter, a space or a line end is a different text, not a near miss. */
export const SHORTEST_NEAR = 6;

export function foldBudget({ tolerance }: ValueMatching, length: number): number {
  if (tolerance === 'none' || length < SHORTEST_TOLERANT) return 0;
  return length < SHORTEST_THIRDS ? 1 : Math.ceil(length / 3);
}

export function editBudget({ tolerance, maxEdits }: ValueMatching, length: number): number {
  if (tolerance === 'ocr') return length >= SHORTEST_OCR_EDIT ? 1 : 0;
  if (tolerance !== 'fuzzy' || length < SHORTEST_TOLERANT) return 0;
  if (maxEdits !== undefined) return Math.min(maxEdits, MAX_EDITS);
  return EDIT_STEPS.filter((step) => length >= step).length;
}

/**
 * How many edits are searched for: one more than allowed, to report near misses. Except for `ocr`, which searches for one
 * only: searching for two would slow down every other rule.
 */
export function editReach(matching: ValueMatching, length: number, isWhole: boolean): number {
  const budget = editBudget(matching, length);
  if (matching.tolerance === 'fuzzy') return length < SHORTEST_TOLERANT ? 0 : budget + 1;
  const isNear = isWhole && length >= SHORTEST_NEAR;
  return Math.max(budget, isNear ? 1 : 0);
}
