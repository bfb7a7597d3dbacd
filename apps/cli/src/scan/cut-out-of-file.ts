import { isAbsolute } from 'node:path';
import { hasErrorCode, type Notification, type Result } from '@glyphwatch/domain';
import { FileImage } from '@glyphwatch/file-image-source';
import { boxesOf, coversOf, cutOut } from '@glyphwatch/match-picture';

/**
 * The part of the image that matched, for a mail, with what other rules found covered if they are sensitive; none if the file
 * or its result has changed since, or if it is no file.
 */
export async function cutOutOfFile(
  { imageId, address, version, rules }: Notification,
  find: (imageId: string) => Promise<Result | undefined>,
): Promise<Uint8Array | undefined> {
  if (!isAbsolute(imageId)) return undefined;
  const image = new FileImage({ path: imageId, address });
  try {
    const { hash } = await image.identify();
    const result = await find(imageId);
    if (hash !== version || result?.version !== version) return undefined;
    const boxes = [...boxesOf(rules), ...coversOf(result.detection, result.ruleMatches)];
    return await cutOut(await image.read(), boxes);
  } catch (error) {
    if (hasErrorCode(error, 'image-gone')) return undefined;
    throw error;
  }
}
