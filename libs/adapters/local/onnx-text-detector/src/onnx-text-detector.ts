import type { ImageSource, OnPage, TextDetection, TextDetector } from '@glyphwatch/domain';
import { openPages, type Pixels } from '@glyphwatch/image-pages';
import { type PageText, readDocument } from '@glyphwatch/image-pages/read-document';
import pLimit, { type LimitFunction } from 'p-limit';
import { collectGarbage } from './collect-garbage.ts';
import { decodeImage } from './decode-image.ts';
import { DEFAULT_OPTIONS, type DetectorOptions, type StatedOptions } from './detector-options.ts';
import { identityOf } from './identity-of.ts';
import { modelVersionOf } from './model-version.ts';
import { placedIn } from './place-lines.ts';
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
  readonly #modelVersion: string;
  readonly #options: StatedOptions;
  readonly #pool: WorkerPool;
  readonly #inHand: LimitFunction;

  constructor(options: DetectorOptions = {}) {
    this.#options = { ...DEFAULT_OPTIONS, ...options };
    const { workers, threads, models, modelCache, languages, tessdata } = this.#options;
    this.identity = identityOf(this.#options);
    this.#modelVersion = modelVersionOf(models);
    this.#pool = new WorkerPool(workers, {
      threads,
      languages,
      tessdata,
      models,
      modelCache,
    });
    this.#inHand = pLimit(workers + 1);
  }

  /** Concurrent calls queue; waiting images take no memory. The pages of a document are read one after the other. */
  detectText(image: ImageSource, onPage?: OnPage): Promise<TextDetection> {
    return this.#inHand(async () => {
      await using opened = await openPages(await image.read(), this.#options);
      const read = (page: Pixels): Promise<PageText> => this.#readPage(page, opened.format);
      const text = await readDocument(opened, this.#options, read, onPage);
      return { provider: 'onnx', modelVersion: this.#modelVersion, ...text };
    });
  }

  async #readPage(page: Pixels, format: string): Promise<PageText> {
    const decoded = await decodeImage(page, format, this.#options);
    // The chunks through which the file was read are garbage now.
    collectGarbage();
    const { width, height, picture, unseenBelow } = decoded;
    const { lines, isUnknown } = await this.#pool.read(decoded);
    return {
      width,
      height,
      lines: placedIn(picture, lines),
      ...(unseenBelow === undefined ? {} : { unseenBelow }),
      ...(isUnknown ? { unknownScript: true } : {}),
    };
  }

  /** Stops the workers. Images in progress and all later ones fail with `detector-unavailable`. */
  async close(): Promise<void> {
    await this.#pool.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
