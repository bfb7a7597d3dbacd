/** A value is looked for until it was found so often; nobody reads on, and hostile text must end. */
export const MOST_PLACES = 1_000;
/** Places at which one value is compared with one text before giving up on the rest. */
export const MOST_STARTS = 1_000;
/** Hyphenated line ends that one reading may go over. */
export const MOST_HYPHENS = 3;

/** A search that ended before the text did: what it found may not be all there is. */
export type Limit =
  | { readonly kind: 'places'; readonly value: string }
  | { readonly kind: 'characters'; readonly searched: number; readonly all: number };

export function describeLimit(limit: Limit, show: (text: string) => string): string {
  if (limit.kind === 'characters') {
    const [searched, all] = [limit.searched, limit.all].map(grouped);
    return `expressions saw the first ${searched} of ${all} characters; what stands behind them was not searched`;
  }
  return `“${show(limit.value)}” was looked for in its first ${grouped(MOST_PLACES)} places; there may be more`;
}

function grouped(number: number): string {
  return number.toLocaleString('en-US');
}
