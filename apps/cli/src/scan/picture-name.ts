import { createHash } from 'node:crypto';

const LONGEST_PART = 100;
const UNSAFE = /[^\p{L}\p{M}\p{N} ._+%@=,()-]/gu;

/**
 * Where the picture of an image goes, below a folder: the image's own path, so that two images never share one.
 * Parts that would lead elsewhere, or that some file system or terminal would not take, are replaced; a hash of the
 * true path then keeps names apart.
 */
export function pictureName(image: string): string {
  const parts = image.split('/').filter((part) => part !== '' && part !== '.');
  const safe = parts.map(safePart);
  const isSame = safe.join('/') === image;
  const hash = createHash('sha256').update(image).digest('hex').slice(0, 8);
  return `${safe.join('/') || 'image'}${isSame ? '' : `-${hash}`}.png`;
}

function safePart(part: string): string {
  const safe = [...part.replace(UNSAFE, '_')].slice(0, LONGEST_PART).join('');
  return /^[. ]+$/.test(safe) ? '_' : safe.replace(/^-/, '_');
}
