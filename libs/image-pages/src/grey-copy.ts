import sharp from 'sharp';
import type { Pixels } from './opened-pages.ts';

const LONGER_SIDE = 640;
/** Levels of grey; compression changes pixels by less. */
const MIN_DIFFERENCE = 24;
/** Share of the pixels: a letter of the smallest readable size. */
const MIN_SHARE = 0.0005;

/** A small copy of a frame, to compare it with others. */
export async function greyCopy({ width, height, pixels }: Pixels): Promise<Uint8Array> {
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .resize({ width: LONGER_SIDE, height: LONGER_SIDE, fit: 'inside', withoutEnlargement: true })
    .greyscale()
    .raw()
    .toBuffer();
}

export function showsSomethingNew(before: Uint8Array, grey: Uint8Array): boolean {
  const enough = Math.max(1, grey.length * MIN_SHARE);
  let changed = 0;
  for (let at = 0; at < grey.length; at++) {
    if (Math.abs(grey[at]! - before[at]!) > MIN_DIFFERENCE && ++changed >= enough) return true;
  }
  return false;
}
