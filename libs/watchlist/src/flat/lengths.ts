import type { Section, SectionReader } from './sections.ts';

/** A set of small numbers as an array, because it is tested at every glyph. */
export class Lengths {
  readonly #has: Uint8Array;

  constructor(sections: SectionReader) {
    this.#has = sections.bytes();
  }

  has(length: number): boolean {
    return this.#has[length] === 1;
  }
}

export class LengthsBuilder {
  #has = new Uint8Array(64);

  add(length: number): void {
    if (length >= this.#has.length) {
      const larger = new Uint8Array(length * 2);
      larger.set(this.#has);
      this.#has = larger;
    }
    this.#has[length] = 1;
  }

  finish(): Section {
    return this.#has;
  }
}
