/** Matches of one value in one text; bounds the cost of hostile text, and nobody would read more. */
export const MAX_PLACES = 1_000;
/** Candidate places at which one value is compared with one text. */
export const MAX_STARTS = 1_000;
/** Glyphs of one match of a mask: no plate or serial number is longer; bounds the cost of `*` on a long run. */
export const LONGEST_HIT = 256;
/** Hyphenated line ends in one reading. */
export const MAX_HYPHENS = 3;

/** Why a search stopped before the end of the text: there may be more matches. */
export type Limit =
  | { readonly kind: 'places'; readonly value: string }
  | { readonly kind: 'characters'; readonly searched: number; readonly all: number };

export function describeLimit(limit: Limit, show: (text: string) => string): string {
  if (limit.kind === 'characters') {
    const [searched, all] = [limit.searched, limit.all].map(grouped);
    return `regular expressions searched only ${searched} of ${all} characters`;
  }
  return `“${show(limit.value)}”: the search stopped after the first ${grouped(MAX_PLACES)} places; there may be more`;
}

function grouped(number: number): string {
  return number.toLocaleString('en-US');
}
