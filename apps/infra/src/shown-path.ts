import { relative } from 'node:path';

/** As people would write it: from where they are, or in full when it is elsewhere. */
export function shownPath(path: string): string {
  const near = relative(process.cwd(), path);
  return near.startsWith('..') ? path : near;
}
