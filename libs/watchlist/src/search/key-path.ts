import { looseKeyOf } from '../text/lookalike-keys.ts';
import type { LookalikeSet } from '../text/lookalikes.ts';

/*
 * The canonical key of a reading, built glyph by glyph, with the hash of every prefix, so that the hash of any range costs
 * one multiplication. The loose key also makes pairs equal to the glyph that they resemble:
 *
 *     m → r n      w → v v
 */
const BASE = 0x01000193;
const [M, N, R, V, W] = [...'mnrvw'].map((glyph) => looseKeyOf(glyph.charCodeAt(0)));

export function rolled(hash: number, code: number): number {
  return (Math.imul(hash, BASE) + code + 1) | 0;
}

/** Weight in a hash of the code `length` positions back. */
export function powerOf(length: number): number {
  let power = 1;
  for (let index = 0; index < length; index++) power = Math.imul(power, BASE);
  return power;
}

export class KeyPath {
  readonly capacity: number;
  readonly #isLoose: boolean;
  readonly #hashes: Int32Array;
  readonly #powers: Int32Array;
  readonly #codes: Int32Array;
  /** 1 for digits, which no edit changes. */
  readonly #isDigit: Uint8Array;
  length = 0;

  constructor(capacity: number, view: LookalikeSet['view']) {
    this.capacity = capacity;
    this.#isLoose = view === 'loose';
    this.#hashes = new Int32Array(capacity + 3);
    this.#powers = new Int32Array(capacity + 3).fill(1);
    this.#codes = new Int32Array(capacity + 3);
    this.#isDigit = new Uint8Array(capacity + 3);
    for (let index = 1; index < this.#powers.length; index++) {
      this.#powers[index] = Math.imul(this.#powers[index - 1] ?? 1, BASE);
    }
  }

  push(code: number, isDigit: boolean): void {
    if (!this.#isLoose) this.#append(code, isDigit);
    else if (code === M) this.#appendBoth(R, N);
    else if (code === W) this.#appendBoth(V, V);
    else this.#append(code, isDigit);
  }

  #appendBoth(first = 0, second = 0): void {
    this.#append(first, false);
    this.#append(second, false);
  }

  #append(code: number, isDigit: boolean): void {
    this.#codes[this.length] = code;
    this.#isDigit[this.length] = isDigit ? 1 : 0;
    this.#hashes[this.length + 1] = rolled(this.#hashes[this.length] ?? 0, code);
    this.length++;
  }

  /** Hash of the first `length` glyphs. */
  prefix(length: number): number {
    return this.#hashes[length] ?? 0;
  }

  range(from: number, to: number): number {
    const before = Math.imul(this.#hashes[from] ?? 0, this.#powers[to - from] ?? 0);
    return ((this.#hashes[to] ?? 0) - before) | 0;
  }

  /** Whether the key without this glyph may be that of an edited text; of two equal neighbours, one is enough. */
  mayLose(index: number): boolean {
    if (this.#isDigit[index] === 1) return false;
    const isRepeated = index > 0 && this.#codes[index] === this.#codes[index - 1];
    return !isRepeated || this.#isDigit[index - 1] === 1;
  }

  /** The first of the equal glyphs around this one. */
  firstOfEqual(index: number): number {
    let first = index;
    while (first > 0 && this.#codes[first] === this.#codes[first - 1]) first--;
    return first;
  }

  /** Hash of the whole key without the glyph at `index`. */
  without(index: number): number {
    const rest = this.length - 1 - index;
    const head = Math.imul(this.#hashes[index] ?? 0, this.#powers[rest] ?? 0);
    return (head + this.range(index + 1, this.length)) | 0;
  }
}
