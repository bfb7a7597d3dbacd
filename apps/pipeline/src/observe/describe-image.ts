import { type Ids, imageIdOf, type Upload } from '@glyphwatch/domain';
import { escapeControls } from '@glyphwatch/document-reader/environment';
import type { LogFields } from './logger.ts';

const MAX_SHOWN = 300;

export interface ImageDescription {
  /** Image names can identify people: `hashed` leaves them out. */
  readonly imageIds: 'readable' | 'hashed';
}

/** The image a log line is about; `imageHash` is the same on every line about it. */
export function describeImage(
  { address, version }: Upload,
  ids: Pick<Ids, 'digest'>,
  { imageIds }: ImageDescription,
): LogFields {
  const imageId = imageIdOf(address);
  const imageHash = ids.digest(imageId);
  if (imageIds === 'hashed') return { imageHash };
  return {
    imageHash,
    image: escapeControls(imageId).slice(0, MAX_SHOWN),
    version: escapeControls(version).slice(0, MAX_SHOWN),
  };
}
