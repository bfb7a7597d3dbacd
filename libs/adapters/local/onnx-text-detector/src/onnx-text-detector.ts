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
import type { PlacedLine, PlacedWord } from './read-picture.ts';
import { WorkerPool } from './worker-pool.ts';

/**
 * Reads text with PaddleOCR's models on this machine, without a network.
 *
 *     this thread     decode 1 │ decode 2 │ decode 3 │ …
 *     worker                   │ read 1        │ read 2        │ read 3 …
 *
 * Processes one image per worker, plus one that is being decoded for the next free worker.
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

  /** Concurrent calls queue; waiting images take no memory. */
  detectText(image: ImageSource): Promise<TextDetection> {
    return this.#inHand(async () => {
      const bytes = await image.read();
      const decoded = await decodeImage(bytes, this.#options);
      // The chunks through which the file was read are garbage now.
      collectGarbage();
      return detectionOf(decoded, await this.#pool.read(decoded));
    });
  }

  /** Stops the workers. Images in progress and all later ones fail with `detector-unavailable`. */
  async close(): Promise<void> {
    await this.#pool.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

function detectionOf(
  { width, height, picture, unseenBelow }: DecodedImage,
  lines: readonly PlacedLine[],
): TextDetection {
  return {
    provider: 'onnx',
    modelVersion: MODEL_VERSION,
    truncated: false,
    width,
    height,
    ...(unseenBelow === undefined ? {} : { unseenBelow }),
    lines: lines.map((line) => ({
      ...placed(line, picture),
      words: line.words.map((word) => placed(word, picture)),
    })),
  };
}

function placed({ text, confidence, quad }: PlacedWord, size: Pick<Picture, 'width' | 'height'>) {
  const polygon = fractions(quad, size);
  return { text, confidence, box: boxAround(polygon), polygon };
}

/** A grown rectangle may extend beyond the picture, but the port promises 0…1. */
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
