import { createHash } from 'node:crypto';

const MAX_PART_LENGTH = 100;
/** How the picture of a page ends, which no picture of a file may. */
const PAGE_ENDING = /\.p\d+$/;
const UNSAFE = /[^\p{L}\p{M}\p{N} ._+%@=,()-]/gu;

/**
 * Path of an image's picture below its folder: the image's own path, so that two images never share one. Parts that would
 * lead out of the folder, or that a file system or terminal may not accept, are replaced; a hash of the real path then
 * keeps the names apart.
 */
export function pictureName(image: string, page?: number): string {
  const parts = image.split('/').filter((part) => part !== '' && part !== '.');
  const safe = parts.map(safePart);
  const isSame = safe.join('/') === image && !PAGE_ENDING.test(image);
  const hash = createHash('sha256').update(image).digest('hex').slice(0, 8);
  return `${safe.join('/') || 'image'}${isSame ? '' : `-${hash}`}${page === undefined ? '' : `.p${page}`}.png`;
}

function safePart(part: string): string {
  const safe = [...part.replace(UNSAFE, '_')].slice(0, MAX_PART_LENGTH).join('');
  return /^[. ]+$/.test(safe) ? '_' : safe.replace(/^-/, '_');
}
