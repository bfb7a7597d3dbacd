import type { ImageAddress, Result, Upload } from '@glyphwatch/domain';

/** Stands for the content of a file that could not be read. */
const UNREAD = 'unread';
/** Milliseconds in hexadecimal as `describeUpload` writes them. */
const SEQUENCER_LENGTH = 14;

/** What a file stands for while nobody knows its content; trying again is the same upload. */
export function unreadUpload(address: ImageAddress, kept: Result | undefined, now: number): Upload {
  if (kept?.version === UNREAD) {
    return { address, version: UNREAD, sequencer: kept.sequencer, uploadedAt: kept.uploadedAt };
  }
  return { address, version: UNREAD, sequencer: sequencerSince(kept, now), uploadedAt: now };
}

/** The removal of a file, newer than what is kept of it. */
export function removedUpload(kept: Result, now: number): Upload {
  const { address, version } = kept;
  return { address, version, sequencer: sequencerSince(kept, now), uploadedAt: now };
}

function sequencerSince(kept: Result | undefined, now: number): string {
  const moment = now.toString(16).toUpperCase().padStart(SEQUENCER_LENGTH, '0');
  return kept && moment <= kept.sequencer ? sequencerAfter(kept.sequencer) : moment;
}

export function sequencerAfter(last: string): string {
  return (BigInt(`0x${last}`) + 1n).toString(16).toUpperCase().padStart(last.length, '0');
}
