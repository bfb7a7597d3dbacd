import { createHash } from 'node:crypto';
import type { ImageSource, TextDetection, TextDetector } from '@glyphwatch/domain';

/** Reads equal contents once: where many uploads show few pictures, reading them is not what one waits for. */
export class MemoDetector implements TextDetector {
  readonly identity: string;
  readonly #detector: TextDetector;
  readonly #read = new Map<string, Promise<TextDetection>>();

  constructor(detector: TextDetector) {
    this.identity = detector.identity;
    this.#detector = detector;
  }

  async detectText({ address, read }: ImageSource): Promise<TextDetection> {
    const bytes = await read();
    const content = createHash('sha256').update(bytes).digest('hex');
    const image = { address, read: () => Promise.resolve(bytes) };
    const found = this.#read.get(content) ?? this.#detector.detectText(image);
    this.#read.set(content, found);
    return found;
  }
}
