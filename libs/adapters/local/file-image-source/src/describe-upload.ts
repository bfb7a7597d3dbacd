import {
  type Clock,
  imageIdOf,
  type Result,
  type ResultStore,
  type Upload,
} from '@glyphwatch/domain';
import type { FileImage } from './file-image.ts';

export interface DescribeUploadParts {
  /** What is kept about the image, e.g. `(imageId) => store.find(imageId)`. */
  readonly find: ResultStore['find'];
  readonly clock: Clock;
}

/** Enough for every moment that a clock can show, so that sequencers of equal length compare like numbers. */
const SEQUENCER_LENGTH = 14;

/**
 * The upload that a file stands for. Its version is the hash of the content; its sequencer is when this content was
 * first seen there, so that a second scan finds the image known, and a changed file is always newer than what is kept,
 * even after the clock was set back. Content that was GONE and is back again counts as first seen now.
 * Fails like `FileImage.identify`, and as `find` fails.
 */
export async function describeUpload(
  image: Pick<FileImage, 'address' | 'identify'>,
  { find, clock }: DescribeUploadParts,
): Promise<Upload> {
  const { hash: version, size } = await image.identify();
  const { address } = image;
  const kept = await find(imageIdOf(address));
  if (kept?.version === version && kept.status !== 'GONE') {
    const { sequencer, uploadedAt } = kept;
    return { address, version, sequencer, uploadedAt, size };
  }
  const seenAt = Math.max(Math.floor(clock()), kept ? orderOf(kept) + 1 : 0);
  return { address, version, sequencer: sequencerOf(seenAt), uploadedAt: seenAt, size };
}

function sequencerOf(moment: number): string {
  return moment.toString(16).toUpperCase().padStart(SEQUENCER_LENGTH, '0');
}

/** The moment that a kept sequencer stands for, whatever its length: sequencers are padded on the right. */
function orderOf({ sequencer }: Result): number {
  return Number.parseInt(sequencer.slice(0, SEQUENCER_LENGTH).padEnd(SEQUENCER_LENGTH, '0'), 16);
}
