import type { Problem } from '@glyphwatch/document-reader';
import type { ReadNamed } from './named-file.ts';
import { readWordList, type WordList } from './read-word-list.ts';
import type { ListFile } from './rule-schema.ts';

export interface ListOutcome {
  /** Absent if there is any problem. */
  readonly list?: WordList;
  /** Of the list itself; empty if they were reported before. */
  readonly problems: readonly Problem[];
  /** Why there is no list, as the end of a sentence about the field that names it. */
  readonly refused?: string;
}

/** The word lists of a rule file and those it extends; rules may share one, which is read once. */
export class WordLists {
  readonly #readNamed: ReadNamed | undefined;
  readonly #known = new Map<string, ListOutcome>();

  constructor(readNamed: ReadNamed | undefined) {
    this.#readNamed = readNamed;
  }

  /** `from`: the rule file that names the list. */
  read({ file, column }: ListFile, from: string): ListOutcome {
    const refuse = (refused: string): ListOutcome => ({ problems: [], refused });
    if (!this.#readNamed) return refuse('is not supported here: write the values into the rule');
    const named = this.#readNamed(file, from);
    if (!named) return refuse(`names a file that does not exist: ${file}`);
    if ('refused' in named) return refuse(named.refused);
    const key = JSON.stringify([named.name, column]);
    const known = this.#known.get(key);
    if (known) return known;
    const { list, mistakes = [] } = readWordList(named, column);
    this.#known.set(key, { problems: [], ...(list ? { list } : {}) });
    const problems = mistakes.map((mistake) => ({ file: named.name, path: '', ...mistake }));
    return { problems, ...(list ? { list } : {}) };
  }
}
