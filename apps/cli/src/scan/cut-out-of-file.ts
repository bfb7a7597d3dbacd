import { isAbsolute } from 'node:path';
import { hasErrorCode } from '@glyphwatch/domain';
import { FileImage } from '@glyphwatch/file-image-source';
import { boxesOf, cutOut } from '@glyphwatch/match-picture';
import type { CutOut } from '@glyphwatch/smtp-notifier';

/** The part of the image that matched, for a mail; none if the file has changed since, or if it is no file. */
export const cutOutOfFile: CutOut = async ({ imageId, address, version, rules }) => {
  if (!isAbsolute(imageId)) return undefined;
  const image = new FileImage({ path: imageId, address });
  try {
    const { hash } = await image.identify();
    return hash === version ? await cutOut(await image.read(), boxesOf(rules)) : undefined;
  } catch (error) {
    if (hasErrorCode(error, 'image-gone')) return undefined;
    throw error;
  }
};
