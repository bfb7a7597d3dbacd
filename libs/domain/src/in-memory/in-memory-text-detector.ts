import type { ImageSource, OnPage, TextDetection, TextDetector } from '../index.ts';
import { readText } from './read-text.ts';

/** "Reads" images whose bytes are their text: one line per line, one page per form feed, every word with confidence 1. */
export class InMemoryTextDetector implements TextDetector {
  readonly identity = 'in-memory/1';

  async detectText(image: ImageSource, onPage?: OnPage): Promise<TextDetection> {
    const detection = readText(new TextDecoder().decode(await image.read()));
    for (const _ of detection.pages ?? []) await onPage?.();
    return detection;
  }
}
