import {
  GlyphwatchError,
  hasErrorCode,
  type ImageAddress,
  type ImageSource,
} from '@glyphwatch/domain';
import { type BlobContainer, blobUrl } from './blob-container.ts';
import { blobFailure, unreachable } from './blob-failure.ts';

export interface BlobContent {
  /** The ETag, without quotes. */
  readonly hash: string;
  /** Bytes. */
  readonly size: number;
}

/** For the whole blob. */
const TIMEOUT_MS = 120_000;

/**
 * A blob, by its container's SAS URL. The first `identify` or `read` asks what is there; from then on exactly that content is
 * read. If it was overwritten meanwhile, `read` fails with `source-unavailable`, and `identify` finds the new content.
 * https://learn.microsoft.com/rest/api/storageservices/get-blob
 */
export class BlobImage implements ImageSource {
  readonly address: ImageAddress;
  readonly #container: BlobContainer;
  readonly #maxBytes: number;
  #content: BlobContent | undefined;
  #bytes: Promise<Uint8Array> | undefined;

  constructor(container: BlobContainer, key: string, { maxBytes }: { readonly maxBytes: number }) {
    this.#container = container;
    this.address = { bucket: container.url, key };
    this.#maxBytes = maxBytes;
  }

  async identify(): Promise<BlobContent> {
    return this.#content ?? this.identifyNow();
  }

  async identifyNow(): Promise<BlobContent> {
    const { headers } = await this.#ask('HEAD');
    const hash = (headers.get('etag') ?? '').replaceAll('"', '');
    if (this.#content && hash !== this.#content.hash) this.#bytes = undefined;
    this.#content = { hash, size: Number(headers.get('content-length')) };
    return this.#content;
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
    const { body } = await this.#ask('GET', { range: `bytes=0-${length - 1}` });
    return (await bytesOf(body, length)).subarray(0, length);
  }

  async #read(): Promise<Uint8Array> {
    const { hash, size } = await this.identify();
    if (size > this.#maxBytes) throw tooBig(this.#maxBytes);
    const { body, headers } = await this.#ask('GET', { 'if-match': `"${hash}"` });
    const bytes = await bytesOf(body, this.#maxBytes);
    if (bytes.byteLength > this.#maxBytes) throw tooBig(this.#maxBytes);
    const isWhole = bytes.byteLength === size && headers.get('etag') === `"${hash}"`;
    if (!isWhole) throw unreachable(new Error('The answer is another blob, or a part of it.'));
    return bytes;
  }

  async #ask(method: 'HEAD' | 'GET', headers: Record<string, string> = {}): Promise<Response> {
    const url = blobUrl(this.#container, this.address.key);
    if (!url) throw unaddressable();
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const answer = await fetch(url, { method, headers, signal, redirect: 'error' }).catch(
      (cause: unknown) => {
        throw unreachable(cause);
      },
    );
    if (answer.ok) return answer;
    await answer.body?.cancel();
    const failure = blobFailure(answer.status);
    // What was overwritten is asked for again by the next attempt.
    if (hasErrorCode(failure, 'source-unavailable')) this.#content = undefined;
    throw failure;
  }
}

/** Stops once there are more than `limit`. */
async function bytesOf(body: Response['body'], limit: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const piece of body ?? []) {
      pieces.push(piece);
      size += piece.byteLength;
      if (size > limit) break;
    }
  } catch (cause) {
    throw unreachable(cause);
  }
  return Buffer.concat(pieces);
}

function tooBig(maxBytes: number): GlyphwatchError {
  return new GlyphwatchError(
    'image-unsupported',
    `The blob exceeds ${maxBytes} bytes. Upload a smaller image, or raise the limit.`,
  );
}

function unaddressable(): GlyphwatchError {
  return new GlyphwatchError(
    'image-unreadable',
    'No URL can name this blob. Give it another name.',
  );
}
