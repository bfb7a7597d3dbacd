import { GrowingWords } from './growing.ts';
import { mix } from './mix.ts';
import type { Section, SectionReader } from './sections.ts';

export const NO_ENTRY = -1;
/** On average; the first entry of a bucket is where memory is slow, not the next ones. */
const LEAST_PER_BUCKET = 2;

/**
 * A multimap from 32-bit hashes to ids: some five bytes for each entry. It keeps only the bits of a hash that fit beside the
 * id, so callers must compare what it finds.
 *
 *     entry   [ bits of the hash | id ]        starts   first entry of each bucket
 *
 * Opening one with ten million entries must take no time, so they are not looked at: whatever they are, finding stays within
 * bounds and reports known ids.
 */
export class HashTable {
  readonly #starts: Uint32Array;
  readonly #entries: Uint32Array;
  readonly #ids: number;
  readonly #idBits: number;
  readonly #idMask: number;

  /** Ids are below `ids`. */
  constructor(sections: SectionReader, ids: number) {
    this.#starts = sections.words();
    const buckets = this.#starts.length - 1;
    if (buckets < 1 || (buckets & (buckets - 1)) !== 0) sections.refuse('has a wrong length');
    this.#entries = sections.words();
    if (this.#starts[buckets] !== this.#entries.length) sections.refuse('has another length');
    this.#ids = ids;
    this.#idBits = bitsOf(ids);
    this.#idMask = maskOf(this.#idBits);
  }

  get isEmpty(): boolean {
    return this.#entries.length === 0;
  }

  find(hash: number, found: (id: number) => void): void {
    for (let entry = this.first(hash); entry !== NO_ENTRY; entry = this.next(hash, entry)) {
      found(this.idOf(entry));
    }
  }

  /** With `next`, iterates over the entries of a hash where a callback for each would be too slow. */
  first(hash: number): number {
    const mixed = mix(hash);
    return this.#from(this.#starts[mixed & (this.#starts.length - 2)] ?? 0, mixed);
  }

  next(hash: number, entry: number): number {
    return this.#from(entry + 1, mix(hash));
  }

  idOf(entry: number): number {
    return (this.#entries[entry] ?? 0) & this.#idMask;
  }

  #from(first: number, mixed: number): number {
    const entries = this.#entries;
    const last = this.#starts[(mixed & (this.#starts.length - 2)) + 1] ?? 0;
    const end = Math.min(last, entries.length);
    for (let entry = first; entry < end; entry++) {
      const word = entries[entry] ?? 0;
      if ((word ^ mixed) >>> this.#idBits === 0 && (word & this.#idMask) < this.#ids) return entry;
    }
    return NO_ENTRY;
  }
}

export class HashTableBuilder {
  readonly #hashes = new GrowingWords();
  readonly #ids = new GrowingWords();

  add(hash: number, id: number): void {
    this.#hashes.add(mix(hash));
    this.#ids.add(id);
  }

  /** Sorts the entries into buckets; ids are below `ids`. */
  finish(ids: number): Section[] {
    const size = this.#hashes.length;
    let buckets = 1;
    while (buckets * 2 * LEAST_PER_BUCKET <= size) buckets *= 2;
    const starts = this.#firstOfBuckets(buckets);
    const entries = new Uint32Array(size);
    const next = starts.slice();
    const idMask = maskOf(bitsOf(ids));
    for (let index = 0; index < size; index++) {
      const mixed = this.#hashes.at(index);
      const bucket = mixed & (buckets - 1);
      const place = next[bucket] ?? 0;
      next[bucket] = place + 1;
      entries[place] = (mixed & ~idMask) | this.#ids.at(index);
    }
    return [starts, entries];
  }

  #firstOfBuckets(buckets: number): Uint32Array<ArrayBuffer> {
    const starts = new Uint32Array(buckets + 1);
    for (let index = 0; index < this.#hashes.length; index++) {
      const after = (this.#hashes.at(index) & (buckets - 1)) + 1;
      starts[after] = (starts[after] ?? 0) + 1;
    }
    for (let bucket = 0; bucket < buckets; bucket++) {
      starts[bucket + 1] = (starts[bucket + 1] ?? 0) + (starts[bucket] ?? 0);
    }
    return starts;
  }
}

/** At most 31, so that a shift by it is one. */
function bitsOf(ids: number): number {
  return Math.min(31, 32 - Math.clz32(Math.max(1, ids - 1)));
}

function maskOf(bits: number): number {
  return (1 << bits) - 1;
}
