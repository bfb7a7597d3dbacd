import { GrowingBytes, GrowingWords } from './growing.ts';
import { DamagedSections, type Section, type SectionReader } from './sections.ts';

/** Texts by index, as UTF-8 in one array: a million texts cost their bytes and four more each. */
export class TextPool {
  readonly #starts: Uint32Array;
  readonly #bytes: Buffer;

  constructor(sections: SectionReader) {
    this.#starts = sections.positions();
    const { buffer, byteOffset, length } = sections.bytes();
    if (this.#starts.at(-1) !== length) sections.refuse('has another length');
    this.#bytes = Buffer.from(buffer, byteOffset, length);
  }

  get count(): number {
    return this.#starts.length - 1;
  }

  /** Length of the longest text, in bytes. */
  get longest(): number {
    const starts = this.#starts;
    let longest = 0;
    for (let end = 1; end < starts.length; end++) {
      const length = (starts[end] ?? 0) - (starts[end - 1] ?? 0);
      if (length > longest) longest = length;
    }
    return longest;
  }

  /** Fails with `DamagedSections` if there is none. */
  at(index: number): string {
    if (index >= this.count) throw new DamagedSections(`there is no text ${index}`);
    return this.#bytes.toString('utf8', this.#starts[index], this.#starts[index + 1]);
  }
}

export class TextPoolBuilder {
  readonly #starts = new GrowingWords();
  readonly #bytes = new GrowingBytes();

  constructor() {
    this.#starts.add(0);
  }

  get count(): number {
    return this.#starts.length - 1;
  }

  /** Returns the index. */
  add(text: string): number {
    this.#bytes.addText(text);
    this.#starts.add(this.#bytes.length);
    return this.count - 1;
  }

  finish(): Section[] {
    return [this.#starts.finish(), this.#bytes.finish()];
  }
}
