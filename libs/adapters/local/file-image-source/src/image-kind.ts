import { open } from 'node:fs/promises';
import { extname } from 'node:path';
import { imageFormat } from '@glyphwatch/image-pages/formats';

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
const START_LENGTH = 64;

export function hasImageName(path: string): boolean {
  return IMAGES.has(endingOf(path));
}

/** The ending of a picture in a format that is not read; `undefined` for other files. */
export function unreadPicture(path: string): string | undefined {
  const ending = endingOf(path);
  return UNREAD_PICTURES.has(ending) ? ending : undefined;
}

/** Whether a file with another name begins as an image does. What cannot be read is none. */
export async function hasImageContent(path: string): Promise<boolean> {
  try {
    await using file = await open(path);
    const { bytesRead, buffer } = await file.read(Buffer.alloc(START_LENGTH));
    return imageFormat(buffer.subarray(0, bytesRead)) !== undefined;
  } catch {
    return false;
  }
}

function endingOf(path: string): string {
  return extname(path).slice(1).toLowerCase();
}
