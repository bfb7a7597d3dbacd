import { TAGS, TiffBlock } from './exif.ts';
import { storedJpeg } from './jpeg.ts';
import { isTurned, type Orientation } from './orientation.ts';
import { storedPng } from './png.ts';
import type { Stored } from './stored.ts';

/*
 * Engines do not say whether their boxes mean the picture as it is stored or as it is turned. So they get a copy that says it is
 * upright, where both are the same, and what they find is turned back by what the file said.
 */

const SIGNATURES = [
  ['JPEG', '\xff\xd8\xff', storedJpeg],
  ['PNG', '\x89PNG\r\n\x1a\n', storedPng],
  ['TIFF', 'II*\0', storedTiff],
  ['TIFF', 'MM\0*', storedTiff],
] as const;

export type SentFormat = (typeof SIGNATURES)[number][0];

export interface SentImage {
  readonly format: SentFormat;
  /** The file, but with orientation 1. */
  readonly bytes: Uint8Array;
  /** What the file said. */
  readonly orientation: Orientation;
  /** Pixels, as it is stored and sent. */
  readonly width: number;
  readonly height: number;
  /** Pages, or frames of an animation; for a TIFF of several, 2. */
  readonly frames: number;
}

/** A copy to send; the content of other formats, and of files without a size, gives `undefined`. Decodes nothing. */
export function sentImage(bytes: Uint8Array): SentImage | undefined {
  const start = Buffer.from(bytes.subarray(0, 8)).toString('latin1');
  const [format, , stored] = SIGNATURES.find(([, mark]) => start.startsWith(mark)) ?? [];
  if (!format || !stored) return undefined;
  const copy = Buffer.from(bytes);
  const { width, height, frames, blocks, seal } = stored(copy);
  if (width === 0 || height === 0) return undefined;
  const orientation = blocks.find((block) => block.orientation)?.orientation ?? 1;
  for (const block of blocks) block.field(TAGS.orientation)?.write(1);
  seal();
  return { format, bytes: copy, orientation, frames, width, height };
}

/** Pixels of the picture as it is shown. */
export function uprightSize({ width, height, orientation }: SentImage) {
  return isTurned(orientation) ? { width: height, height: width } : { width, height };
}

function storedTiff(file: Buffer): Stored {
  const block = new TiffBlock(file);
  return {
    width: block.field(TAGS.width)?.value ?? 0,
    height: block.field(TAGS.height)?.value ?? 0,
    frames: block.hasMore ? 2 : 1,
    blocks: [block],
    seal: () => undefined,
  };
}
