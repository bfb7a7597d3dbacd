import type { FieldPath, LocatedDocument, Problem } from '@glyphwatch/document-reader';
import type { WordList } from './read-word-list.ts';

/** Where a rule was written: its file, and the word list that its values come from. */
export class LocatedRule {
  readonly #document: LocatedDocument;
  readonly #path: FieldPath;
  readonly #list: WordList | undefined;
  /** `match` is a list of values. */
  readonly #isShortList: boolean;

  constructor(document: LocatedDocument, path: FieldPath, list?: WordList, isShortList = false) {
    this.#document = document;
    this.#path = path;
    this.#list = list;
    this.#isShortList = isShortList;
  }

  /** A problem at this field of the rule; at a value from a list, with the list's name and line. */
  problemAt(field: FieldPath, message: string): Problem {
    const [first, second, index] = field;
    const line =
      first === 'match' && second === 'values' && typeof index === 'number'
        ? this.#list?.lines[index]
        : undefined;
    if (this.#list === undefined || line === undefined) {
      const written = this.#isShortList && second === 'values' ? field.toSpliced(1, 1) : field;
      return this.#document.problemAt([...this.#path, ...written], message);
    }
    return { file: this.#list.name, line, path: '', message };
  }
}
