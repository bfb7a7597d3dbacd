import {
  type ErrorCode,
  GlyphwatchError,
  imageIdOf,
  type ImageAddress,
  type ImageSource,
} from '../index.ts';

export interface InMemoryImagesOptions {
  /** Larger images are not read. */
  readonly maxBytes?: number;
}

/** Images in a Map. */
export class InMemoryImages {
  readonly #contents = new Map<string, Uint8Array>();
  readonly #locked = new Set<string>();
  readonly #maxBytes: number;

  constructor({ maxBytes = Infinity }: InMemoryImagesOptions = {}) {
    this.#maxBytes = maxBytes;
  }

  put(address: ImageAddress, content: string | Uint8Array): void {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    this.#contents.set(imageIdOf(address), bytes);
  }

  delete(address: ImageAddress): void {
    this.#contents.delete(imageIdOf(address));
  }

  /** From here on the image cannot be read, for lack of permission. */
  lock(address: ImageAddress): void {
    this.#locked.add(imageIdOf(address));
  }

  /** Opens the current content; a later `put` makes it another image. */
  open(address: ImageAddress): ImageSource {
    const opened = this.#contents.get(imageIdOf(address));
    return { address, read: async () => this.#read(address, opened) };
  }

  #read(address: ImageAddress, opened: Uint8Array | undefined): Uint8Array {
    const imageId = imageIdOf(address);
    const bytes = this.#contents.get(imageId);
    if (!bytes || bytes !== opened) {
      throw failure('image-gone', 'The image was removed or changed before it was read.');
    }
    if (this.#locked.has(imageId)) {
      throw failure('image-unreadable', 'The image is locked. Unlock it.');
    }
    if (bytes.byteLength > this.#maxBytes) {
      const size = `${bytes.byteLength} bytes, more than the limit of ${this.#maxBytes}`;
      throw failure('image-unsupported', `The image has ${size}.`);
    }
    return bytes;
  }
}

function failure(code: ErrorCode, message: string): GlyphwatchError {
  return new GlyphwatchError(code, message);
}
