import {
  boxAround,
  type ImageSource,
  type Polygon,
  type TextDetection,
  type TextDetector,
} from '@glyphwatch/domain';
import pLimit, { type LimitFunction } from 'p-limit';
import { collectGarbage } from './collect-garbage.ts';
import { decodeImage } from './decode-image.ts';
import { DEFAULT_OPTIONS, type DetectorOptions, type StatedOptions } from './detector-options.ts';
import { identityOf } from './identity-of.ts';
import { MODEL_VERSION } from './model-version.ts';
import type { DecodedImage, Picture } from './picture.ts';
import type { Quad } from './quad.ts';
import type { ReadLine, ReadWord } from './read-picture.ts';
import { WorkerPool } from './worker-pool.ts';

/**
 * Reads text with PaddleOCR's models, in this machine's memory and without network.
 *
 *     this thread     decode 1 │ decode 2 │ decode 3 │ …
 *     worker                   │ read 1        │ read 2        │ read 3 …
 *
 * As many images are in hand as there are workers, plus one that is being decoded for whoever is free next.
 */
export class OnnxTextDetector implements TextDetector, AsyncDisposable {
  readonly identity: string;
  readonly #options: StatedOptions;
  readonly #pool: WorkerPool;
  readonly #inHand: LimitFunction;

  constructor(options: DetectorOptions = {}) {
    this.#options = { ...DEFAULT_OPTIONS, ...options };
    const { workers, threads, modelFolder } = this.#options;
    this.identity = identityOf(this.#options);
    this.#pool = new WorkerPool(workers, {
      threads,
      ...(modelFolder === undefined ? {} : { modelFolder }),
    });
    this.#inHand = pLimit(workers + 1);
  }

  /** May be called for many images at once: they queue, and only those in hand take memory. */
  detectText(image: ImageSource): Promise<TextDetection> {
    return this.#inHand(async () => {
      const bytes = await image.read();
      const decoded = await decodeImage(bytes, this.#options);
      // What the file was read through, piece by piece, is garbage.
      collectGarbage();
      return detectionOf(decoded, await this.#pool.read(decoded));
    });
  }

  /** Ends the workers. Images in hand fail with `detector-unavailable`, and so does every later one. */
  async close(): Promise<void> {
    await this.#pool.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

function detectionOf(
  { width, height, picture }: DecodedImage,
  lines: readonly ReadLine[],
): TextDetection {
  return {
    provider: 'onnx',
    modelVersion: MODEL_VERSION,
    truncated: false,
    width,
    height,
    lines: lines.map((line) => ({
      ...placed(line, picture),
      words: line.words.map((word) => placed(word, picture)),
    })),
  };
}

function placed({ text, confidence, quad }: ReadWord, size: Pick<Picture, 'width' | 'height'>) {
  const polygon = fractions(quad, size);
  return { text, confidence, box: boxAround(polygon), polygon };
}

/** Growing a rectangle can carry its corners beyond the picture; the promise is 0…1. */
function fractions(
  [a, b, c, d]: Quad,
  { width, height }: Pick<Picture, 'width' | 'height'>,
): Polygon {
  const clamp = (value: number) => Math.min(1, Math.max(0, value));
  const point = ({ x, y }: { x: number; y: number }) => ({
    x: clamp(x / width),
    y: clamp(y / height),
  });
  return [point(a), point(b), point(c), point(d)];
}
