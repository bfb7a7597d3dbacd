import { open } from 'node:fs/promises';
import { extname } from 'node:path';
import { imageFormat } from '@glyphwatch/image-pages/formats';
import { isGone } from './file-failure.ts';
import { WITHOUT_WAITING } from './file-image.ts';

/** Endings of the formats that are read. */
const IMAGES = new Set(
  'jpg jpeg jpe jfif mpo png apng webp gif tif tiff avif bmp dib pdf heic heif hif'.split(' '),
);
/** Endings of pictures that are not read: people should know that these were passed over. */
const UNREAD_PICTURES = new Set(
  (
    'svg svgz jp2 j2k jpf jpx jxl psd psb xcf ico cur tga pcx ppm pgm pbm pnm djvu eps ai wmf emf ' +
    'cr2 cr3 nef arw dng orf rw2 raf mp4 mov avi mkv webm'
  ).split(' '),
);
/** Enough for every signature. */
export const START_LENGTH = 64;

export function hasImageName(path: string): boolean {
  return IMAGES.has(endingOf(path));
}

/** Why a file is passed over: see `PassedOver`; `undefined` for an image, by its name or else by its content. */
export async function whyPassedOver(
  path: string,
  readStart: () => Promise<Uint8Array> = () => startOf(path),
): Promise<string | undefined> {
  if (hasImageName(path)) return undefined;
  const ending = endingOf(path);
  if (UNREAD_PICTURES.has(ending)) return ending;
  try {
    return imageFormat(await readStart()) === undefined ? 'other' : undefined;
  } catch (error) {
    return isGone(error) ? 'other' : 'unreadable';
  }
}

async function startOf(path: string): Promise<Uint8Array> {
  await using file = await open(path, WITHOUT_WAITING);
  const { bytesRead, buffer } = await file.read(Buffer.alloc(START_LENGTH));
  return buffer.subarray(0, bytesRead);
}

export function endingOf(path: string): string {
  return extname(path).slice(1).toLowerCase();
}
