import type { Drawn } from './drawn.ts';

const [SHORT, LONG] = [3, 4];
const ENTRY = 12;

export interface TiffOptions {
  /** Where a page says that the next one is, instead of where it is. */
  readonly next?: (page: number, offsets: readonly number[]) => number;
  readonly orientation?: number;
}

/** An uncompressed TIFF with a directory for each page. */
export function tiffOf(
  pages: readonly Drawn[],
  { next, orientation = 1 }: TiffOptions = {},
): Buffer {
  const directoryLength = 2 + 11 * ENTRY + 4 + 6;
  const offsets: number[] = [];
  let end = 8;
  for (const { rgb } of pages) {
    offsets.push(end);
    end += directoryLength + rgb.length + (rgb.length % 2);
  }
  const file = Buffer.alloc(end);
  file.write('II*\0', 0, 'latin1');
  file.writeUInt32LE(8, 4);
  for (const [index, { width, height, rgb }] of pages.entries()) {
    const at = offsets[index] ?? 0;
    const bitsAt = at + 2 + 11 * ENTRY + 4;
    const pixelsAt = at + directoryLength;
    const entries = [
      [256, LONG, 1, width],
      [257, LONG, 1, height],
      [258, SHORT, 3, bitsAt],
      [259, SHORT, 1, 1],
      [262, SHORT, 1, 2],
      [273, LONG, 1, pixelsAt],
      [274, SHORT, 1, orientation],
      [277, SHORT, 1, 3],
      [278, LONG, 1, height],
      [279, LONG, 1, rgb.length],
      [284, SHORT, 1, 1],
    ] as const;
    file.writeUInt16LE(entries.length, at);
    for (const [entry, [tag, type, count, value]] of entries.entries()) {
      const start = at + 2 + entry * ENTRY;
      file.writeUInt16LE(tag, start);
      file.writeUInt16LE(type, start + 2);
      file.writeUInt32LE(count, start + 4);
      file.writeUInt32LE(value, start + 8);
    }
    const following = next ? next(index, offsets) : (offsets[index + 1] ?? 0);
    file.writeUInt32LE(following, at + 2 + 11 * ENTRY);
    for (const part of [0, 2, 4]) file.writeUInt16LE(8, bitsAt + part);
    file.set(rgb, pixelsAt);
  }
  return file;
}
