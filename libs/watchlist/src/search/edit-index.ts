import { HashFilter } from '../flat/hash-filter.ts';
import { HashTable, NO_ENTRY } from '../flat/hash-table.ts';
import { Lengths } from '../flat/lengths.ts';
import type { SectionReader } from '../flat/sections.ts';
import { powerOf, rolled, type KeyPath } from './key-path.ts';

/** Beginnings and ends are known at multiples of this length, up to the longest. */
export const STEP = 3;
export const LONGEST_END = 24;
/** At this length a reading is abandoned unless its beginning or its middle occurs in some literal. */
const CHECKED_LENGTH = 6;

/**
 * Finds candidates: literals that may be within a few edits of a reading.
 * - One edit, whole tokens (deletion neighbourhood): two keys one edit apart become equal when at most one glyph is removed
 *   from each, so each key is filed under itself and under every key with one glyph removed. Digits are never edited, so
 *   they are never removed. What precedes the edit begins a literal and what follows it ends one, so only few glyphs can be
 *   where it is: of KEEPOVT, if no literal begins with KEEPOV or ends with OVT, the fifth and the sixth.
 * - More edits, or values inside words (pigeonhole): if a key is split into one part more than there may be edits, at least
 *   one part is unchanged, shifted by at most the number of edits.
 */
export class EditIndex {
  readonly #deletions: HashTable;
  readonly #beginnings: HashFilter;
  readonly #ends: HashFilter;
  readonly #middles: HashFilter;
  readonly #lengths: Lengths;
  readonly #partIds: Uint32Array;
  readonly #partPlaces: Uint32Array;
  readonly #parts: HashTable;
  readonly #partFilter: HashFilter;
  /** Ascending. */
  readonly #partLengths: Uint32Array;

  constructor(sections: SectionReader, { ids, length }: { ids: number; length: number }) {
    this.#deletions = new HashTable(sections, ids);
    this.#beginnings = new HashFilter(sections);
    this.#ends = new HashFilter(sections);
    this.#middles = new HashFilter(sections);
    this.#lengths = new Lengths(sections);
    this.#partIds = sections.below(ids);
    this.#partPlaces = sections.words();
    if (this.#partPlaces.length !== this.#partIds.length) sections.refuse('has another length');
    this.#parts = new HashTable(sections, this.#partIds.length);
    this.#partFilter = new HashFilter(sections);
    this.#partLengths = sections.below(length);
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
      this.#beginnings.mayHave(path.prefix(STEP)) ||
      this.#middles.mayHave(path.range(STEP, STEP + STEP))
    );
  }

  /** Finds literals that may be one edit away from the whole key. */
  findWhole(path: KeyPath, found: (id: number) => void): void {
    const { length } = path;
    if (!this.#lengths.has(length)) return;
    const last = this.#lastEdit(path);
    const first = this.#firstEdit(path);
    if (first > last) return;
    this.#deletions.find(path.prefix(length), found);
    // Of equal neighbours only the first is removed, wherever the edit is.
    for (let index = path.firstOfEqual(first); index <= last && index < length; index++) {
      if (path.mayLose(index)) this.#deletions.find(path.without(index), found);
    }
  }

  /** Where the edit is at the latest: a literal begins with all that precedes it. */
  #lastEdit(path: KeyPath): number {
    const most = Math.min(path.length, LONGEST_END);
    for (let length = STEP; length <= most; length += STEP) {
      if (!this.#beginnings.mayHave(path.prefix(length))) return length - 1;
    }
    return path.length;
  }

  /** Where it is at the earliest: a literal ends with all that follows it. */
  #firstEdit(path: KeyPath): number {
    const most = Math.min(path.length, LONGEST_END);
    for (let length = STEP; length <= most; length += STEP) {
      const first = path.length - length;
      if (!this.#ends.mayHave(path.range(first, path.length))) return first;
    }
    return 0;
  }

  get hasOnlyParts(): boolean {
    return this.#deletions.isEmpty;
  }

  get hasParts(): boolean {
    return !this.#parts.isEmpty;
  }

  /** Writes 0 where a part may end within this range of keys, using a rolling hash. */
  markParts(keys: Int32Array, from: number, to: number, noParts: Uint8Array): void {
    for (const length of this.#partLengths) {
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
    return this.#partIds.some(isWanted);
  }

  get longestPart(): number {
    return this.#partLengths[this.#partLengths.length - 1] ?? 0;
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
    for (const length of this.#partLengths) {
      if (length > path.length) return isAny;
      const at = path.length - length;
      const hash = path.range(at, path.length);
      if (!this.#partFilter.mayHave(hash)) continue;
      for (let entry = parts.first(hash); entry !== NO_ENTRY; entry = parts.next(hash, entry)) {
        const part = parts.idOf(entry);
        const id = this.#partIds[part] ?? 0;
        if (!isWanted(id)) continue;
        isAny = true;
        if (isAtPlace(this.#partPlaces[part] ?? 0, at)) found(id);
      }
    }
    return isAny;
  }
}

/** A part's offset in its key and how many edits its literal may have, in one number. */
export function placeOf(offset: number, reach: number): number {
  return offset * MAX_REACH + reach;
}

const MAX_REACH = 8;

function isAtPlace(place: number, at: number): boolean {
  return Math.abs(at - Math.floor(place / MAX_REACH)) <= place % MAX_REACH;
}
