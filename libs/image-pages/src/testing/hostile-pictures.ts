import { gifOf } from './animations.ts';
import { plainPicture } from './drawn.ts';
import { tiffOf } from './tiff.ts';

const DOT = plainPicture([10, 20, 30], { width: 8, height: 8 });

/** Name and content of TIFFs and animations that want to hang, crash, grow or mislead whoever opens them. */
export const HOSTILE_PICTURES: Readonly<Record<string, () => Buffer | Promise<Buffer>>> = {
  'TIFF, 1,000 pages': () => tiffOf(Array.from({ length: 1000 }, () => DOT)),
  'TIFF, directories in a circle': () =>
    tiffOf([DOT, DOT], { next: (page, offsets) => offsets[1 - page] ?? 0 }),
  'TIFF, directory that follows itself': () =>
    tiffOf([DOT, DOT], { next: (page, offsets) => offsets[page] ?? 0 }),
  'TIFF, directory beyond the end': () => tiffOf([DOT], { next: () => 0x7fff0000 }),
  'TIFF, directory of 65,535 entries': () => changed(tiffOf([DOT, DOT]), 8, [0xff, 0xff]),
  'TIFF of 2,000,000,000 rows': () => changed(tiffOf([DOT]), 8 + 2 + 12 + 8, [0, 0x94, 0x35, 0x77]),
  'TIFF, strip beyond the end': () => changed(tiffOf([DOT]), 8 + 2 + 5 * 12 + 8, [0, 0, 0, 0x7f]),
  'GIF, 5,000 frames': () =>
    gifOf(Array.from({ length: 5000 }, (_, step) => plainPicture([step % 256, 0, 0]))),
  'GIF of 65,535×65,535 pixels': () => gif({ width: 65_535, height: 65_535 }, 2),
  'GIF, frame larger than its canvas': () => gif({ width: 4, height: 4 }, 2, 60_000),
  'GIF, frame without pixels': () => gif({ width: 4, height: 4 }, 2, 0),
  'GIF, block beyond the end': () => gif({ width: 4, height: 4 }, 2).subarray(0, 40),
};

function changed(file: Buffer, at: number, bytes: readonly number[]): Buffer {
  file.set(bytes, at);
  return file;
}

/** Frames that declare a size of their own, with pixels for 2×1. */
function gif(
  { width, height }: { readonly width: number; readonly height: number },
  frames: number,
  side = 2,
): Buffer {
  const header = Buffer.from('GIF89a\0\0\0\0\x80\0\0\0\0\0\xff\0\0', 'latin1');
  header.writeUInt16LE(width, 6);
  header.writeUInt16LE(height, 8);
  const image = Buffer.from([0x2c, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 0x4c, 0x0a, 0]);
  image.writeUInt16LE(side, 5);
  image.writeUInt16LE(side, 7);
  return Buffer.concat([header, ...Array.from({ length: frames }, () => image), Buffer.of(0x3b)]);
}
