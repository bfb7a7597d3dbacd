import { relative } from 'node:path';

/** Relative to the current folder, or in full when it is outside. */
export function shownPath(path: string): string {
  const near = relative(process.cwd(), path);
  return near.startsWith('..') ? path : near;
}
