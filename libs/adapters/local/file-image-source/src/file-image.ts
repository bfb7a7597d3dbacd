import { createHash } from 'node:crypto';
import { type BigIntStats, constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import {
  type Clock,
  GlyphwatchError,
  type ImageAddress,
  type ImageSource,
} from '@glyphwatch/domain';
import { readFailure } from './file-failure.ts';
import { absolutePath, type FoundFile } from './found-file.ts';

export interface FileImageOptions {
  /** A file with more bytes is not read into memory. */
  readonly maxBytes?: number;
  readonly clock?: Clock;
}

export const DEFAULT_MAX_BYTES = 100 * 1024 * 1024;
const HASHED_BYTES = 1024 * 1024;
const MORE_BYTES = 4096;
/** Reading a file that is being written would go on for as long as that. */
const MAX_READS = 3;
/** Opening a named pipe would otherwise block until something writes to it. */
export const WITHOUT_WAITING = constants.O_RDONLY | constants.O_NONBLOCK;

/** The content of an image when it was first read or listed. */
export interface Content {
  /** SHA-256 in hex, or what else tells two contents at one address apart. */
  readonly hash: string;
  readonly size: number;
  /** When it was certainly there, milliseconds since 1970; absent: now. What is seen later may be newer. */
  readonly seenAt?: number;
}

interface Loaded extends Content {
  /** Absent when there are too many. */
  readonly bytes?: Uint8Array;
}

interface Pinned extends Loaded {
  readonly seenAt: number;
  /** Another after any change of the file. */
  readonly stamp: string;
}

/**
 * An image in a file. The first `identify` or `read` reads and hashes it; from then on this object has that content, whatever
 * happens to the file, so that what is read is always what was identified. It keeps the bytes in memory. A file that changes
 * while it is read is read again, and after a few times fails with `source-unavailable`: it is still being written.
 */
export class FileImage implements ImageSource {
  readonly address: ImageAddress;
  readonly #path: string;
  readonly #maxBytes: number;
  readonly #clock: Clock;
  #pinned: Promise<Pinned> | undefined;

  constructor(
    file: FoundFile,
    { maxBytes = DEFAULT_MAX_BYTES, clock = Date.now }: FileImageOptions = {},
  ) {
    this.address = file.address;
    this.#path = absolutePath(file.address);
    this.#maxBytes = maxBytes;
    this.#clock = clock;
  }

  /** Hashes a file of any size, without keeping one in memory that is too big to be read. Fails like `read`. */
  async identify(): Promise<Content> {
    const { hash, size, seenAt } = await this.#load(Infinity);
    return { hash, size, seenAt };
  }

  /** The content that the file has now, which this object has from then on. Fails like `read`. */
  async identifyNow(): Promise<Content> {
    const pinned = await this.#pinned?.catch(() => undefined);
    const now = await stat(this.#path, { bigint: true }).then(stampOf, () => undefined);
    if (pinned?.stamp !== now) this.#pinned = undefined;
    return this.identify();
  }

  async read(): Promise<Uint8Array> {
    const { bytes } = await this.#load(this.#maxBytes);
    if (!bytes) throw tooBig(this.#maxBytes);
    return bytes;
  }

  /** After a failure, the next call tries again. */
  #load(limit: number): Promise<Pinned> {
    const limits = { limit, kept: this.#maxBytes };
    this.#pinned ??= loadWhole(this.#path, limits, this.#clock).catch((error: unknown) => {
      this.#pinned = undefined;
      throw readFailure(error);
    });
    return this.#pinned;
  }
}

interface Limits {
  /** A larger file is rejected. */
  readonly limit: number;
  /** The bytes of a larger file are hashed, but not kept. */
  readonly kept: number;
}

async function loadWhole(path: string, limits: Limits, clock: Clock): Promise<Pinned> {
  for (let reads = 0; reads < MAX_READS; reads += 1) {
    await using handle = await open(path, WITHOUT_WAITING);
    const stamp = stampOf(await handle.stat({ bigint: true }));
    const seenAt = clock();
    const loaded = await load(handle, limits);
    // By its path, because another file may have taken its place.
    if (stampOf(await stat(path, { bigint: true })) === stamp) return { ...loaded, seenAt, stamp };
  }
  throw new GlyphwatchError(
    'source-unavailable',
    'The file changed each time it was read. Scan it again once it is completely written.',
  );
}

/** A file's own time can be set to any; that of its last change cannot. */
function stampOf({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return [dev, ino, size, mtimeNs, ctimeNs].join();
}

/** The file's size is only a hint, because the file may grow meanwhile. */
async function load(handle: FileHandle, { limit, kept }: Limits): Promise<Loaded> {
  const expected = await readableSize(handle, limit);
  const maxPiece = expected > kept ? HASHED_BYTES : Infinity;
  const hash = createHash('sha256');
  let pieces: Uint8Array[] = [];
  for (let size = 0; ;) {
    // Room for more than expected, to detect the end.
    const room = Math.max(expected - size, 0) + MORE_BYTES;
    const piece = Buffer.allocUnsafeSlow(Math.min(maxPiece, room));
    const { bytesRead } = await handle.read(piece);
    if (bytesRead === 0) {
      const bytes = size > kept ? {} : { bytes: joined(pieces) };
      return { hash: hash.digest('hex'), size, ...bytes };
    }
    size += bytesRead;
    if (size > limit) throw tooBig(limit);
    const content = piece.subarray(0, bytesRead);
    hash.update(content);
    pieces = size > kept ? [] : [...pieces, content];
  }
}

function joined([only = new Uint8Array(), ...more]: readonly Uint8Array[]): Uint8Array {
  return more.length === 0 ? only : Buffer.concat([only, ...more]);
}

async function readableSize(handle: FileHandle, maxBytes: number): Promise<number> {
  const stats = await handle.stat();
  if (!stats.isFile()) {
    const what = stats.isDirectory() ? 'a folder' : 'a device or pipe';
    throw new GlyphwatchError(
      'image-unreadable',
      `This is ${what}, not a file. Name an image file.`,
    );
  }
  if (stats.size > maxBytes) throw tooBig(maxBytes);
  return stats.size;
}

function tooBig(maxBytes: number): GlyphwatchError {
  return new GlyphwatchError(
    'image-unsupported',
    `The file has more than ${maxBytes} bytes. Make the image smaller or raise the limit.`,
  );
}

/** SHA-256 of an image in hex; a file that was identified is not read again for it. */
export async function contentHash(image: ImageSource): Promise<string> {
  if (image instanceof FileImage) return (await image.identify()).hash;
  return createHash('sha256')
    .update(await image.read())
    .digest('hex');
}
