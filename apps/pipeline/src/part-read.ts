import {
  type DetectionMemory,
  type ImageSource,
  imageIdOf,
  RememberingDetector,
  type TextDetection,
  type TextDetector,
} from '@glyphwatch/domain';

/** Detections of dense images have some hundred kilobytes. */
const MAX_KEPT = 20;

/**
 * Remembers in this process what was not read to its end, so that an image whose second detector failed does not pay the first again
 * when the queue delivers it to the same process. Only versions of an image: they never change.
 */
export function rememberingPartRead(detector: TextDetector): TextDetector {
  const remembering = new RememberingDetector(detector, new PartRead(), { hashOf: versionOf });
  return {
    identity: detector.identity,
    detectText: (image, onPage) =>
      image.address.versionId === undefined
        ? detector.detectText(image, onPage)
        : remembering.detectText(image, onPage),
  };
}

async function versionOf({ address }: ImageSource): Promise<string> {
  return JSON.stringify([imageIdOf(address), address.versionId]);
}

class PartRead implements Pick<DetectionMemory, 'find' | 'keep'> {
  readonly #kept = new Map<string, TextDetection>();

  async find(version: string): Promise<TextDetection | undefined> {
    return this.#kept.get(version);
  }

  async keep(version: string, _detector: string, detection: TextDetection): Promise<void> {
    if (!detection.truncated) return;
    const [oldest] = this.#kept.keys();
    if (this.#kept.size >= MAX_KEPT && oldest !== undefined) this.#kept.delete(oldest);
    this.#kept.set(version, detection);
  }
}
