import { type DetectedLine, GlyphwatchError, type OnPage } from '@glyphwatch/domain';
import {
  allTurnedBack,
  isMirrored,
  type SentImage,
  sentImage,
  uprightSize,
} from '@glyphwatch/sent-image';
import { encodePage } from './encode-page.ts';
import { openPages } from './open-pages.ts';
import type { PageLimits, Pixels } from './opened-pages.ts';
import { type DocumentText, readDocument } from './read-document.ts';
import type { ReadLimits } from './read-pages.ts';
import type { SendLimits, SentPage } from './sent-page.ts';
import type { Size } from './size.ts';

export type { SendLimits, SentPage } from './sent-page.ts';

/** Lines with places as fractions of what was sent. */
export type ReadSent = (page: SentPage) => Promise<readonly DetectedLine[]>;

const LIMITS: PageLimits & ReadLimits = {
  maxBytes: 100_000_000,
  maxPixels: 100_000_000,
  maxReadPixels: 100_000_000,
  maxPages: 100,
  maxFrames: 1000,
};

/**
 * Has a service read a file of any format that is decoded here, page by page. A JPEG or PNG that the service takes is sent as it is,
 * everything else as it looks. Fails with `image-unsupported` for pictures that are too small or too large for the service.
 */
export async function sendPages(
  file: Uint8Array,
  limits: SendLimits,
  readSent: ReadSent,
  onPage?: OnPage,
): Promise<DocumentText> {
  const sent = sentImage(file);
  if (sent && isFine(sent, limits)) {
    refuseSize(sent, limits);
    const lines = allTurnedBack(await readSent(sent), sent.orientation);
    return { ...uprightSize(sent), truncated: false, lines };
  }
  await using opened = await openPages(file, LIMITS);
  const read = async (page: Pixels) => {
    refuseSize(page.full, limits);
    return { ...page.full, lines: await readSent(await encodePage(page, opened.format, limits)) };
  };
  return readDocument(opened, LIMITS, read, onPage);
}

/** What is not is decoded, and sent as another file. */
function isFine(sent: SentImage, { maxSentBytes }: SendLimits): boolean {
  const { format, bytes, frames, orientation } = sent;
  return (
    format !== 'TIFF' && frames === 1 && !isMirrored(orientation) && bytes.length <= maxSentBytes
  );
}

function refuseSize({ width, height }: Size, limits: SendLimits): void {
  const { service, minSide, maxSide, maxSentPixels } = limits;
  const isTaken =
    Math.min(width, height) >= minSide &&
    Math.max(width, height) <= maxSide &&
    width * height <= maxSentPixels;
  if (isTaken) return;
  throw new GlyphwatchError(
    'image-unsupported',
    `${service} reads pictures of ${minSide} to ${maxSide} pixels a side, and of at most ${maxSentPixels} in all; this one has ${width}×${height}.`,
  );
}
