import {
  type Clock,
  fileSequencerAt,
  imageIdOf,
  type ResultStore,
  type Upload,
} from '@glyphwatch/domain';
import type { FileImage } from './file-image.ts';

export interface DescribeUploadParts {
  /** Finds the stored result of the image, e.g. `(imageId) => store.find(imageId)`. */
  readonly find: ResultStore['find'];
  readonly clock: Clock;
}

/**
 * The upload that a file represents. Its version is the hash of the content; its sequencer is when this content was first
 * seen there, so that a second scan recognises the image, and a changed file is always newer than the stored result, even
 * after the clock was set back. Content that was GONE and is back counts as first seen now.
 * Fails like `FileImage.identify`, and as `find` fails.
 */
export async function describeUpload(
  image: Pick<FileImage, 'address' | 'identify'>,
  { find, clock }: DescribeUploadParts,
): Promise<Upload> {
  const { hash: version, size } = await image.identify();
  const { address } = image;
  const stored = await find(imageIdOf(address));
  if (stored?.version === version && stored.status !== 'GONE') {
    const { sequencer, uploadedAt } = stored;
    return { address, version, sequencer, uploadedAt, size };
  }
  const seenAt = Math.floor(clock());
  const sequencer = fileSequencerAt(seenAt, stored?.sequencer);
  return { address, version, sequencer, uploadedAt: seenAt, size };
}
