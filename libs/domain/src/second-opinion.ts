import { hasErrorCode } from './errors.ts';
import type { ImageSource, OnPage, TextDetector } from './ports.ts';
import type { TextDetection } from './text-detection.ts';

/**
 * Has a second detector read what the first did not read to its end. The second's answer replaces the first's: of both together,
 * every match would count twice. If the second does not read such images, the first's answer stands, still truncated; any other
 * failure is passed on, so that the image is tried again instead of being half read.
 */
export class SecondOpinion implements TextDetector {
  readonly identity: string;
  readonly #first: TextDetector;
  readonly #second: TextDetector;

  constructor(first: TextDetector, second: TextDetector) {
    this.identity = `${first.identity} whenTruncated ${second.identity}`;
    this.#first = first;
    this.#second = second;
  }

  async detectText(image: ImageSource, onPage?: OnPage): Promise<TextDetection> {
    const detection = await this.#first.detectText(image, onPage);
    if (!detection.truncated) return detection;
    try {
      return await this.#second.detectText(image, onPage);
    } catch (error) {
      if (hasErrorCode(error, 'image-unsupported')) return detection;
      throw error;
    }
  }
}
