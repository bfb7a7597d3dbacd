/** How a value was found in the glyphs of a page. */
export interface Reading {
  /** The glyphs in reading order, punctuation left out. */
  readonly path: readonly number[];
  /** Those that only look like what the value says. */
  readonly folded: readonly number[];
  readonly folds: number;
  readonly edits: number;
  /** An edit stands at the value's beginning or end. */
  readonly isOuterEdit?: boolean;
  readonly joined?: 'glued' | 'hyphen' | 'cut';
  /** Where a word is cut in two, how wide that gap is in text heights. */
  readonly cutWidth?: number;
  /** It runs over one line more than the value may. */
  readonly isLineTooLong?: boolean;
}
