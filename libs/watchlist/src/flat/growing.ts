const FIRST_CAPACITY = 256;
/** UTF-8 takes at most three bytes for a code unit. */
const WIDEST = 3;

/** A list of 32-bit numbers that doubles its array when it is full. */
export class GrowingWords {
  #words = new Uint32Array(FIRST_CAPACITY);
  length = 0;

  add(word: number): void {
    if (this.length === this.#words.length) this.#grow();
    this.#words[this.length++] = word;
  }

  at(index: number): number {
    return this.#words[index] ?? 0;
  }

  finish(): Uint32Array<ArrayBuffer> {
    return this.#words.slice(0, this.length);
  }

  #grow(): void {
    const larger = new Uint32Array(this.#words.length * 2);
    larger.set(this.#words);
    this.#words = larger;
  }
}

export class GrowingBytes {
  readonly #encoder = new TextEncoder();
  #bytes = new Uint8Array(FIRST_CAPACITY);
  length = 0;

  addText(text: string): void {
    const needed = this.length + text.length * WIDEST;
    if (needed > this.#bytes.length) this.#grow(needed);
    this.length += this.#encoder.encodeInto(text, this.#bytes.subarray(this.length)).written;
  }

  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.length);
  }

  #grow(needed: number): void {
    const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}
