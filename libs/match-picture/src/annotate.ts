import sharp from 'sharp';
import { drawBoxes } from './draw-boxes.ts';
import type { MatchBox } from './match-box.ts';
import { openPicture } from './open-picture.ts';

export interface AnnotateOptions {
  /** Larger pictures are scaled down. Default 2000 pixels. */
  readonly maxSide?: number;
}

const DEFAULT_MAX_SIDE = 2000;

/**
 * The whole picture, upright, with an outline and a label for each match, as PNG.
 * Fails with `image-unsupported` if the bytes cannot be decoded.
 */
export async function annotate(
  image: Uint8Array,
  boxes: readonly MatchBox[],
  { maxSide = DEFAULT_MAX_SIDE }: AnnotateOptions = {},
): Promise<Uint8Array> {
  const opened = await openPicture(image, (picture) =>
    picture.resize({ width: maxSide, height: maxSide, fit: 'inside', withoutEnlargement: true }),
  );
  return sharp(opened.pixels, { raw: opened.raw })
    .composite(await drawBoxes(boxes, opened))
    .png({ compressionLevel: 9 })
    .toBuffer();
}
