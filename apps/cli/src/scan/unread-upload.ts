import { fileSequencerAt, type ImageAddress, type Result, type Upload } from '@glyphwatch/domain';

/** A version is the hash of a content, which is unknown if the file cannot be read. */
const UNREAD = 'unread';

/** A retry of an unreadable file counts as the same upload, not as new content. */
export function unreadUpload(
  address: ImageAddress,
  stored: Result | undefined,
  now: number,
): Upload {
  if (stored?.version === UNREAD) {
    return { address, version: UNREAD, sequencer: stored.sequencer, uploadedAt: stored.uploadedAt };
  }
  const sequencer = fileSequencerAt(now, stored?.sequencer);
  return { address, version: UNREAD, sequencer, uploadedAt: now };
}

/** Newer than the stored result, because the store ignores an older removal. */
export function removedUpload(stored: Result, now: number): Upload {
  const { address, version } = stored;
  return { address, version, sequencer: fileSequencerAt(now, stored.sequencer), uploadedAt: now };
}
