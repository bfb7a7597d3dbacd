import sharp from 'sharp';
import type { Orientation } from '../orientation.ts';

/** What undoes each turning. */
const UNDO: Readonly<Record<Orientation, { angle: number; flip?: boolean; flop?: boolean }>> = {
  1: { angle: 0 },
  2: { angle: 0, flop: true },
  3: { angle: 180 },
  4: { angle: 0, flip: true },
  5: { angle: 90, flop: true },
  6: { angle: 270 },
  7: { angle: 90, flip: true },
  8: { angle: 90 },
};

/** The same picture as a camera with this orientation would store it. */
export async function stored(
  picture: Buffer,
  orientation: Orientation,
  format: 'jpeg' | 'png' | 'tiff' = 'jpeg',
): Promise<Buffer> {
  const { angle, flip = false, flop = false } = UNDO[orientation];
  const turned = await sharp(picture).rotate(angle).png().toBuffer();
  return sharp(turned)
    .flip(flip)
    .flop(flop)
    .withMetadata({ orientation })
    .toFormat(format, { quality: 90 })
    .toBuffer();
}
