import { FileImage, type FoundFile, type Missing } from '@glyphwatch/file-image-source';
import type { Target } from './scan-run.ts';

/** Files as images that can be read. */
export async function* imagesBelow(
  found: AsyncIterable<FoundFile | Missing>,
  maxBytes: number,
): AsyncGenerator<Target> {
  for await (const file of found) {
    yield 'missing' in file ? file : { path: file.path, image: new FileImage(file, { maxBytes }) };
  }
}
