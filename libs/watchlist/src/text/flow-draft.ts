import { MIN_CAPACITY } from './column.ts';
import type { Sink } from './normalise.ts';
import { NO_WORD, Origins } from './origins.ts';
import type { PageWords } from './page-words.ts';

/**
 * Builds text and records where each character came from. Typed arrays, because a million strings would be garbage by the
 * time the page is read. With `words`, and as long as each character stands for exactly one of its word, only the starts of
 * words are stored.
 */
export class FlowDraft implements Sink {
  readonly #words: PageWords | undefined;
  readonly #starts: Int32Array<ArrayBuffer>;
  #units: Uint16Array<ArrayBuffer>;
  #origins: Origins | undefined;
  #word = NO_WORD;
  #wordStart = 0;
  length = 0;

  constructor(capacity: number, words?: PageWords) {
    this.#units = new Uint16Array(Math.max(MIN_CAPACITY, capacity));
    this.#words = words;
    this.#starts = new Int32Array(words?.count ?? 0);
    if (!words) this.#origins = new Origins(capacity);
  }

  beginWord(word: number): void {
    this.#word = word;
    this.#wordStart = this.length;
    this.#starts[word] = this.length;
  }

  put(unit: number, from: number, to: number): void {
    const isPlain = to - from === 1 && from === this.length - this.#wordStart;
    if (!isPlain) this.#origins ??= this.#spellOut();
    this.#origins?.push(this.#word, from, to);
    this.#putUnit(unit);
  }

  /** Appends a separator between words. */
  putBetween(unit: number): void {
    this.#origins?.push(NO_WORD, 0, 0);
    this.#putUnit(unit);
  }

  /** Appends a part of another draft. */
  copy(other: FlowDraft, start: number, end: number): void {
    for (let at = start; at < end; at++) this.putFor(other, at, other.#units[at] ?? 0);
  }

  /** Appends a character with the origin of one in another draft. */
  putFor(other: FlowDraft, at: number, unit: number): void {
    this.#origins ??= this.#spellOut();
    this.#origins.copy((other.#origins ??= other.#spellOut()), at);
    this.#putUnit(unit);
  }

  get text(): string {
    const { buffer, byteOffset } = this.#units;
    return Buffer.from(buffer, byteOffset, this.length * 2).toString('utf16le');
  }

  get units(): Uint16Array {
    return this.#units.subarray(0, this.length);
  }

  /** Starts of words; meaningless once origins are stored for each character. */
  get starts(): Int32Array {
    return this.#starts;
  }

  get origins(): Origins | undefined {
    return this.#origins;
  }

  #spellOut(): Origins {
    const origins = new Origins(this.#units.length);
    for (let word = 0; word <= this.#word; word++) {
      const start = this.#starts[word] ?? 0;
      origins.fill(start);
      const rest = Math.min(this.length - start, this.#words?.at(word)?.text.length ?? 0);
      for (let at = 0; at < rest; at++) origins.push(word, at, at + 1);
    }
    origins.fill(this.length);
    return origins;
  }

  #putUnit(unit: number): void {
    if (this.length === this.#units.length) {
      const larger = new Uint16Array(this.length * 2);
      larger.set(this.#units);
      this.#units = larger;
    }
    this.#units[this.length++] = unit;
  }
}
