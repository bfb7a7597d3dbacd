import type { Result, ResultStore } from '@glyphwatch/domain';
import { imageIdNamed } from './image-id-named.ts';

/** The result of the image that somebody names. What is typed may have another Unicode form than the name of the file. */
export async function findNamed(
  store: Pick<ResultStore, 'find'>,
  name: string,
  cwd: string,
): Promise<Result | undefined> {
  const id = imageIdNamed(name, cwd);
  for (const form of new Set([id, id.normalize('NFC'), id.normalize('NFD')])) {
    const result = await store.find(form);
    if (result) return result;
  }
  return undefined;
}
