import { enlarged, MIN_CAPACITY } from './column.ts';

/** Instead of a word's number, for separators. */
export const NO_WORD = -1;

/** The word, and the range in it, that each character of a text came from. */
export class Origins {
  #word: Int32Array<ArrayBuffer>;
  #from: Int32Array<ArrayBuffer>;
  #to: Int32Array<ArrayBuffer>;
  length = 0;

  constructor(capacity: number) {
    const size = Math.max(MIN_CAPACITY, capacity);
    this.#word = new Int32Array(size);
    this.#from = new Int32Array(size);
    this.#to = new Int32Array(size);
  }

  push(word: number, from: number, to: number): void {
    if (this.length === this.#word.length) this.#grow();
    this.#word[this.length] = word;
    this.#from[this.length] = from;
    this.#to[this.length] = to;
    this.length++;
  }

  copy(other: Origins, at: number): void {
    this.push(other.wordAt(at), other.fromAt(at), other.toAt(at));
  }

  /** Marks missing characters up to this length as separators. */
  fill(length: number): void {
    while (this.length < length) this.push(NO_WORD, 0, 0);
  }

  wordAt(at: number): number {
    return at < this.length ? (this.#word[at] ?? NO_WORD) : NO_WORD;
  }

  fromAt(at: number): number {
    return this.#from[at] ?? 0;
  }

  toAt(at: number): number {
    return this.#to[at] ?? 0;
  }

  #grow(): void {
    this.#word = enlarged(this.#word);
    this.#from = enlarged(this.#from);
    this.#to = enlarged(this.#to);
  }
}
