import type { Size } from './size.ts';
import { damaged } from './unsupported.ts';

const END_OF_LINE = 0;
const END_OF_PICTURE = 1;
const MOVE = 2;

/** Run-length encoded colours, as one byte per pixel in stored order; what is skipped has colour 0. */
export function decodeRuns(data: Buffer, { width, height }: Size, isNibbles: boolean): Buffer {
  const rows = Buffer.alloc(width * height);
  let [x, y] = [0, 0];
  const put = (colour: number): void => {
    if (x < width && y < height) rows[y * width + x] = colour;
    x++;
  };
  for (let at = 0; y < height; at += 2) {
    const [count, value] = [data[at], data[at + 1]];
    if (count === undefined || value === undefined) throw damaged(new Error('It ends early.'));
    if (count > 0) {
      for (let index = 0; index < count; index++) put(isNibbles ? nibbleOf(value, index) : value);
    } else if (value === END_OF_PICTURE) return rows;
    else if (value === END_OF_LINE) [x, y] = [0, y + 1];
    else if (value === MOVE) {
      [x, y] = [x + (data[at + 2] ?? 0), y + (data[at + 3] ?? 0)];
      at += 2;
    } else {
      for (let index = 0; index < value; index++) {
        const byte = data[at + 2 + (isNibbles ? index >> 1 : index)] ?? 0;
        put(isNibbles ? nibbleOf(byte, index) : byte);
      }
      // Padded to an even number of bytes.
      at += Math.ceil((isNibbles ? Math.ceil(value / 2) : value) / 2) * 2;
    }
  }
  return rows;
}

function nibbleOf(byte: number, index: number): number {
  return index % 2 === 0 ? byte >> 4 : byte & 15;
}
