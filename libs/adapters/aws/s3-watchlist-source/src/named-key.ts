import { posix } from 'node:path';

/** A path is relative to the object that names it, or to the bucket's root if it starts with `/`. */
export function namedKey(path: string, from: string): string {
  return path.startsWith('/') ? path.slice(1) : posix.join(posix.dirname(from), path);
}
