import { enlarged, LEAST_CAPACITY } from './column.ts';

/** In place of a word's number, between words. */
export const NO_WORD = -1;

/** For each character of a text the word it came from, and where in that word. */
export class Origins {
  #word: Int32Array<ArrayBuffer>;
  #from: Int32Array<ArrayBuffer>;
  #to: Int32Array<ArrayBuffer>;
  length = 0;

  constructor(capacity: number) {
    const size = Math.max(LEAST_CAPACITY, capacity);
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

  /** What is missing up to this length stands between words. */
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
