import { freePixels } from '@glyphwatch/image-pages/free-pixels';
import type { Pixels } from '@glyphwatch/image-pages';
import { scalePicture } from '@glyphwatch/image-pages/scale-picture';
import sharp from 'sharp';
import type { StatedOptions } from './detector-options.ts';
import { closeUpScale, neededScale, smallestFound } from './close-up.ts';
import { fittingScale, maxArea, scaled, type Size } from './overview-size.ts';
import type { DecodedImage, Overview, Picture } from './picture.ts';
import { tilesOf, wholeTile } from './tiles.ts';

/** A second look at nearly the same scale shows nothing more. */
const MIN_GAIN = 1.05;

type DecodeOptions = Pick<StatedOptions, 'maxSide' | 'detail'>;

/** A decoded page with the copies in which its text is located. */
export async function decodeImage(
  { full, ...picture }: Pixels,
  format: string,
  options: DecodeOptions,
): Promise<DecodedImage> {
  const needed = neededScale(format, full);
  return { ...full, picture, ...(await overviewsOf(picture, full, { ...options, needed })) };
}

async function overviewsOf(
  picture: Picture,
  size: Size,
  { needed, maxSide, detail }: DecodeOptions & { readonly needed: number },
): Promise<Pick<DecodedImage, 'overview' | 'closeUp' | 'unseenBelow'>> {
  // Scales of the reading copy and of the image differ where the image is larger than `maxReadPixels`.
  const shrunk = picture.width / size.width;
  const fits = fittingScale(picture, maxSide);
  const scale = Math.min(1, fits);
  const closer = detail === 'fast' ? scale : closeUpScale(fits, needed / shrunk);
  const reached = Math.max(scale, closer) * shrunk;
  const divide = (area: Size) =>
    closer <= fits ? [wholeTile(area)] : tilesOf(area, maxArea(maxSide));
  return {
    overview: await shrink(picture, scale, (area) => [wholeTile(area)]),
    ...(scale * MIN_GAIN < closer ? { closeUp: await shrink(picture, closer, divide) } : {}),
    ...(reached < needed ? { unseenBelow: smallestFound(reached) } : {}),
  };
}

/** Scales down for the detection model. */
async function shrink(
  { width, height, pixels }: Picture,
  scale: number,
  divide: (size: Size) => Overview['tiles'],
): Promise<Overview> {
  const size = scaled({ width, height }, scale);
  const picture = sharp(pixels, { raw: { width, height, channels: 3 } });
  const { data } = await scalePicture(picture, { width, height }, size, { kernel: 'linear' });
  return { ...size, scale, pixels: transferable(data), tiles: divide(size) };
}

/** Pixels that `postMessage` can transfer, unlike a Buffer. (sharp's `toUint8Array` leaks memory in 0.35.5.) */
function transferable(pixels: Buffer): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(pixels);
  freePixels(pixels);
  return copy;
}
