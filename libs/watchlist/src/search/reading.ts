/** How a value was found in the glyphs of a page. */
export interface Reading {
  /** The glyphs in reading order, punctuation left out. */
  readonly path: readonly number[];
  /** Those that only look like what the value says. */
  readonly folded: readonly number[];
  readonly folds: number;
  readonly edits: number;
  readonly joined?: 'glued' | 'hyphen';
}
