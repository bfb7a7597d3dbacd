import { GlyphwatchError } from '@glyphwatch/domain';
import sharp, { type Metadata } from 'sharp';
import type { StatedOptions } from './detector-options.ts';
import { freePixels } from './free-pixels.ts';
import { IMAGE_FORMATS, imageFormat } from './image-format.ts';
import { flattenAlpha } from './flatten-alpha.ts';
import { overviewSize, type Size } from './overview-size.ts';
import type { DecodedImage, Overview, Picture } from './picture.ts';

type DecodeOptions = Pick<StatedOptions, 'maxSide' | 'readSide' | 'maxPixels' | 'maxBytes'>;

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
  const size = await checkedSize(bytes, options);
  const picture = await decodePicture(bytes, options);
  return { ...size, picture, overview: await shrink(picture, options.maxSide) };
}

async function checkedSize(
  bytes: Uint8Array,
  { maxBytes, maxPixels }: DecodeOptions,
): Promise<Size> {
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
  return { width, height };
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
  { readSide, maxPixels }: DecodeOptions,
): Promise<Picture> {
  try {
    const { data, info } = await sharp(bytes, { failOn: 'error', limitInputPixels: maxPixels })
      .autoOrient()
      .resize({ width: readSide, height: readSide, fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    return { width, height, pixels: channels === 4 ? opaque(data, width) : transferable(data) };
  } catch (cause) {
    throw unsupported('The image is damaged or truncated. Upload it again.', cause);
  }
}

/** Scales down for the detection model. Pads by repeating the edge, which the model does not mistake for text. */
async function shrink({ width, height, pixels }: Picture, maxSide: number): Promise<Overview> {
  const { scale, inner, outer } = overviewSize({ width, height }, maxSide);
  const overview = await sharp(pixels, { raw: { width, height, channels: 3 } })
    .resize({ ...inner, fit: 'fill', kernel: 'linear' })
    .extend({
      right: outer.width - inner.width,
      bottom: outer.height - inner.height,
      extendWith: 'copy',
    })
    .raw()
    .toBuffer();
  return { ...outer, scale, pixels: transferable(overview) };
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
