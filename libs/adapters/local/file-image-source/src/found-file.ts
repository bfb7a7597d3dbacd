import { basename, dirname, extname, join, relative, resolve, sep } from 'node:path';
import type { ImageAddress } from '@glyphwatch/domain';

export interface FoundFile {
  /** As the user would write it. Untrusted: a name may hold any character but `/`, also line breaks and escapes. */
  readonly path: string;
  readonly address: ImageAddress;
}

/** A file that was found before and is no longer there. */
export interface RemovedFile {
  readonly removed: FoundFile;
}

/** A place that was asked for, or met on the way, and cannot be looked at. */
export interface Missing {
  /** As the user would write it, untrusted as well. */
  readonly missing: string;
  /** In plain words, to be shown after the name. */
  readonly reason: string;
}

/** What the detector reads, by name; only a file named explicitly may be called anything. */
const IMAGE_EXTENSIONS = new Set(
  ['jpg', 'jpeg', 'png', 'webp', 'gif', 'tif', 'tiff', 'avif'].map((name) => `.${name}`),
);

export function hasImageName(path: string): boolean {
  return IMAGE_EXTENSIONS.has(extname(path).toLowerCase());
}

export function isHidden(path: string): boolean {
  return basename(path).startsWith('.');
}

/**
 * A file below `root` is addressed from there, any other from its own folder. Either way its image id is the absolute
 * path, so that an image is the same however it was named.
 */
export function addressOf(path: string, root: string): ImageAddress {
  const file = resolve(path);
  const folder = isBelow(file, resolve(root)) ? resolve(root) : dirname(file);
  const key = relative(folder, file).split(sep).join('/');
  // The file system's own root is no folder name: `/` + `/x.png` would be another image than `/x.png`.
  return { bucket: folder.endsWith(sep) ? folder.slice(0, -1) : folder, key };
}

/** Where a found file lies, whatever the current folder is. */
export function absolutePath({ bucket, key }: ImageAddress): string {
  return join(bucket === '' ? sep : bucket, key);
}

/** The folder itself is not below itself. */
export function isBelow(path: string, folder: string): boolean {
  return path !== folder && path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
