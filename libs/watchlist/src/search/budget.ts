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
/** A single edit in a shorter text is another word, not a near miss. */
const SHORTEST_NEAR_EDIT = 6;

export function foldBudget({ tolerance }: RuleMatching, length: number): number {
  if (tolerance === 'none' || length < SHORTEST_TOLERANT) return 0;
  return length < SHORTEST_THIRDS ? 1 : Math.ceil(length / 3);
}

export function editBudget({ tolerance, maxEdits }: RuleMatching, length: number): number {
  if (tolerance !== 'fuzzy' || length < SHORTEST_TOLERANT) return 0;
  if (maxEdits !== undefined) return Math.min(maxEdits, MOST_EDITS);
  return EDIT_STEPS.filter((step) => length >= step).length;
}

/** How many edits are looked for: one more than allowed, so that a near miss is seen. */
export function editReach(matching: RuleMatching, length: number): number {
  const isLongEnough =
    length >= (matching.tolerance === 'fuzzy' ? SHORTEST_TOLERANT : SHORTEST_NEAR_EDIT);
  const isSearched = matching.tolerance === 'fuzzy' || matching.boundary === 'token';
  if (
    !isLongEnough ||
    !isSearched ||
    (matching.mode === 'contains' && matching.tolerance !== 'fuzzy')
  )
    return 0;
  return editBudget(matching, length) + 1;
}
