import { GlyphwatchError } from '@glyphwatch/domain';
import sharp, { type Metadata } from 'sharp';
import type { StatedOptions } from './detector-options.ts';
import { freePixels } from './free-pixels.ts';
import { IMAGE_FORMATS, imageFormat } from './image-format.ts';
import { neededScale, smallestFound } from './close-up.ts';
import { flattenAlpha } from './flatten-alpha.ts';
import { maxArea, overviewScale, scaled, type Size } from './overview-size.ts';
import type { DecodedImage, Overview, Picture } from './picture.ts';
import { tilesOf, wholeTile } from './tiles.ts';

type DecodeOptions = Pick<
  StatedOptions,
  'maxSide' | 'maxReadPixels' | 'detail' | 'maxPixels' | 'maxBytes'
>;

// libvips' operation cache would only grow without hits; one thread per image is best for many images in parallel.
const prepare = (): void => {
  sharp.cache(false);
  sharp.concurrency(1);
};

/**
 * Decodes the first picture of a file, upright and opaque. An image that is too large is rejected after reading only its
 * header.
 */
export async function decodeImage(
  bytes: Uint8Array,
  options: DecodeOptions,
): Promise<DecodedImage> {
  prepare();
  const { format, ...size } = await checkedHeader(bytes, options);
  const picture = await decodePicture(bytes, size, options);
  const overviews = await overviewsOf(picture, size, {
    ...options,
    needed: neededScale(format, size),
  });
  return { ...size, picture, ...overviews };
}

async function checkedHeader(
  bytes: Uint8Array,
  { maxBytes, maxPixels }: DecodeOptions,
): Promise<Size & { readonly format: string }> {
  if (bytes.length === 0) throw unsupported('The file is empty.');
  if (bytes.length > maxBytes) {
    throw unsupported(`The file has ${bytes.length} bytes, more than maxBytes (${maxBytes}).`);
  }
  const format = imageFormat(bytes);
  if (!format) {
    throw unsupported(
      `The content is not an image in a supported format (${IMAGE_FORMATS.join(', ')}).`,
    );
  }
  const { width, height } = (await readHeader(bytes, format)).autoOrient;
  if (width * height > maxPixels) {
    throw unsupported(
      `The image has ${width}×${height} pixels, more than maxPixels (${maxPixels}).`,
    );
  }
  return { format, width, height };
}

async function readHeader(bytes: Uint8Array, format: string): Promise<Metadata> {
  try {
    // The caller checks the limit, for a better message than sharp's.
    return await sharp(bytes, { limitInputPixels: false }).metadata();
  } catch (cause) {
    throw unsupported(
      `The ${format} file is damaged: its header cannot be read. Upload it again.`,
      cause,
    );
  }
}

async function decodePicture(
  bytes: Uint8Array,
  size: Size,
  { maxReadPixels, maxPixels }: DecodeOptions,
): Promise<Picture> {
  const scale = Math.min(1, Math.sqrt(maxReadPixels / (size.width * size.height)));
  try {
    const { data, info } = await sharp(bytes, { failOn: 'error', limitInputPixels: maxPixels })
      .autoOrient()
      .resize({ ...scaled(size, scale), fit: 'fill' })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    return { width, height, pixels: channels === 4 ? opaque(data, width) : transferable(data) };
  } catch (cause) {
    throw unsupported('The image is damaged or truncated. Upload it again.', cause);
  }
}

async function overviewsOf(
  picture: Picture,
  size: Size,
  { needed, maxSide, detail }: DecodeOptions & { readonly needed: number },
): Promise<Pick<DecodedImage, 'overview' | 'closeUp' | 'unseenBelow'>> {
  // Scales of the reading copy and of the image differ where the image is larger than `maxReadPixels`.
  const shrunk = picture.width / size.width;
  const scale = overviewScale(picture, maxSide);
  const overview = await shrink(picture, scale, (area) => [wholeTile(area)]);
  const closer = detail === 'fast' ? scale : Math.min(1, needed / shrunk);
  const reached = Math.max(scale, closer) * shrunk;
  return {
    overview,
    ...(scale < closer
      ? { closeUp: await shrink(picture, closer, (area) => tilesOf(area, maxArea(maxSide))) }
      : {}),
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
  const small = await sharp(pixels, { raw: { width, height, channels: 3 } })
    .resize({ ...size, fit: 'fill', kernel: 'linear' })
    .raw()
    .toBuffer();
  return { ...size, scale, pixels: transferable(small), tiles: divide(size) };
}

function opaque(rgba: Buffer, width: number): Uint8Array<ArrayBuffer> {
  const pixels = flattenAlpha(rgba, width);
  freePixels(rgba);
  return pixels;
}

/** Pixels that `postMessage` can transfer, unlike a Buffer. (sharp's `toUint8Array` leaks memory in 0.35.5.) */
function transferable(pixels: Buffer): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(pixels);
  freePixels(pixels);
  return copy;
}

function unsupported(message: string, cause?: unknown): GlyphwatchError {
  return new GlyphwatchError('image-unsupported', message, { cause });
}
