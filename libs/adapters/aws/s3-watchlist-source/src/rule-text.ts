export interface Wanted {
  readonly key: string;
  /** A word list names no others. */
  readonly isList: boolean;
}

export interface RuleText {
  readonly text: string;
  /** Of the object's bytes, in hexadecimal. */
  readonly sha256?: string;
  /** Why there is none, as the end of a sentence. */
  readonly refused?: string;
}
