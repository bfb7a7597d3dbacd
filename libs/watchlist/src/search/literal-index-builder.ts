import { HashFilterBuilder } from '../flat/hash-filter.ts';
import { HashTableBuilder } from '../flat/hash-table.ts';
import { LengthsBuilder } from '../flat/lengths.ts';
import type { Section } from '../flat/sections.ts';
import { EditIndexBuilder } from './edit-index-builder.ts';
import { KeyPath } from './key-path.ts';
import { CHECKS, MAX_LINES, type IndexKind } from './literal-index.ts';
import { isDigit, keysOf, type Literal } from './literal.ts';

/** Files literals for a `LiteralIndex`. */
export class LiteralIndexBuilder {
  readonly #kind: IndexKind;
  readonly #ids: number;
  readonly #whole = new HashTableBuilder();
  readonly #beginnings: readonly HashFilterBuilder[];
  readonly #lengths = new LengthsBuilder();
  readonly #edits: EditIndexBuilder;
  #longest = 0;
  #joinLines = 0;
  #path: KeyPath;

  /** Ids are below `ids`. */
  constructor(kind: IndexKind, ids: number) {
    this.#kind = kind;
    this.#ids = ids;
    this.#beginnings = CHECKS.map(() => new HashFilterBuilder(ids));
    this.#edits = new EditIndexBuilder(kind.isToken, ids);
    this.#path = new KeyPath(0, kind.view);
  }

  addFolded(id: number, literal: Literal): void {
    for (const codes of keysOf(literal, this.#kind.view)) {
      const key = this.#pathOf(codes);
      this.#whole.add(key.prefix(key.length), id);
      this.#lengths.add(key.length);
      CHECKS.forEach((check, index) => {
        if (key.length > check) this.#beginnings[index]?.add(key.prefix(check));
      });
      this.#widen(literal, key.length);
    }
  }

  addEdited(id: number, literal: Literal): void {
    const [codes = []] = keysOf(literal, 'strict');
    const key = this.#pathOf(codes, literal.glyphs);
    this.#edits.add(id, key, literal.reach);
    this.#widen(literal, key.length + literal.reach);
  }

  /** Reused: valid only until the next key. */
  #pathOf(codes: readonly number[], glyphs: Literal['glyphs'] = []): KeyPath {
    if (this.#path.capacity < codes.length * 2) {
      this.#path = new KeyPath(codes.length * 4, this.#kind.view);
    }
    this.#path.length = 0;
    codes.forEach((code, index) => {
      const glyph = glyphs[index];
      this.#path.push(code, glyph !== undefined && isDigit(glyph));
    });
    return this.#path;
  }

  #widen({ joinLines, isNearMissed }: Literal, length: number): void {
    this.#longest = Math.max(this.#longest, length);
    const lines = joinLines + (isNearMissed ? 1 : 0);
    this.#joinLines = Math.min(MAX_LINES, Math.max(this.#joinLines, lines));
  }

  finish(): Section[] {
    return [
      Uint32Array.of(this.#longest, this.#joinLines),
      ...this.#whole.finish(this.#ids),
      ...this.#beginnings.map((filter) => filter.finish()),
      this.#lengths.finish(),
      ...this.#edits.finish(this.#ids),
    ];
  }
}
