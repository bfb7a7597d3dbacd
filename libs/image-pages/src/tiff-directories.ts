import { damagedHeader, unsupported } from './unsupported.ts';

/*
 * A TIFF is a chain of directories, one for each page: https://www.itu.int/itudoc/itu-t/com16/tiff-fx/docs/tiff6.pdf
 *
 *     header ─► directory 1 ─► directory 2 ─► … ─► 0        each: number of entries, entries, offset of the next
 *
 * The chain of a damaged or hostile file leads in circles or out of the file. Following it again for every page would take
 * a time that grows with the square of their number.
 */

/** More are not followed. */
const MAX_DIRECTORIES = 100_000;
const NEW_SUBFILE_TYPE = 254;
/** A smaller copy of another page, or its transparency mask. */
const NO_PAGE = 1 | 4;

/** Offsets have 4 bytes in a TIFF and 8 in a BigTIFF. */
interface Layout {
  readonly isLittle: boolean;
  readonly isBig: boolean;
}

function missingPage(): Error {
  return unsupported('It is not in the file, which is damaged or cut off. Upload it again.');
}

/** A copy of a TIFF of which each page can be made the only one. */
export class TiffDirectories {
  readonly #file: Buffer;
  readonly #layout: Layout;
  readonly #offsets: readonly (number | undefined)[];

  constructor(bytes: Uint8Array) {
    this.#file = Buffer.from(bytes);
    const mark = this.#file.toString('latin1', 0, 4);
    this.#layout = { isLittle: mark.startsWith('II'), isBig: mark.includes('+') };
    this.#offsets = this.#follow();
  }

  get count(): number {
    return Math.max(1, this.#offsets.length);
  }

  /** A TIFF of one page, valid until the next call. Fails with `image-unsupported` for a page that is not in the file. */
  only(index: number): Buffer {
    const offset = this.#offsets[index];
    if (offset === undefined) throw index === 0 ? damagedHeader('TIFF') : missingPage();
    this.#writeOffset(this.#headerAt, offset);
    return this.#file;
  }

  get #headerAt(): number {
    return this.#layout.isBig ? 8 : 4;
  }

  /** Offsets of the directories of pages; `undefined` for one that is named, but not there. Cuts the chain behind each. */
  #follow(): readonly (number | undefined)[] {
    const { isBig } = this.#layout;
    const [countBytes, entryBytes, offsetBytes] = isBig ? [8, 20, 8] : [2, 12, 4];
    const seen = new Set<number>();
    const pages: number[] = [];
    let at = this.#readNumber(this.#headerAt, offsetBytes);
    while (at > 0 && seen.size < MAX_DIRECTORIES) {
      const entries = this.#readNumber(at, countBytes);
      const end = at + countBytes + entries * entryBytes;
      if (seen.has(at) || end + offsetBytes > this.#file.length) return [...pages, undefined];
      seen.add(at);
      if (seen.size === 1 || !(this.#subfileType(at + countBytes, entries, entryBytes) & NO_PAGE)) {
        pages.push(at);
      }
      at = this.#readNumber(end, offsetBytes);
      this.#writeOffset(end, 0);
    }
    return pages;
  }

  #subfileType(start: number, entries: number, entryBytes: number): number {
    for (let entry = 0; entry < entries; entry++) {
      const at = start + entry * entryBytes;
      const isType = this.#readNumber(at, 2) === NEW_SUBFILE_TYPE;
      if (isType) return this.#readNumber(at + entryBytes - (this.#layout.isBig ? 8 : 4), 4);
    }
    return 0;
  }

  /** 0 beyond the end of the file, where the chain ends. */
  #readNumber(at: number, bytes: number): number {
    if (at + bytes > this.#file.length) return 0;
    const { isLittle } = this.#layout;
    if (bytes < 8)
      return isLittle ? this.#file.readUIntLE(at, bytes) : this.#file.readUIntBE(at, bytes);
    return Number(isLittle ? this.#file.readBigUInt64LE(at) : this.#file.readBigUInt64BE(at));
  }

  #writeOffset(at: number, offset: number): void {
    const { isLittle, isBig } = this.#layout;
    if (isBig && isLittle) this.#file.writeBigUInt64LE(BigInt(offset), at);
    else if (isBig) this.#file.writeBigUInt64BE(BigInt(offset), at);
    else if (isLittle) this.#file.writeUInt32LE(offset, at);
    else this.#file.writeUInt32BE(offset, at);
  }
}
