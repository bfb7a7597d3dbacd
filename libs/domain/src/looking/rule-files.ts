/** A rule file as people edit it. */
export interface RuleText {
  /** Identifies the file; problems name it. */
  readonly name: string;
  readonly text: string;
  /** Another one for another text; empty for a file that does not exist yet. */
  readonly mark: string;
  /** Whether `write` takes it. */
  readonly editable: boolean;
}

/**
 * The rule files in force, as text.
 * - `read` gives the file that was chosen first, then those that it extends. A file that does not exist yet has an empty mark, and a
 *   first rule as its text.
 * - `write` replaces the whole file or nothing of it, keeps what it said before beside it, and resolves to the new mark. It fails
 *   with `rules-changed`, and changes nothing, unless `mark` is that of the file as it is.
 * - Both fail with `watchlist-unavailable` when a file cannot be read or written; the message says why.
 */
export interface RuleFiles {
  read(): Promise<readonly RuleText[]>;
  write(file: Pick<RuleText, 'name' | 'text'>, mark: string): Promise<string>;
}
