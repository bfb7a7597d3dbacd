import { GlyphwatchError } from '@glyphwatch/domain';

export function unsupported(message: string, cause?: unknown): GlyphwatchError {
  return new GlyphwatchError('image-unsupported', message, { cause });
}

export function tooLarge({ width, height }: { width: number; height: number }, maxPixels: number) {
  return unsupported(
    `The image has ${width}×${height} pixels, more than maxPixels (${maxPixels}).`,
  );
}

export function damaged(cause: unknown): GlyphwatchError {
  return unsupported('The image is damaged or truncated. Upload it again.', cause);
}

export function damagedHeader(format: string, cause?: unknown): GlyphwatchError {
  return unsupported(
    `The ${format} file is damaged: its header cannot be read. Upload it again.`,
    cause,
  );
}
