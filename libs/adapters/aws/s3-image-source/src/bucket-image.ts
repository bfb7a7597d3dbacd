import {
  GetObjectCommand,
  type GetObjectCommandOutput,
  HeadObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import {
  GlyphwatchError,
  hasErrorCode,
  type ImageAddress,
  type ImageSource,
} from '@glyphwatch/domain';
import type { ListedObject } from './list-objects.ts';
import { objectState } from './object-state.ts';
import { readFailure } from './read-failure.ts';
import { S3ImageSource } from './s3-image-source.ts';

export interface ObjectContent {
  /** The ETag, without quotes. */
  readonly hash: string;
  /** Bytes. */
  readonly size: number;
}

export interface BucketImageOptions {
  readonly maxBytes: number;
  /** What a listing or an event said; asked if absent. */
  readonly listed?: Omit<ListedObject, 'key'>;
}

/** A laptop's line may be slow: for the whole object. */
const TIMEOUT_MS = 120_000;

/**
 * An object of a listing. `identify` asks nothing and `read` downloads once: exactly the content that was identified. If that
 * was overwritten meanwhile, `read` fails with `source-unavailable`, and the next `identify` finds the new content.
 */
export class BucketImage implements ImageSource {
  readonly address: ImageAddress;
  readonly #client: S3Client;
  readonly #maxBytes: number;
  #content: ObjectContent | undefined;
  #bytes: Promise<Uint8Array> | undefined;

  constructor(client: S3Client, address: ImageAddress, { maxBytes, listed }: BucketImageOptions) {
    this.#client = client;
    this.address = address;
    this.#maxBytes = maxBytes;
    this.#content = listed && { hash: listed.etag, size: listed.size };
  }

  async identify(): Promise<ObjectContent> {
    return this.#content ?? this.identifyNow();
  }

  /** Asks the store, because a listing may be old. Fails like `read`. */
  async identifyNow(): Promise<ObjectContent> {
    const { bucket, key } = this.address;
    const command = new HeadObjectCommand({ Bucket: bucket, Key: key });
    const { ETag = '', ContentLength = 0 } = await this.#ask(this.#client.send(command));
    const content = { hash: ETag.replaceAll('"', ''), size: ContentLength };
    if (this.#content && content.hash !== this.#content.hash) this.#bytes = undefined;
    this.#content = content;
    return content;
  }

  /** After a failure, the next call tries again. */
  read(): Promise<Uint8Array> {
    this.#bytes ??= this.#read().catch((error: unknown) => {
      this.#bytes = undefined;
      throw error;
    });
    return this.#bytes;
  }

  /** The first bytes, to tell what it is. */
  async readStart(length: number): Promise<Uint8Array> {
    const { bucket, key } = this.address;
    const range = { Bucket: bucket, Key: key, Range: `bytes=0-${length - 1}` };
    return this.#ask(this.#client.send(new GetObjectCommand(range)).then(startOf(length)));
  }

  async #read(): Promise<Uint8Array> {
    const { hash: etag } = await this.identify();
    const options = { etag, maxBytes: this.#maxBytes, timeoutMs: TIMEOUT_MS };
    try {
      return await new S3ImageSource(this.#client, this.address, options).read();
    } catch (error) {
      if (!hasErrorCode(error, 'image-gone')) throw error;
      await this.identifyNow();
      throw overwritten(error);
    }
  }

  async #ask<T>(call: Promise<T>): Promise<T> {
    try {
      return await call;
    } catch (error) {
      throw await readFailure(error, this.address, () => objectState(this.#client, this.address));
    }
  }
}

/** A store that ignores ranges sends everything. */
function startOf(length: number): (answer: GetObjectCommandOutput) => Promise<Uint8Array> {
  return async ({ Body }) => {
    const pieces: Uint8Array[] = [];
    let size = 0;
    if (!Body || !('destroy' in Body)) throw new Error('The answer has no body.');
    for await (const piece of Body) {
      pieces.push(piece);
      size += piece.byteLength;
      // Leaving the loop ends the download.
      if (size >= length) break;
    }
    return Buffer.concat(pieces).subarray(0, length);
  };
}

function overwritten(cause: unknown): GlyphwatchError {
  return new GlyphwatchError(
    'source-unavailable',
    'The object was overwritten while it was read. The next attempt reads its new content.',
    { cause },
  );
}
