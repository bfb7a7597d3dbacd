import {
  type Clock,
  fileSequencerAt,
  imageIdOf,
  type ImageSource,
  type ResultStore,
  type Upload,
} from '@glyphwatch/domain';
import type { Content } from './file-image.ts';

/** An image that is found by looking, without an event. */
export interface FoundImage extends ImageSource {
  identify(): Promise<Content>;
  /** For a source where `identify` may be old by now. */
  identifyNow?(): Promise<Content>;
}

export interface DescribeUploadParts {
  /** Finds the stored result of the image, e.g. `(imageId) => store.find(imageId)`. */
  readonly find: ResultStore['find'];
  readonly clock: Clock;
}

/**
 * The upload that a file or a listed object represents. Its version is the hash of the content; its sequencer is when this
 * content was first seen there, so that a second scan recognises the image, and a changed file is always newer than the
 * stored result, even after the clock was set back. Content that was GONE and is back counts as first seen now.
 * What another process stored meanwhile is never replaced by an older content: where another one is stored, the image is looked at
 * once more, and what was seen first comes first, however long it took to read.
 * Fails like `FoundImage.identify`, and as `find` fails.
 */
export async function describeUpload(
  image: Omit<FoundImage, 'read'>,
  { find, clock }: DescribeUploadParts,
): Promise<Upload> {
  const { address } = image;
  const found = await image.identify();
  const stored = await find(imageIdOf(address));
  const isOther = stored !== undefined && stored.version !== found.hash;
  const now = isOther ? ((await image.identifyNow?.()) ?? found) : found;
  const { hash: version, size } = now;
  if (stored?.version === version && stored.status !== 'GONE') {
    const { sequencer, uploadedAt } = stored;
    return { address, version, sequencer, uploadedAt, size };
  }
  const seenAt = Math.floor(now.seenAt ?? clock());
  const sequencer = fileSequencerAt(seenAt, stored?.sequencer);
  return { address, version, sequencer, uploadedAt: seenAt, size };
}
