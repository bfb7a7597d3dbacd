import { addAbortSignal, type Readable } from 'node:stream';
import { GetObjectCommand, type GetObjectCommandOutput, type S3Client } from '@aws-sdk/client-s3';
import { type ImageAddress, type ImageSource, GlyphwatchError } from '@glyphwatch/domain';
import { objectState } from './object-state.ts';
import { readFailure } from './read-failure.ts';

export interface S3ImageSourceOptions {
  /** Larger objects are never read into memory. */
  readonly maxBytes: number;
  /** From the upload event, for a bucket without versions: exactly these bytes are read, or none. */
  readonly etag?: string;
  /** For the whole object; the client's own timeouts end with the first byte. */
  readonly timeoutMs?: number;
}

const DEFAULT_TIMEOUT_MS = 20_000;

/** One object in S3: the version in its address, or else the content found at the first read. */
export class S3ImageSource implements ImageSource {
  readonly address: ImageAddress;
  readonly #client: Pick<S3Client, 'send'>;
  readonly #maxBytes: number;
  readonly #timeoutMs: number;
  #etag: string | undefined;

  constructor(
    client: Pick<S3Client, 'send'>,
    address: ImageAddress,
    { maxBytes, etag, timeoutMs = DEFAULT_TIMEOUT_MS }: S3ImageSourceOptions,
  ) {
    this.#client = client;
    this.address = address;
    this.#maxBytes = maxBytes;
    this.#timeoutMs = timeoutMs;
    this.#etag = etag === undefined ? undefined : quoted(etag);
  }

  async read(): Promise<Uint8Array> {
    try {
      return await this.#read();
    } catch (error) {
      throw await readFailure(error, this.address, () => objectState(this.#client, this.address));
    }
  }

  async #read(): Promise<Uint8Array> {
    const abortSignal = AbortSignal.timeout(this.#timeoutMs);
    const { bucket, key, versionId } = this.address;
    const answer = await this.#client.send(
      new GetObjectCommand({
        Bucket: bucket,
        Key: key,
        ...(versionId === undefined ? {} : { VersionId: versionId }),
        // https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html: 412 if the content differs
        ...(this.#etag === undefined ? {} : { IfMatch: this.#etag }),
      }),
      { abortSignal },
    );
    const body = addAbortSignal(abortSignal, bodyOf(answer));
    try {
      // Some S3-compatible stores ignore conditions.
      if (this.#etag !== undefined && answer.ETag !== this.#etag) throw changed();
      const bytes = await this.#readBody(body, answer.ContentLength);
      this.#etag = answer.ETag;
      return bytes;
    } finally {
      body.destroy();
    }
  }

  async #readBody(body: Readable, length: number | undefined): Promise<Uint8Array> {
    if ((length ?? 0) > this.#maxBytes) throw tooBig(this.#maxBytes);
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of body) {
      size += chunk.byteLength;
      if (size > this.#maxBytes) throw tooBig(this.#maxBytes);
      chunks.push(chunk);
    }
    if (length !== undefined && size !== length) throw new Error('The body was cut off.');
    return Buffer.concat(chunks);
  }
}

/** On Node the SDK returns a Node stream, though its type allows others. */
function bodyOf({ Body }: GetObjectCommandOutput): Readable {
  if (Body && 'destroy' in Body) return Body;
  throw new Error('The answer has no body.');
}

/** Events have ETags without quotes; headers need them. */
function quoted(etag: string): string {
  return etag.startsWith('"') || etag.startsWith('W/') ? etag : `"${etag}"`;
}

function changed(): GlyphwatchError {
  return new GlyphwatchError(
    'image-gone',
    'The object was overwritten after its upload. The newer version has its own event.',
  );
}

function tooBig(maxBytes: number): GlyphwatchError {
  return new GlyphwatchError(
    'image-unsupported',
    `The object exceeds ${maxBytes} bytes. Upload a smaller image, or raise the limit.`,
  );
}
