import { randomBytes } from 'node:crypto';

export interface ObjectVersion {
  readonly id: string;
  readonly etag: string;
  readonly contentType: string;
  readonly bytes: Buffer;
}

/** A delete marker: under this version there is nothing to see. */
export interface DeleteMarker {
  readonly id: string;
  readonly bytes?: undefined;
}

/** What S3 keeps of a versioned bucket's objects; the emulator behind knows the newest only. */
export class ObjectVersions {
  /** Newest last, by `bucket/key`. */
  readonly #versions = new Map<string, (ObjectVersion | DeleteMarker)[]>();
  /** Equal contents are kept once. */
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
