import { HashFilter, HashTable, Lengths, NO_ENTRY } from './hash-table.ts';
import { powerOf, rolled, type KeyPath } from './key-path.ts';

/** In shorter keys one edit may affect both the first and the last glyphs, so neither can be relied on. */
const SHORTEST_FILTERED = 7;
const ENDS = 3;
/** At this length a reading is abandoned unless its beginning or its middle occurs in some literal. */
const CHECKED_LENGTH = 6;
const FILTER_BITS = 1 << 20;

/**
 * Finds candidates: literals that may be within a few edits of a reading.
 * - One edit, whole tokens (deletion neighbourhood): two keys one edit apart become equal when at most one glyph is removed
 *   from each, so each key is filed under itself and under every key with one glyph removed.
 * - More edits, or values inside words (pigeonhole): if a key is split into one part more than there may be edits, at least
 *   one part is unchanged, shifted by at most the number of edits.
 */
export class EditIndex {
  readonly #isToken: boolean;
  readonly #deletions = new HashTable();
  readonly #ends = new HashFilter(FILTER_BITS);
  readonly #middles = new HashFilter(FILTER_BITS);
  readonly #parts = new HashTable();
  readonly #partFilter = new HashFilter(FILTER_BITS);
  readonly #partEntries: { id: number; offset: number; reach: number }[] = [];
  readonly #partLengths = new Set<number>();
  readonly #lengths = new Lengths();
  #sortedPartLengths: readonly number[] = [];

  constructor(isToken: boolean) {
    this.#isToken = isToken;
  }

  add(id: number, key: KeyPath, reach: number): void {
    if (this.#isToken && reach === 1) this.#addDeletions(id, key);
    else this.#addParts(id, key, reach);
  }

  #addDeletions(id: number, key: KeyPath): void {
    this.#deletions.add(key.prefix(key.length), id);
    for (let index = 0; index < key.length; index++) this.#deletions.add(key.without(index), id);
    this.#ends.add(key.prefix(ENDS));
    this.#ends.add(key.range(key.length - ENDS, key.length));
    for (let from = ENDS - 1; from <= ENDS + 1 && from + ENDS <= key.length; from++) {
      this.#middles.add(key.range(from, from + ENDS));
    }
    for (const length of [key.length - 1, key.length, key.length + 1]) this.#lengths.add(length);
  }

  #addParts(id: number, key: KeyPath, reach: number): void {
    const parts = reach + 1;
    for (let part = 0; part < parts; part++) {
      const offset = Math.floor((part * key.length) / parts);
      const end = Math.floor(((part + 1) * key.length) / parts);
      const hash = key.range(offset, end);
      this.#parts.add(hash, this.#partEntries.length);
      this.#partFilter.add(hash);
      this.#partEntries.push({ id, offset, reach });
      this.#partLengths.add(end - offset);
    }
  }

  build(): void {
    this.#deletions.build();
    this.#parts.build();
    this.#sortedPartLengths = [...this.#partLengths].sort((a, b) => a - b);
  }

  /**
   * Whether a longer reading that begins like this may be one edit away from any literal. If the edit is among the first
   * three glyphs, the next three equal those of the literal, shifted by at most one.
   */
  mayGoOn(path: KeyPath): boolean {
    if (!this.#parts.isEmpty) return true;
    if (this.#deletions.isEmpty) return false;
    if (path.length !== CHECKED_LENGTH) return true;
    return (
      this.#ends.mayHave(path.prefix(ENDS)) || this.#middles.mayHave(path.range(ENDS, ENDS + ENDS))
    );
  }

  /** Finds literals that may be one edit away from the whole key. */
  findWhole(path: KeyPath, found: (id: number) => void): void {
    if (!this.#lengths.has(path.length) || !this.#mayBeNear(path)) return;
    this.#deletions.find(path.prefix(path.length), found);
    for (let index = 0; index < path.length; index++)
      this.#deletions.find(path.without(index), found);
  }

  #mayBeNear(path: KeyPath): boolean {
    if (path.length <= SHORTEST_FILTERED) return true;
    return (
      this.#ends.mayHave(path.prefix(ENDS)) ||
      this.#ends.mayHave(path.range(path.length - ENDS, path.length))
    );
  }

  get hasOnlyParts(): boolean {
    return this.#deletions.isEmpty;
  }

  get hasParts(): boolean {
    return !this.#parts.isEmpty;
  }

  /** Writes 0 where a part may end within this range of keys, using a rolling hash. */
  markParts(keys: Int32Array, from: number, to: number, noParts: Uint8Array): void {
    for (const length of this.#sortedPartLengths) {
      const power = powerOf(length);
      let hash = 0;
      for (let at = from; at < to; at++) {
        hash = rolled(hash, keys[at] ?? 0);
        if (at - from >= length) hash = (hash - Math.imul((keys[at - length] ?? 0) + 1, power)) | 0;
        if (at - from + 1 >= length && this.#partFilter.mayHave(hash)) noParts[at] = 0;
      }
    }
  }

  isAnyWanted(isWanted: (id: number) => boolean): boolean {
    return this.#partEntries.some(({ id }) => isWanted(id));
  }

  get longestPart(): number {
    return this.#sortedPartLengths.at(-1) ?? 0;
  }

  /**
   * Finds literals with an unchanged part at the end of the key, at roughly the right position. Returns whether any literal
   * that still needs candidates has that part at any position.
   */
  findParts(
    path: KeyPath,
    found: (id: number) => void,
    isWanted: (id: number) => boolean,
  ): boolean {
    let isAny = false;
    const parts = this.#parts;
    for (const length of this.#sortedPartLengths) {
      if (length > path.length) return isAny;
      const at = path.length - length;
      const hash = path.range(at, path.length);
      if (!this.#partFilter.mayHave(hash)) continue;
      for (let entry = parts.first(hash); entry !== NO_ENTRY; entry = parts.next(entry)) {
        const part = this.#partEntries[parts.idOf(entry)];
        if (!part || !isWanted(part.id)) continue;
        isAny = true;
        if (Math.abs(at - part.offset) <= part.reach) found(part.id);
      }
    }
    return isAny;
  }
}
