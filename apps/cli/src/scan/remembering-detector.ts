import { createHash } from 'node:crypto';
import type { DetectionMemory, ImageSource, TextDetection, TextDetector } from '@glyphwatch/domain';

/** Reads no content twice, whatever the files are called. */
export class RememberingDetector implements TextDetector {
  readonly identity: string;
  readonly #detector: TextDetector;
  readonly #memory: DetectionMemory;
  readonly #forgets: boolean;

  /** `forgets`: detect again what is known, and remember that instead. */
  constructor(detector: TextDetector, memory: DetectionMemory, { forgets = false } = {}) {
    this.identity = detector.identity;
    this.#detector = detector;
    this.#memory = memory;
    this.#forgets = forgets;
  }

  async detectText(image: ImageSource): Promise<TextDetection> {
    const bytes = await image.read();
    const hash = contentHash(bytes);
    const known = this.#forgets ? undefined : await this.#memory.find(hash, this.identity);
    if (known) return known;
    const detection = await this.#detector.detectText({
      address: image.address,
      read: async () => bytes,
    });
    await this.#memory.keep(hash, this.identity, detection);
    return detection;
  }
}

function contentHash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
