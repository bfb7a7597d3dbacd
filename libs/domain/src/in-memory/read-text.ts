import { GlyphwatchError, layOutText, type TextDetection } from '../index.ts';

/** Marks content that is not an image. */
export const NOT_AN_IMAGE = '\u0000not an image';

/** "Reads" an image whose content is its text. */
export function readText(text: string): TextDetection {
  if (text.startsWith(NOT_AN_IMAGE)) {
    throw new GlyphwatchError('image-unsupported', 'This is not an image.');
  }
  return { ...layOutText(text), provider: 'in-memory' };
}
