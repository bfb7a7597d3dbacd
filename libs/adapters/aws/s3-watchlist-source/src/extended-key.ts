import { posix } from 'node:path';

/** `extend` is relative to the object that contains it, or to the bucket's root if it starts with `/`. */
export function extendedKey(path: string, from: string): string {
  return path.startsWith('/') ? path.slice(1) : posix.join(posix.dirname(from), path);
}
