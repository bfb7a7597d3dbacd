import { GlyphwatchError } from '@glyphwatch/domain';
import { isMirrored, type Orientation, sentImage, uprightSize } from '@glyphwatch/sent-image';

/* https://docs.aws.amazon.com/textract/latest/dg/limits-document.html */
const MAX_BYTES = 10 * 1024 * 1024;
const MAX_SIDE = 10_000;
const LIMITS = `JPEG, PNG, and TIFF or PDF of one page, at most 10 MB and ${MAX_SIDE} pixels on each side`;
/** PDF readers accept some lines before the signature. */
const PDF = /(?:^|[\r\n])%PDF-/;

export interface Document {
  readonly bytes: Uint8Array;
  readonly orientation: Orientation;
  /** Of the upright image; unknown for a PDF. */
  readonly size: { readonly width: number; readonly height: number } | undefined;
  /** Frames of an animation; Textract reads the first. */
  readonly frames: number;
  /** Nothing can be read in a mirror image. */
  readonly isMirrored: boolean;
}

/** What is sent; fails with `image-unsupported` for what Textract would refuse. */
export function documentOf(file: Uint8Array): Document {
  if (file.length > MAX_BYTES) throw unsupported(`The image has ${file.length} bytes.`);
  const sent = sentImage(file);
  if (!sent) {
    if (!PDF.test(Buffer.from(file.subarray(0, 1024)).toString('latin1'))) {
      throw unsupported('The content is none of these formats, or it is damaged.');
    }
    return { bytes: file, orientation: 1, size: undefined, frames: 1, isMirrored: false };
  }
  const { bytes, format, frames, orientation, width, height } = sent;
  if (format === 'TIFF' && frames > 1) throw unsupported('The TIFF has several pages.');
  if (Math.max(width, height) > MAX_SIDE) {
    throw unsupported(`The image has ${width}×${height} pixels.`);
  }
  const mirrored = isMirrored(orientation);
  return { bytes, orientation, size: uprightSize(sent), frames, isMirrored: mirrored };
}

export function unsupported(reason: string, cause?: unknown): GlyphwatchError {
  return new GlyphwatchError('image-unsupported', `${reason} Textract reads ${LIMITS}.`, { cause });
}
