import type { ImageSource, TextDetection, TextDetector } from '../index.ts';
import { readText } from './read-text.ts';

/** "Reads" images whose bytes are their text: one line per line, one page per form feed, every word with confidence 1. */
export class InMemoryTextDetector implements TextDetector {
  readonly identity = 'in-memory/1';

  async detectText(image: ImageSource): Promise<TextDetection> {
    return readText(new TextDecoder().decode(await image.read()));
  }
}
