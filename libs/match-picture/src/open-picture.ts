import { openPages, type OpenedPages, type PageLimits, type Pixels } from '@glyphwatch/image-pages';
import sharp, { type Sharp } from 'sharp';

export interface OpenPicture {
  readonly pixels: Buffer;
  readonly raw: { readonly width: number; readonly height: number; readonly channels: 3 | 4 };
}

const LIMITS: PageLimits = {
  maxBytes: Infinity,
  maxPixels: 100_000_000,
  maxReadPixels: 40_000_000,
};

/** Opens a file as detectors do, so that every page that was read can be drawn on. */
export function openFile(
  image: Uint8Array,
  limits: Partial<Pick<PageLimits, 'maxReadPixels'>> = {},
): Promise<OpenedPages> {
  return openPages(image, { ...LIMITS, ...limits });
}

/** A page as people see it: upright, opaque, 8-bit sRGB, in the given shape. */
export async function shapePage(
  { width, height, pixels }: Pixels,
  shape: (picture: Sharp) => Sharp,
): Promise<OpenPicture> {
  const { data, info } = await shape(sharp(pixels, { raw: { width, height, channels: 3 } }))
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { pixels: data, raw: { width: info.width, height: info.height, channels: 3 } };
}
