import { GlyphwatchError } from '@glyphwatch/domain';
import sharp, { type Metadata } from 'sharp';
import type { StatedOptions } from './detector-options.ts';
import { freePixels } from './free-pixels.ts';
import { IMAGE_FORMATS, imageFormat } from './image-format.ts';
import { layOnGround } from './lay-on-ground.ts';
import { overviewSize, type Size } from './overview-size.ts';
import type { DecodedImage, Overview, Picture } from './picture.ts';

type DecodeOptions = Pick<StatedOptions, 'maxSide' | 'readSide' | 'maxPixels' | 'maxBytes'>;

// A cache of libvips' operations never hits here and grows without use; one thread each suits many images at once.
const prepare = (): void => {
  sharp.cache(false);
  sharp.concurrency(1);
};

/**
 * Decodes an image upright and opaque. What is too big is refused by its header alone. Of an animated or
 * many-paged image, the first picture counts.
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
    throw unsupported(`The file has ${bytes.length} bytes; at most ${maxBytes} are read.`);
  }
  const format = imageFormat(bytes);
  if (!format) {
    throw unsupported(
      `The content is none of ${IMAGE_FORMATS.join(', ')}, whatever its name says.`,
    );
  }
  const { width, height } = (await readHeader(bytes, format)).autoOrient;
  if (width * height > maxPixels) {
    throw unsupported(`The image has ${width}×${height} pixels; at most ${maxPixels} are read.`);
  }
  return { width, height };
}

async function readHeader(bytes: Uint8Array, format: string): Promise<Metadata> {
  try {
    // The limit is checked by us, to say which one it is.
    return await sharp(bytes, { limitInputPixels: false }).metadata();
  } catch (cause) {
    throw unsupported(`The ${format} file is damaged: its header cannot be read.`, cause);
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
    throw unsupported('The image is damaged or was cut short. Upload it again in full.', cause);
  }
}

/** Small enough for the detection model. The sides are filled up with the edge's colour, which looks like no text. */
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
  const pixels = layOnGround(rgba, width);
  freePixels(rgba);
  return pixels;
}

/** A Buffer cannot be handed to another thread. (`toUint8Array` could, but in sharp 0.35.5 it never frees its memory.) */
function transferable(pixels: Buffer): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(pixels);
  freePixels(pixels);
  return copy;
}

function unsupported(message: string, cause?: unknown): GlyphwatchError {
  return new GlyphwatchError('image-unsupported', message, { cause });
}
