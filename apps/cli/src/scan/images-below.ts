import {
  FileImage,
  type FoundFile,
  type Missing,
  type PassedOver,
  type RemovedFile,
} from '@glyphwatch/file-image-source';
import type { Target } from './scan-run.ts';

export async function* imagesBelow(
  found: AsyncIterable<FoundFile | RemovedFile | PassedOver | Missing>,
  maxBytes: number,
): AsyncGenerator<Target> {
  const imageOf = (file: FoundFile): FileImage => new FileImage(file, { maxBytes });
  for await (const file of found) {
    if ('missing' in file || 'passedOver' in file) yield file;
    else if ('path' in file) yield { path: file.path, image: imageOf(file) };
    else yield { path: file.removed.path, image: imageOf(file.removed), isRemoved: true };
  }
}
