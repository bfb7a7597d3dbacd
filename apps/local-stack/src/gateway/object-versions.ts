import { randomBytes } from 'node:crypto';

export interface ObjectVersion {
  readonly id: string;
  readonly etag: string;
  readonly contentType: string;
  readonly bytes: Buffer;
}

/** A version without content. */
export interface DeleteMarker {
  readonly id: string;
  readonly bytes?: undefined;
}

/** The versions of objects in versioned buckets; the S3 emulator keeps only the newest. */
export class ObjectVersions {
  /** Newest last, by `bucket/key`. */
  readonly #versions = new Map<string, (ObjectVersion | DeleteMarker)[]>();
  /** By ETag, so that equal contents are kept once. */
  readonly #contents = new Map<string, Buffer>();

  add(object: string, { etag, contentType, bytes }: Omit<ObjectVersion, 'id'>): string {
    const kept = this.#contents.get(etag) ?? bytes;
    this.#contents.set(etag, kept);
    const id = newId();
    this.#of(object).push({ id, etag, contentType, bytes: kept });
    return id;
  }

  mark(object: string): string {
    const id = newId();
    this.#of(object).push({ id });
    return id;
  }

  find(object: string, id: string): ObjectVersion | DeleteMarker | undefined {
    return this.#of(object).find((version) => version.id === id);
  }

  newest(object: string): ObjectVersion | DeleteMarker | undefined {
    return this.#of(object).at(-1);
  }

  erase(object: string, id: string): void {
    const left = this.#of(object).filter((version) => version.id !== id);
    this.#versions.set(object, left);
  }

  #of(object: string): (ObjectVersion | DeleteMarker)[] {
    const found = this.#versions.get(object) ?? [];
    this.#versions.set(object, found);
    return found;
  }
}

function newId(): string {
  return randomBytes(24).toString('base64url');
}
