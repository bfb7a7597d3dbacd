import { distance } from 'fastest-levenshtein';

/** Longer words are not typos, and comparing them costs time. */
const LONGEST_WORD = 64;
/** Share of the longer word that may differ. */
const MAX_DIFFERENCE = 0.4;

/** The known word that was probably meant, if any. Ignores case. */
export function nearestWord(word: string, known: readonly string[]): string | undefined {
  if (word.length > LONGEST_WORD) return undefined;
  const ranked = known
    .map((candidate) => ({ candidate, edits: editsBetween(word, candidate) }))
    .sort((a, b) => a.edits - b.edits);
  const [best] = ranked;
  if (!best) return undefined;
  const longer = Math.max(word.length, best.candidate.length);
  return best.edits <= Math.max(1, Math.floor(longer * MAX_DIFFERENCE)) && best.edits < longer
    ? best.candidate
    : undefined;
}

/** `; did you mean "values"?`, or nothing. */
export function suggestion(word: string, known: readonly string[]): string {
  const nearest = nearestWord(word, known);
  return nearest === undefined ? '' : `; did you mean "${nearest}"?`;
}

/** Transposed letters count as one edit. */
function editsBetween(left: string, right: string): number {
  const [a, b] = [left.toLowerCase(), right.toLowerCase()];
  const edits = distance(a, b);
  return edits === 2 && a.length === b.length && sorted(a) === sorted(b) ? 1 : edits;
}

function sorted(word: string): string {
  return [...word].sort().join('');
}
