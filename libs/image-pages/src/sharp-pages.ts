import sharp, { type Metadata, type Sharp } from 'sharp';
import { flattenAlpha } from './flatten-alpha.ts';
import { freePixels } from './free-pixels.ts';
import type { OpenedPages, PageLimits, Pixels } from './opened-pages.ts';
import { scalePicture } from './scale-picture.ts';
import { type Size, withinPixels } from './size.ts';
import { TiffDirectories } from './tiff-directories.ts';
import { damaged, damagedHeader, tooLarge } from './unsupported.ts';

/** A still picture. What else its file may hold is the same picture again, smaller. */
export async function openSharpPage(
  bytes: Uint8Array,
  format: string,
  limits: PageLimits,
): Promise<OpenedPages> {
  // So that a file that is no picture fails here.
  await readHeader(bytes, format);
  return openedPages({ format, count: 1, page: () => decodePage(bytes, format, limits) });
}

export function openTiff(bytes: Uint8Array, limits: PageLimits): OpenedPages {
  const directories = new TiffDirectories(bytes);
  return openedPages({
    format: 'TIFF',
    count: directories.count,
    page: async (number) => decodePage(directories.only(number - 1), 'TIFF', limits),
  });
}

/** Pages that hold on to nothing but memory. */
export function openedPages(
  opened: Pick<OpenedPages, 'format' | 'count' | 'page'> & Partial<Pick<OpenedPages, 'kind'>>,
): OpenedPages {
  return { kind: 'pages', ...opened, [Symbol.asyncDispose]: async () => undefined };
}

async function decodePage(bytes: Uint8Array, format: string, limits: PageLimits): Promise<Pixels> {
  const { autoOrient: full } = await readHeader(bytes, format);
  if (full.width * full.height > limits.maxPixels) throw tooLarge(full, limits.maxPixels);
  const size = withinPixels(full, limits.maxReadPixels);
  return { ...(await decode(openSharp(bytes), full, size)), full };
}

async function readHeader(bytes: Uint8Array, format: string): Promise<Metadata> {
  try {
    // The caller checks the limit, for a better message than sharp's.
    return await sharp(bytes, { limitInputPixels: false }).metadata();
  } catch (cause) {
    throw damagedHeader(format, cause);
  }
}

function openSharp(bytes: Uint8Array): Sharp {
  // libvips' operation cache would only grow without hits; one thread per image is best for many images in parallel.
  sharp.cache(false);
  sharp.concurrency(1);
  return sharp(bytes, { failOn: 'error', limitInputPixels: false }).autoOrient();
}

async function decode(picture: Sharp, from: Size, size: Size): Promise<Omit<Pixels, 'full'>> {
  try {
    const { data, info } = await scalePicture(picture, from, size);
    const { width, height, channels } = info;
    return { width, height, pixels: channels === 4 ? opaque(data, width) : transferable(data) };
  } catch (cause) {
    throw damaged(cause);
  }
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

/** Pixels of a decoder other than sharp, scaled down to `maxReadPixels`. */
export async function withinLimit(
  decoded: Omit<Pixels, 'full'>,
  { maxReadPixels }: Pick<PageLimits, 'maxReadPixels'>,
): Promise<Pixels> {
  const { width, height, pixels } = decoded;
  const full = { width, height };
  const size = withinPixels(full, maxReadPixels);
  if (size === full) return { ...decoded, full };
  const picture = sharp(pixels, { raw: { ...full, channels: 3 } });
  const { data } = await scalePicture(picture, full, size);
  freePixels(pixels);
  return { ...size, pixels: transferable(data), full };
}
