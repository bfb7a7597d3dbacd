/** An alignment of a value with the glyphs of a page. */
export interface Reading {
  /** The glyphs in reading order, without punctuation. */
  readonly path: readonly number[];
  /** Those that are look-alikes of the value's. */
  readonly folded: readonly number[];
  readonly folds: number;
  readonly edits: number;
  /** An edit is at the value's beginning or end. */
  readonly isOuterEdit?: boolean;
  readonly joined?: 'glued' | 'hyphen' | 'cut';
  /** Width of the gap that cuts a word in two, in text heights. */
  readonly cutWidth?: number;
  /** Letters are repeated, set apart, or signs. */
  readonly isDisguised?: boolean;
  /** Spans one line more than the value may. */
  readonly isLineTooLong?: boolean;
}
