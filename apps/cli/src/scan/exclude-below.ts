import { sep } from 'node:path';
import { imageIdOf, type ImageSource } from '@glyphwatch/domain';
import type { Target } from './scan-run.ts';

/** Skips the pictures that --annotate wrote: they show the matched text, so they would match again. */
export async function* excludeBelow(
  targets: AsyncIterable<Target>,
  folder: string | undefined,
): AsyncGenerator<Target> {
  for await (const target of targets) {
    if (folder === undefined || !('image' in target) || !isBelow(target.image, folder)) {
      yield target;
    }
  }
}

function isBelow({ address }: ImageSource, folder: string): boolean {
  return imageIdOf(address).startsWith(folder + sep);
}
