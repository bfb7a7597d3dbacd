import { isAbsolute } from 'node:path';
import type { S3Client } from '@aws-sdk/client-s3';
import { GlyphwatchError, imageIdOf, type Result } from '@glyphwatch/domain';
import { FileImage } from '@glyphwatch/file-image-source';
import { openBucketClient, type BucketOptions } from '../scan/bucket-images.ts';
import type { Config } from '../settings/read-config.ts';
import type { Io } from '../terminal/io.ts';

type Limits = Pick<Config, 'maxBytes'>;
type Version = Pick<Result, 'address' | 'version'>;

const URL_SCHEME = /^https?:\/\//;

/** Reads the images of results, from this machine or from buckets, with the credentials of whoever runs the command. */
export class VersionReader {
  readonly #limits: Limits;
  readonly #openClient: () => Promise<S3Client>;
  #client: Promise<S3Client> | undefined;

  constructor(limits: Limits, options: BucketOptions, io: Pick<Io, 'env'>) {
    this.#limits = limits;
    this.#openClient = () => openBucketClient(options, io);
  }

  /** The bytes of the version that was read; fails with `image-gone` when it is another one by now, or out of reach. */
  async read(result: Version): Promise<Uint8Array> {
    const id = imageIdOf(result.address);
    if (isAbsolute(id)) return readFileVersion(result, id, this.#limits);
    if (!URL_SCHEME.test(id)) return this.#readObject(result);
    throw new GlyphwatchError('image-gone', 'The picture is not on this machine.');
  }

  /** Of an object without versions, the version is its ETag, and any other content is refused. */
  async #readObject({ address, version }: Version): Promise<Uint8Array> {
    const { S3ImageSource } = await import('@glyphwatch/s3-image-source/buckets');
    this.#client ??= this.#openClient();
    const content = address.versionId === undefined ? { etag: version } : {};
    return new S3ImageSource(await this.#client, address, { ...this.#limits, ...content }).read();
  }

  async close(): Promise<void> {
    (await this.#client)?.destroy();
  }
}

async function readFileVersion(
  { address, version }: Version,
  path: string,
  limits: Limits,
): Promise<Uint8Array> {
  const image = new FileImage({ path, address }, limits);
  const { hash } = await image.identify();
  if (hash !== version) {
    const message = 'The image has changed since it was read. It is shown once it was read again.';
    throw new GlyphwatchError('image-gone', message);
  }
  return image.read();
}
