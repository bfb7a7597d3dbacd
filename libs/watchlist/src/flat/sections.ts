/*
 * A compiled watchlist is a list of flat arrays, in memory as in a file: whoever writes them and whoever reads them take
 * the same sections in the same order.
 */
export type Section = Uint8Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;

/** The sections are not those that a compiled watchlist has. */
export class DamagedSections extends Error {}

/** Hands out sections in order and checks what they contain, because they may come from a file. */
export class SectionReader {
  readonly #sections: readonly Section[];
  #next = 0;

  constructor(sections: readonly Section[]) {
    this.#sections = sections;
  }

  bytes(): Uint8Array<ArrayBuffer> {
    const section = this.#sections[this.#next++];
    if (section instanceof Uint8Array) return section;
    throw new DamagedSections(`section ${this.#next} does not consist of bytes`);
  }

  words(): Uint32Array<ArrayBuffer> {
    const section = this.#sections[this.#next++];
    if (section instanceof Uint32Array) return section;
    throw new DamagedSections(`section ${this.#next} does not consist of words`);
  }

  /** Positions in ascending order, the first 0 and the last `end`. */
  positions(end?: number): Uint32Array<ArrayBuffer> {
    const words = this.words();
    let last = 0;
    // By index: a first loop of a hundred thousand steps is not optimised yet.
    for (let at = 0; at < words.length; at++) {
      const word = words[at] ?? 0;
      if (word < last) this.refuse('does not ascend');
      last = word;
    }
    if (words[0] !== 0) this.refuse('does not begin with 0');
    if (end !== undefined && last !== end) this.refuse('ends elsewhere');
    return words;
  }

  /** Numbers below `limit`. */
  below(limit: number): Uint32Array<ArrayBuffer> {
    const words = this.words();
    for (let at = 0; at < words.length; at++) {
      if ((words[at] ?? 0) >= limit) this.refuse('contains too large a number');
    }
    return words;
  }

  /** About the section handed out last. */
  refuse(why: string): never {
    throw new DamagedSections(`section ${this.#next} ${why}`);
  }

  finish(): void {
    if (this.#next !== this.#sections.length) this.refuse('is followed by others');
  }
}
