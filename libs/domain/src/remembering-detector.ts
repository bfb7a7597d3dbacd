import type { DetectionMemory, ImageSource, OnPage, TextDetector } from './ports.ts';
import type { TextDetection } from './text-detection.ts';

export interface RememberingDetectorOptions {
  /** A hash of the content; fails like `ImageSource.read`. */
  readonly hashOf: (image: ImageSource) => Promise<string>;
  /** Detects again even what is remembered, and remembers the new detection. */
  readonly again?: boolean;
}

/** Reads equal contents once, whatever the images are called. */
export class RememberingDetector implements TextDetector {
  readonly identity: string;
  readonly #detector: TextDetector;
  readonly #memory: Pick<DetectionMemory, 'find' | 'keep'>;
  readonly #options: RememberingDetectorOptions;

  constructor(
    detector: TextDetector,
    memory: Pick<DetectionMemory, 'find' | 'keep'>,
    options: RememberingDetectorOptions,
  ) {
    this.identity = detector.identity;
    this.#detector = detector;
    this.#memory = memory;
    this.#options = options;
  }

  async detectText(image: ImageSource, onPage?: OnPage): Promise<TextDetection> {
    const { hashOf, again = false } = this.#options;
    const hash = await hashOf(image);
    const known = again ? undefined : await this.#memory.find(hash, this.identity);
    if (known) return known;
    const detection = await this.#detector.detectText(image, onPage);
    await this.#memory.keep(hash, this.identity, detection);
    return detection;
  }
}
