import { ORIENTATIONS, type Orientation } from './orientation.ts';

/*
 * A TIFF, or the block of metadata in a JPEG or PNG that has the form of one: byte order, offset of the first directory, and there
 * for each field its tag, type, count, and the value, if it has at most four bytes.
 * https://www.itu.int/itudoc/itu-t/com16/tiff-fx/docs/tiff6.pdf
 */

const [SHORT, LONG] = [3, 4];
const ENTRY = 12;
export const TAGS = { width: 256, height: 257, orientation: 274 } as const;

interface Field {
  readonly value: number;
  write(value: number): void;
}

/** The first directory of a block, as far as it is there; `block` is changed by `write`. */
export class TiffBlock {
  readonly #block: Buffer;
  readonly #isLittle: boolean;

  constructor(block: Buffer) {
    this.#block = block;
    this.#isLittle = block.toString('latin1', 0, 2) === 'II';
  }

  field(tag: number): Field | undefined {
    const start = this.#number(4, 4);
    const count = this.#number(start, 2);
    for (let entry = 0; entry < count; entry++) {
      const at = start + 2 + entry * ENTRY;
      if (at + ENTRY > this.#block.length) return undefined;
      if (this.#number(at, 2) === tag) return this.#fieldAt(at);
    }
    return undefined;
  }

  /** `undefined`: no tag, or none that means anything. */
  get orientation(): Orientation | undefined {
    const value = this.field(TAGS.orientation)?.value;
    return ORIENTATIONS.find((one) => one === value);
  }

  /** Another directory, that of another page, follows the first. */
  get hasMore(): boolean {
    const start = this.#number(4, 4);
    return this.#number(start + 2 + this.#number(start, 2) * ENTRY, 4) > 0;
  }

  #fieldAt(at: number): Field | undefined {
    const bytes = { [SHORT]: 2, [LONG]: 4 }[this.#number(at + 2, 2)];
    if (bytes === undefined) return undefined;
    return {
      value: this.#number(at + 8, bytes),
      write: (value) =>
        this.#isLittle
          ? this.#block.writeUIntLE(value, at + 8, bytes)
          : this.#block.writeUIntBE(value, at + 8, bytes),
    };
  }

  /** 0 beyond the end. */
  #number(at: number, bytes: number): number {
    if (at + bytes > this.#block.length) return 0;
    return this.#isLittle ? this.#block.readUIntLE(at, bytes) : this.#block.readUIntBE(at, bytes);
  }
}
