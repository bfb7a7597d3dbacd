import type { RuleMatching } from '../rule.ts';

/*
 * How far a reading may be from a value, by the number of letters and digits in it. Measured: of 12,504 words, look-alikes
 * confuse 15–22 % of those with 2–3 characters, 0.3–0.7 % with 4–5 and hardly any longer one; a single edit confuses
 * every second word of 6–8 characters.
 */
const SHORTEST_TOLERANT = 4;
const SHORTEST_THIRDS = 6;
/** Below these lengths that many edits are too many. */
const EDIT_STEPS = [9, 14, 20] as const;
const MOST_EDITS = 3;
/** From here on `ocr` forgives one edit. */
const SHORTEST_OCR_EDIT = 9;
/** A shorter text that is off by one letter, one space or one line end is another text, not a near miss. */
export const SHORTEST_NEAR = 6;

export function foldBudget({ tolerance }: RuleMatching, length: number): number {
  if (tolerance === 'none' || length < SHORTEST_TOLERANT) return 0;
  return length < SHORTEST_THIRDS ? 1 : Math.ceil(length / 3);
}

export function editBudget({ tolerance, maxEdits }: RuleMatching, length: number): number {
  if (tolerance === 'ocr') return length >= SHORTEST_OCR_EDIT ? 1 : 0;
  if (tolerance !== 'fuzzy' || length < SHORTEST_TOLERANT) return 0;
  if (maxEdits !== undefined) return Math.min(maxEdits, MOST_EDITS);
  return EDIT_STEPS.filter((step) => length >= step).length;
}

/**
 * How many edits are looked for: one more than allowed, so that a near miss is seen. Only `ocr` looks no further than one:
 * a second edit would cost all the others their speed.
 */
export function editReach(matching: RuleMatching, length: number, isWhole: boolean): number {
  const budget = editBudget(matching, length);
  if (matching.tolerance === 'fuzzy') return length < SHORTEST_TOLERANT ? 0 : budget + 1;
  const isNear = isWhole && length >= SHORTEST_NEAR;
  return Math.max(budget, isNear ? 1 : 0);
}
