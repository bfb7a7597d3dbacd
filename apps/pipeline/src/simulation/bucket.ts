import {
  type Clock,
  type CurrentImage,
  type CurrentImages,
  GlyphwatchError,
  type ImageAddress,
  imageIdOf,
  type ImageSource,
} from '@glyphwatch/domain';
import { BUCKET } from '../testing/events.ts';

/** What is at a key: one version, or in a bucket without versions the only content. */
export interface StoredObject {
  /** Absent in a bucket without versions. */
  readonly versionId?: string;
  /** The text in the image; absent for a delete marker. */
  readonly text?: string;
  readonly etag: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** What S3 tells of a change. */
export interface Change {
  readonly kind: 'created' | 'marked as deleted' | 'erased';
  readonly key: string;
  readonly object: StoredObject;
  readonly sequencer: string;
  readonly at: number;
}

/** As S3 documents them: `0055AED6DCD90281E5` and `617f08299329d189`, of which a bucket has one or the other. */
export type SequencerForm = 'long' | 'short';

export interface BucketOptions {
  readonly isVersioned: boolean;
  readonly sequencers: SequencerForm;
  readonly clock: Clock;
  readonly onChange: (change: Change) => void;
}

/** A bucket of S3 as it is, whoever knows of it. */
export class Bucket implements CurrentImages {
  readonly isVersioned: boolean;
  /** The text of each version that was ever there, by image and version. */
  readonly everShown = new Map<string, string>();
  /**
   * Images of which one content was uploaded twice within a second, without versions: neither ETag nor time tells them apart, and
   * nobody can know what was read in between.
   */
  readonly ambiguous = new Set<string>();
  readonly #seconds = new Set<string>();
  /** Newest last. */
  readonly #versions = new Map<string, StoredObject[]>();
  readonly #sequencers: SequencerForm;
  readonly #clock: Clock;
  readonly #onChange: (change: Change) => void;
  #changes = 0;

  constructor({ isVersioned, sequencers, clock, onChange }: BucketOptions) {
    this.isVersioned = isVersioned;
    this.#sequencers = sequencers;
    this.#clock = clock;
    this.#onChange = onChange;
  }

  put(key: string, text: string): void {
    const object = { ...this.#object(), text, etag: etagOf(text) };
    const imageId = imageIdOf({ bucket: BUCKET, key });
    const second = `${imageId} ${object.etag} ${Math.floor(object.at / 1000)}`;
    if (!this.isVersioned && this.#seconds.has(second)) this.ambiguous.add(imageId);
    this.#seconds.add(second);
    this.#versions.set(key, [...this.#kept(key), object]);
    this.everShown.set(`${imageId} ${object.versionId ?? object.etag}`, text);
    this.#tell('created', key, object);
  }

  /** Where there are versions it only hides them. */
  remove(key: string): void {
    const gone = this.current(key);
    if (!gone) return;
    if (!this.isVersioned) {
      this.#versions.delete(key);
      return this.#tell('erased', key, gone);
    }
    const marker = { ...this.#object(), etag: '' };
    this.#versions.set(key, [...this.versionsOf(key), marker]);
    this.#tell('marked as deleted', key, marker);
  }

  /** Erases one version or marker for good; S3 may not tell of a marker. */
  erase(key: string, object: StoredObject, isTold = true): void {
    const left = this.versionsOf(key).filter((one) => one !== object);
    this.#versions.set(key, left);
    if (isTold) this.#tell('erased', key, object);
  }

  versionsOf(key: string): readonly StoredObject[] {
    return this.#versions.get(key) ?? [];
  }

  /** `undefined` where nothing is, or a marker hides it. */
  current(key: string): (StoredObject & { readonly text: string }) | undefined {
    const last = this.versionsOf(key).at(-1);
    return last?.text === undefined ? undefined : { ...last, text: last.text };
  }

  get keys(): readonly string[] {
    return [...this.#versions.keys()];
  }

  /** As a `HEAD` answers: the time in whole seconds. */
  async find({ key }: ImageAddress): Promise<CurrentImage | undefined> {
    const object = this.current(key);
    if (!object) return undefined;
    const { etag, versionId, at } = object;
    const uploadedAt = Math.floor(at / 1000) * 1000;
    return { address: addressOf(key, object), version: versionId ?? etag, uploadedAt };
  }

  /** Reads what is there at that moment. */
  open(address: ImageAddress): ImageSource {
    return {
      address,
      read: async () => new TextEncoder().encode(this.textAt(address)),
    };
  }

  /** Fails with `image-gone`. */
  textAt({ key, versionId }: ImageAddress): string {
    const text =
      versionId === undefined
        ? this.current(key)?.text
        : this.versionsOf(key).find((one) => one.versionId === versionId)?.text;
    if (text !== undefined) return text;
    throw new GlyphwatchError('image-gone', 'The image was removed before it was read.');
  }

  #object(): Pick<StoredObject, 'at' | 'versionId'> {
    const at = this.#clock();
    return this.isVersioned ? { at, versionId: `v${this.#changes + 1}` } : { at };
  }

  #kept(key: string): readonly StoredObject[] {
    return this.isVersioned ? this.versionsOf(key) : [];
  }

  #tell(kind: Change['kind'], key: string, object: StoredObject): void {
    const at = this.#clock();
    this.#changes += 1;
    this.#onChange({ kind, key, object, at, sequencer: this.#sequencer(at) });
  }

  /** Seconds, then more that only S3 understands; of the longer form, trailing zeros may be left out. */
  #sequencer(at: number): string {
    const seconds = Math.floor(at / 1000).toString(16);
    const order = (this.#changes * 0x1000).toString(16).padStart(8, '0');
    const digits = `${seconds}${order}`;
    return this.#sequencers === 'long' ? `00${digits}`.toUpperCase().replace(/0$/, '') : digits;
  }
}

/** Equal for equal content, as of S3. */
export function etagOf(text: string): string {
  return `e-${text.replaceAll(/[^A-Z]/g, '-')}`;
}

export function addressOf(key: string, { versionId }: StoredObject): ImageAddress {
  return { bucket: BUCKET, key, ...(versionId === undefined ? {} : { versionId }) };
}
