import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import type { ImageAddress } from '@glyphwatch/domain';

export interface FoundFile {
  /** As the user would write it. Untrusted: a name may contain any character but `/`, even line breaks and escapes. */
  readonly path: string;
  readonly address: ImageAddress;
}

/** A file that was found earlier and no longer exists. */
export interface RemovedFile {
  readonly removed: FoundFile;
}

/** A path, requested or met on the way, that cannot be accessed. */
export interface Missing {
  /** As the user would write it. Untrusted. */
  readonly missing: string;
  /** To be shown after the path. */
  readonly reason: string;
}

/** A file met on the way that is no image to be read. */
export interface PassedOver {
  /** As the user would write it. Untrusted. */
  readonly passedOver: string;
  /**
   * The ending, in lower case, of a picture in a format that is not read; `unreadable` for a file without a known ending
   * whose content cannot be read; `link` for a symbolic link that is not followed; `other` for a file that is no picture.
   */
  readonly kind: string;
}

export function isHidden(path: string): boolean {
  return basename(path).startsWith('.');
}

/**
 * Relative to `root` for a file below it, otherwise to its own folder. Either way the image id is the absolute path, so
 * an image is the same however it was named.
 */
export function addressOf(path: string, root: string): ImageAddress {
  const file = resolve(path);
  const folder = isBelow(file, resolve(root)) ? resolve(root) : dirname(file);
  const key = relative(folder, file).split(sep).join('/');
  // The root of the file system: `/` + `/x.png` would differ from `/x.png`.
  return { bucket: folder.endsWith(sep) ? folder.slice(0, -1) : folder, key };
}

export function absolutePath({ bucket, key }: ImageAddress): string {
  return join(bucket === '' ? sep : bucket, key);
}

/** The folder itself is not below itself. */
export function isBelow(path: string, folder: string): boolean {
  return path !== folder && path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
