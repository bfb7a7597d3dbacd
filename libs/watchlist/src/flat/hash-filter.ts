import { mix } from './mix.ts';
import type { Section, SectionReader } from './sections.ts';

/** A Bloom filter: a hash that was added is always reported, one that was not rarely. */
export class HashFilter {
  readonly #bits: Uint8Array;
  readonly #mask: number;

  constructor(sections: SectionReader) {
    this.#bits = sections.bytes();
    const { length } = this.#bits;
    if ((length & (length - 1)) !== 0) sections.refuse('has a wrong length');
    this.#mask = length * 8 - 1;
  }

  mayHave(hash: number): boolean {
    const bit = mix(hash) & this.#mask;
    return ((this.#bits[bit >> 3] ?? 0) & (1 << (bit & 7))) !== 0;
  }
}

const LARGEST_BYTES = 1 << 21;
const SMALLEST_BYTES = 64;
/** So many bits for each hash, so that one in eight strangers passes at most. */
const BITS_PER_HASH = 8;

export class HashFilterBuilder {
  readonly #expected: number;
  #bits = new Uint8Array(0);

  /** `expected`: how many hashes at most. */
  constructor(expected: number) {
    this.#expected = expected;
  }

  add(hash: number): void {
    if (this.#bits.length === 0) this.#bits = new Uint8Array(this.#bytes());
    const bit = mix(hash) & (this.#bits.length * 8 - 1);
    this.#bits[bit >> 3] = (this.#bits[bit >> 3] ?? 0) | (1 << (bit & 7));
  }

  #bytes(): number {
    let bytes = SMALLEST_BYTES;
    while (bytes < this.#expected * (BITS_PER_HASH / 8) && bytes < LARGEST_BYTES) bytes *= 2;
    return bytes;
  }

  /** No larger than necessary: many hashes are the same. */
  finish(): Section {
    while (
      this.#bits.length > SMALLEST_BYTES &&
      this.#count() * BITS_PER_HASH * 2 <= this.#bits.length * 8
    ) {
      const half = this.#bits.length / 2;
      // A hash has in half the filter the bit that it has modulo half the bits.
      this.#bits = this.#bits.slice(0, half).map((byte, at) => byte | (this.#bits[half + at] ?? 0));
    }
    return this.#bits;
  }

  #count(): number {
    return this.#bits.reduce((sum, byte) => sum + (BITS_IN[byte] ?? 0), 0);
  }
}

const BITS_IN = Uint8Array.from(
  { length: 256 },
  (_, byte) => byte.toString(2).replaceAll('0', '').length,
);
