export const NO_ENTRY = -1;

/**
 * A multimap from 32-bit hashes to ids in typed arrays: a hundred thousand values cost a few megabytes and no objects.
 * Hashes may collide, so callers must compare what it finds.
 */
export class HashTable {
  #size = 0;
  #hashes = new Int32Array(64);
  #ids = new Int32Array(64);
  #next = new Int32Array(64);
  #heads = new Int32Array(0);

  add(hash: number, id: number): void {
    if (this.#size === this.#hashes.length) this.#grow();
    this.#hashes[this.#size] = hash;
    this.#ids[this.#size] = id;
    this.#size++;
  }

  get isEmpty(): boolean {
    return this.#size === 0;
  }

  /** Call once, after the last `add`. */
  build(): void {
    let buckets = 64;
    while (buckets < this.#size * 2) buckets *= 2;
    this.#heads = new Int32Array(buckets).fill(NO_ENTRY);
    for (let entry = 0; entry < this.#size; entry++) {
      const bucket = mix(this.#hashes[entry] ?? 0) & (buckets - 1);
      this.#next[entry] = this.#heads[bucket] ?? NO_ENTRY;
      this.#heads[bucket] = entry;
    }
  }

  find(hash: number, found: (id: number) => void): void {
    for (let entry = this.first(hash); entry !== NO_ENTRY; entry = this.next(entry)) {
      found(this.idOf(entry));
    }
  }

  /** With `next`, iterates over the entries of a hash where a callback for each would be too slow. */
  first(hash: number): number {
    const bucket = mix(hash) & (this.#heads.length - 1);
    return this.#skipOthers(this.#heads[bucket] ?? NO_ENTRY, hash);
  }

  next(entry: number): number {
    return this.#skipOthers(this.#next[entry] ?? NO_ENTRY, this.#hashes[entry] ?? 0);
  }

  idOf(entry: number): number {
    return this.#ids[entry] ?? 0;
  }

  #skipOthers(from: number, hash: number): number {
    let entry = from;
    while (entry !== NO_ENTRY && this.#hashes[entry] !== hash)
      entry = this.#next[entry] ?? NO_ENTRY;
    return entry;
  }

  #grow(): void {
    const enlarge = (array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> => {
      const larger = new Int32Array(array.length * 2);
      larger.set(array);
      return larger;
    };
    this.#hashes = enlarge(this.#hashes);
    this.#ids = enlarge(this.#ids);
    this.#next = enlarge(this.#next);
  }
}

/** A Bloom filter: a hash that was added is always reported, one that was not rarely. */
export class HashFilter {
  readonly #mask: number;
  /** Grows on the first `add`: most filters of a small watchlist stay empty. */
  #bits = new Uint8Array(0);

  constructor(bits: number) {
    this.#mask = bits - 1;
  }

  add(hash: number): void {
    if (this.#bits.length === 0) this.#bits = new Uint8Array((this.#mask + 1) / 8);
    const bit = mix(hash) & this.#mask;
    this.#bits[bit >> 3] = (this.#bits[bit >> 3] ?? 0) | (1 << (bit & 7));
  }

  mayHave(hash: number): boolean {
    const bit = mix(hash) & this.#mask;
    return ((this.#bits[bit >> 3] ?? 0) & (1 << (bit & 7))) !== 0;
  }
}

/** A set of small numbers as an array, because it is tested at every glyph. */
export class Lengths {
  #has = new Uint8Array(64);

  add(length: number): void {
    if (length >= this.#has.length) {
      const larger = new Uint8Array(length * 2);
      larger.set(this.#has);
      this.#has = larger;
    }
    this.#has[length] = 1;
  }

  has(length: number): boolean {
    return this.#has[length] === 1;
  }
}

function mix(hash: number): number {
  let mixed = hash ^ (hash >>> 16);
  mixed = Math.imul(mixed, 0x7feb352d);
  mixed ^= mixed >>> 15;
  mixed = Math.imul(mixed, 0x846ca68b);
  return mixed ^ (mixed >>> 16);
}
