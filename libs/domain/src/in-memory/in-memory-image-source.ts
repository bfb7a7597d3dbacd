import {
  type CurrentImage,
  type CurrentImages,
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

export interface InMemoryUpload {
  /** Of the content, where the address names none. Default: made of the content. */
  readonly version?: string;
  /** Default: 0. */
  readonly uploadedAt?: number;
}

interface Stored extends CurrentImage {
  /** Absent for the mark of a deletion. */
  readonly bytes?: Uint8Array;
}

/** Images in a Map. Those whose addresses name versions keep every version, like a bucket with versioning. */
export class InMemoryImages implements CurrentImages {
  /** Of each image, the newest last. */
  readonly #versions = new Map<string, readonly Stored[]>();
  readonly #locked = new Set<string>();
  readonly #maxBytes: number;

  constructor({ maxBytes = Infinity }: InMemoryImagesOptions = {}) {
    this.#maxBytes = maxBytes;
  }

  /** Replaces what has the same version id, or has none like this. */
  put(
    address: ImageAddress,
    content: string | Uint8Array,
    { version, uploadedAt = 0 }: InMemoryUpload = {},
  ): void {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    this.#add({
      address,
      version: address.versionId ?? version ?? bytes.join('.'),
      uploadedAt,
      size: bytes.byteLength,
      bytes,
    });
  }

  /** Without a version id, the image is hidden if it has versions, by a mark with the id `marker`; else it is erased. */
  delete(address: ImageAddress, marker = 'deleted'): void {
    const kept = this.#versionsAt(address).filter(({ address: { versionId } }) =>
      address.versionId === undefined ? versionId !== undefined : versionId !== address.versionId,
    );
    this.#versions.set(imageIdOf(address), kept);
    if (address.versionId !== undefined || kept.length === 0) return;
    this.#add({ address: { ...address, versionId: marker }, version: marker, uploadedAt: 0 });
  }

  /** From here on the image cannot be read, for lack of permission. */
  lock(address: ImageAddress): void {
    this.#locked.add(imageIdOf(address));
  }

  async find(address: ImageAddress): Promise<CurrentImage | undefined> {
    this.#refuseLocked(address);
    const { bytes, ...current } = this.#current(address) ?? {};
    return bytes && 'version' in current ? current : undefined;
  }

  /** Opens the version that is named, or the current content; a later `put` makes it another image. */
  open(address: ImageAddress): ImageSource {
    const opened = this.#at(address);
    return { address, read: async () => this.#read(address, opened) };
  }

  #read(address: ImageAddress, opened: Stored | undefined): Uint8Array {
    const bytes = this.#at(address)?.bytes;
    if (!bytes || bytes !== opened?.bytes) {
      throw failure('image-gone', 'The image was removed or changed before it was read.');
    }
    this.#refuseLocked(address);
    if (bytes.byteLength > this.#maxBytes) {
      const size = `${bytes.byteLength} bytes, more than the limit of ${this.#maxBytes}`;
      throw failure('image-unsupported', `The image has ${size}.`);
    }
    return bytes;
  }

  #at(address: ImageAddress): Stored | undefined {
    const { versionId } = address;
    if (versionId === undefined) return this.#current(address);
    return this.#versionsAt(address).find((one) => one.address.versionId === versionId);
  }

  #current(address: ImageAddress): Stored | undefined {
    return this.#versionsAt(address).at(-1);
  }

  #versionsAt(address: ImageAddress): readonly Stored[] {
    return this.#versions.get(imageIdOf(address)) ?? [];
  }

  #add(stored: Stored): void {
    const { address } = stored;
    const others = this.#versionsAt(address).filter(
      (one) => one.address.versionId !== address.versionId,
    );
    this.#versions.set(imageIdOf(address), [...others, stored]);
  }

  #refuseLocked(address: ImageAddress): void {
    if (!this.#locked.has(imageIdOf(address))) return;
    throw failure('image-unreadable', 'The image is locked. Unlock it.');
  }
}

function failure(code: ErrorCode, message: string): GlyphwatchError {
  return new GlyphwatchError(code, message);
}
