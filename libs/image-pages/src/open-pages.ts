import { openAnimation } from './animation.ts';
import { openBmp } from './bmp-pages.ts';
import { refuseCutOff } from './cut-off.ts';
import { framesOfGif } from './gif-frames.ts';
import { openHeic } from './heic-pages.ts';
import { FORMATS, type ImageFormat, imageFormat, OPTIONAL_FORMATS } from './image-format.ts';
import type { OpenedPages, PageLimits } from './opened-pages.ts';
import { openPdf } from './pdf-pages.ts';
import { framesOfPng } from './png-frames.ts';
import { openSharpPage, openTiff } from './sharp-pages.ts';
import { damagedHeader, unsupported } from './unsupported.ts';
import { framesOfWebp } from './webp-frames.ts';

type Open = (bytes: Uint8Array, limits: PageLimits) => OpenedPages | Promise<OpenedPages>;

const still =
  (format: ImageFormat): Open =>
  (bytes, limits) =>
    openSharpPage(bytes, format, limits);

/** A file of one frame is a still picture. */
const animated =
  (format: ImageFormat, framesOf: typeof framesOfGif): Open =>
  (bytes, limits) => {
    const animation = wholeHeader(format, () => framesOf(bytes));
    return animation.patches.length > 1
      ? openAnimation(animation, limits)
      : openSharpPage(bytes, format, limits);
  };

/** Buffers throw this where a file that is cut off should go on. */
function wholeHeader<T>(format: ImageFormat, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    // By name: in another realm, as in Jest, Node's errors are of another class.
    if ((cause as Error).name === 'RangeError') throw damagedHeader(format, cause);
    throw cause;
  }
}

const OPENERS: Readonly<Record<ImageFormat, Open>> = {
  JPEG: still('JPEG'),
  PNG: animated('PNG', framesOfPng),
  GIF: animated('GIF', framesOfGif),
  WebP: animated('WebP', framesOfWebp),
  TIFF: openTiff,
  AVIF: (bytes, limits) => {
    refuseCutOff(bytes);
    return openSharpPage(bytes, 'AVIF', limits);
  },
  BMP: openBmp,
  PDF: openPdf,
  HEIC: openHeic,
  'animated AVIF': () => {
    throw unsupported(
      'Animated AVIF is not read. Save it as GIF or WebP, or a frame of it as AVIF.',
    );
  },
};

/**
 * Opens an image or document for decoding its pages one by one. The format is told by the content, not by a name.
 * Fails with `image-unsupported`, and a message that says why: no format that is read, damaged, too large, a password.
 */
export async function openPages(bytes: Uint8Array, limits: PageLimits): Promise<OpenedPages> {
  const { maxBytes } = limits;
  if (bytes.length === 0) throw unsupported('The file is empty.');
  if (bytes.length > maxBytes) {
    throw unsupported(`The file has ${bytes.length} bytes, more than maxBytes (${maxBytes}).`);
  }
  const format = imageFormat(bytes);
  if (!format) {
    const formats = [...FORMATS, ...OPTIONAL_FORMATS].join(', ');
    throw unsupported(`The content is not an image in a supported format (${formats}).`);
  }
  return OPENERS[format](bytes, limits);
}
