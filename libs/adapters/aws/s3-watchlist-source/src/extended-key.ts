import { posix } from 'node:path';

/** `extend` is relative to the object that says it; from the bucket's root when it begins with `/`. */
export function extendedKey(path: string, from: string): string {
  return path.startsWith('/') ? path.slice(1) : posix.join(posix.dirname(from), path);
}
