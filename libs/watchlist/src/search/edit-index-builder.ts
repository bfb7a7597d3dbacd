import { HashFilterBuilder } from '../flat/hash-filter.ts';
import { GrowingWords } from '../flat/growing.ts';
import { HashTableBuilder } from '../flat/hash-table.ts';
import { LengthsBuilder } from '../flat/lengths.ts';
import type { Section } from '../flat/sections.ts';
import { LONGEST_END, placeOf, STEP } from './edit-index.ts';
import type { KeyPath } from './key-path.ts';

/** Files literals for an `EditIndex`. */
export class EditIndexBuilder {
  readonly #isToken: boolean;
  readonly #deletions = new HashTableBuilder();
  readonly #beginnings: HashFilterBuilder;
  readonly #ends: HashFilterBuilder;
  readonly #middles: HashFilterBuilder;
  readonly #lengths = new LengthsBuilder();
  readonly #parts = new HashTableBuilder();
  readonly #partFilter: HashFilterBuilder;
  readonly #partIds = new GrowingWords();
  readonly #partPlaces = new GrowingWords();
  readonly #partLengths = new Set<number>();

  /** `ids`: how many literals there may be. */
  constructor(isToken: boolean, ids: number) {
    this.#isToken = isToken;
    this.#beginnings = new HashFilterBuilder((ids * LONGEST_END) / STEP);
    this.#ends = new HashFilterBuilder((ids * LONGEST_END) / STEP);
    this.#middles = new HashFilterBuilder(ids * 3);
    this.#partFilter = new HashFilterBuilder(ids * 3);
  }

  add(id: number, key: KeyPath, reach: number): void {
    if (this.#isToken && reach === 1) this.#addDeletions(id, key);
    else this.#addParts(id, key, reach);
  }

  #addDeletions(id: number, key: KeyPath): void {
    this.#deletions.add(key.prefix(key.length), id);
    for (let index = 0; index < key.length; index++) {
      if (key.mayLose(index)) this.#deletions.add(key.without(index), id);
    }
    for (let length = STEP; length <= Math.min(key.length, LONGEST_END); length += STEP) {
      this.#beginnings.add(key.prefix(length));
      this.#ends.add(key.range(key.length - length, key.length));
    }
    for (let from = STEP - 1; from <= STEP + 1 && from + STEP <= key.length; from++) {
      this.#middles.add(key.range(from, from + STEP));
    }
    for (const length of [key.length - 1, key.length, key.length + 1]) this.#lengths.add(length);
  }

  #addParts(id: number, key: KeyPath, reach: number): void {
    const parts = reach + 1;
    for (let part = 0; part < parts; part++) {
      const offset = Math.floor((part * key.length) / parts);
      const end = Math.floor(((part + 1) * key.length) / parts);
      const hash = key.range(offset, end);
      this.#parts.add(hash, this.#partIds.length);
      this.#partFilter.add(hash);
      this.#partIds.add(id);
      this.#partPlaces.add(placeOf(offset, reach));
      this.#partLengths.add(end - offset);
    }
  }

  finish(ids: number): Section[] {
    return [
      ...this.#deletions.finish(ids),
      this.#beginnings.finish(),
      this.#ends.finish(),
      this.#middles.finish(),
      this.#lengths.finish(),
      this.#partIds.finish(),
      this.#partPlaces.finish(),
      ...this.#parts.finish(this.#partIds.length),
      this.#partFilter.finish(),
      Uint32Array.from(this.#partLengths).sort(),
    ];
  }
}
