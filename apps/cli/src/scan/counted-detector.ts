import type { ImageSource, OnPage, TextDetection, TextDetector } from '@glyphwatch/domain';
import type { OpenedDetector } from '@glyphwatch/provider';

/** Counts what it reads, because that may cost money. */
export class CountedDetector implements TextDetector, AsyncDisposable {
  readonly identity: string;
  readonly name: string;
  readonly #detector: OpenedDetector;
  #images = 0;

  constructor(name: string, detector: OpenedDetector) {
    this.identity = detector.identity;
    this.name = name;
    this.#detector = detector;
  }

  get images(): number {
    return this.#images;
  }

  async detectText(image: ImageSource, onPage?: OnPage): Promise<TextDetection> {
    const detection = await this.#detector.detectText(image, onPage);
    this.#images += 1;
    return detection;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#detector[Symbol.asyncDispose]?.();
  }
}
