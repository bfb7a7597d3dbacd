/** A value is looked for until it was found so often; nobody reads on, and hostile text must end. */
export const MOST_PLACES = 1_000;
/** Places at which one value is compared with one text before giving up on the rest. */
export const MOST_STARTS = 1_000;
/** Hyphenated line ends that one reading may go over. */
export const MOST_HYPHENS = 3;
