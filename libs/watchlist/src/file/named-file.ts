export interface RuleFileText {
  /** The file's name in problems; identifies the file. */
  readonly name: string;
  readonly text: string;
}

/** A file that a rule file names, or why it may not be read, as the end of a sentence; `undefined` if there is none. */
export type NamedFile = RuleFileText | { readonly refused: string } | undefined;

/** Reads a file that `from` names: a rule file that it extends, or a word list. */
export type ReadNamed = (path: string, from: string) => NamedFile;
