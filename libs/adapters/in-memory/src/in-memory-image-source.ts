import {
  GlyphwatchError,
  imageIdOf,
  type ImageAddress,
  type ImageSource,
} from '@glyphwatch/domain';

/** Images in a Map. */
export class InMemoryImages {
  readonly #contents = new Map<string, Uint8Array>();

  put(address: ImageAddress, content: string | Uint8Array): void {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    this.#contents.set(imageIdOf(address), bytes);
  }

  delete(address: ImageAddress): void {
    this.#contents.delete(imageIdOf(address));
  }

  open(address: ImageAddress): ImageSource {
    return { address, read: async () => this.#read(address) };
  }

  #read(address: ImageAddress): Uint8Array {
    const bytes = this.#contents.get(imageIdOf(address));
    if (bytes) return bytes;
    throw new GlyphwatchError('image-gone', 'The image was removed before it was read.');
  }
}
