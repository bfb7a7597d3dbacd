import { TiffBlock } from './exif.ts';
import type { Stored } from './stored.ts';

/* Segments up to the first scan: https://www.w3.org/Graphics/JPEG/itu-t81.pdf, B.1 */

const [SCAN, END, APP1] = [0xda, 0xd9, 0xe1];
/** Without a length. */
const ALONE = [0x01, 0xd0, 0xd1, 0xd2, 0xd3, 0xd4, 0xd5, 0xd6, 0xd7];
/** Of the same range, but no frame. */
const NO_FRAME = [0xc4, 0xc8, 0xcc];
const EXIF = 'Exif\0\0';

/** Every block of EXIF counts: decoders differ in which they take. */
export function storedJpeg(file: Buffer): Stored {
  let [width, height] = [0, 0];
  const blocks: TiffBlock[] = [];
  for (const { marker, content } of segmentsOf(file)) {
    if (marker >= 0xc0 && marker <= 0xcf && !NO_FRAME.includes(marker) && content.length >= 5) {
      [height, width] = [content.readUInt16BE(1), content.readUInt16BE(3)];
    }
    if (marker === APP1 && content.toString('latin1', 0, EXIF.length) === EXIF) {
      blocks.push(new TiffBlock(content.subarray(EXIF.length)));
    }
  }
  return { width, height, blocks, frames: 1, seal: () => undefined };
}

function* segmentsOf(file: Buffer) {
  let at = 2;
  while (at + 4 <= file.length && file[at] === 0xff) {
    const marker = file.readUInt8(at + 1);
    if (marker === SCAN || marker === END) return;
    if (marker === 0xff) at += 1;
    else if (ALONE.includes(marker)) at += 2;
    else {
      const length = file.readUInt16BE(at + 2);
      yield { marker, content: file.subarray(at + 4, at + 2 + length) };
      at += 2 + length;
    }
  }
}
