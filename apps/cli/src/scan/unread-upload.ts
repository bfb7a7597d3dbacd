import { fileSequencerAt, type ImageAddress, type Result, type Upload } from '@glyphwatch/domain';

/** Stands for the content of a file that could not be read. */
const UNREAD = 'unread';

/** What a file stands for while nobody knows its content; trying again is the same upload. */
export function unreadUpload(address: ImageAddress, kept: Result | undefined, now: number): Upload {
  if (kept?.version === UNREAD) {
    return { address, version: UNREAD, sequencer: kept.sequencer, uploadedAt: kept.uploadedAt };
  }
  const sequencer = fileSequencerAt(now, kept?.sequencer);
  return { address, version: UNREAD, sequencer, uploadedAt: now };
}

/** The removal of a file, newer than what is kept of it. */
export function removedUpload(kept: Result, now: number): Upload {
  const { address, version } = kept;
  return { address, version, sequencer: fileSequencerAt(now, kept.sequencer), uploadedAt: now };
}
