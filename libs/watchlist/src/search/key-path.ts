import { looseKeyOf } from '../text/lookalikes.ts';

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
  length = 0;

  constructor(capacity: number, isLoose: boolean) {
    this.capacity = capacity;
    this.#isLoose = isLoose;
    this.#hashes = new Int32Array(capacity + 3);
    this.#powers = new Int32Array(capacity + 3).fill(1);
    for (let index = 1; index < this.#powers.length; index++) {
      this.#powers[index] = Math.imul(this.#powers[index - 1] ?? 1, BASE);
    }
  }

  push(code: number): void {
    if (!this.#isLoose) this.#append(code);
    else if (code === M) this.#appendBoth(R, N);
    else if (code === W) this.#appendBoth(V, V);
    else this.#append(code);
  }

  #appendBoth(first = 0, second = 0): void {
    this.#append(first);
    this.#append(second);
  }

  #append(code: number): void {
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

  /** Hash of the whole key without the glyph at `index`. */
  without(index: number): number {
    const rest = this.length - 1 - index;
    const head = Math.imul(this.#hashes[index] ?? 0, this.#powers[rest] ?? 0);
    return (head + this.range(index + 1, this.length)) | 0;
  }
}
