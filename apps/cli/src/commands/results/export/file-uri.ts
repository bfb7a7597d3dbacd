import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A relative URI for a path below the current folder, so that it is the same on every machine. */
export function fileUri(name: string): string {
  if (isAbsolute(name)) return pathToFileURL(name.toWellFormed()).href;
  return name.toWellFormed().split('/').map(encodeURIComponent).join('/');
}
