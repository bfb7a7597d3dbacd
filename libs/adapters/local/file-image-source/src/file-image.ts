import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { GlyphwatchError, type ImageAddress, type ImageSource } from '@glyphwatch/domain';
import { readFailure } from './file-failure.ts';
import { absolutePath, type FoundFile } from './found-file.ts';

export interface FileImageOptions {
  /** A file with more bytes is not read into memory. */
  readonly maxBytes?: number;
}

export const DEFAULT_MAX_BYTES = 100 * 1024 * 1024;
const HASHED_BYTES = 1024 * 1024;
const MORE_BYTES = 4096;
/** Opening a named pipe would otherwise wait for somebody to write. */
const WITHOUT_WAITING = constants.O_RDONLY | constants.O_NONBLOCK;

/** The content of a file at the moment it was first looked at. */
export interface Content {
  /** SHA-256 in hex. */
  readonly hash: string;
  readonly size: number;
}

/**
 * An image in a file. The first look at its bytes, by `identify` or by `read`, settles which content it is; once the
 * file holds another, both fail with `image-gone`, so that what is read is always what was claimed.
 */
export class FileImage implements ImageSource {
  readonly address: ImageAddress;
  readonly #path: string;
  readonly #maxBytes: number;
  #hash: string | undefined;

  constructor(file: FoundFile, { maxBytes = DEFAULT_MAX_BYTES }: FileImageOptions = {}) {
    this.address = file.address;
    this.#path = absolutePath(file.address);
    this.#maxBytes = maxBytes;
  }

  /** Reads all of the file, whatever its size, without keeping it. Fails like `read`. */
  async identify(): Promise<Content> {
    let size = 0;
    const hash = createHash('sha256');
    for await (const piece of piecesOf(this.#path, {
      maxBytes: Infinity,
      maxPiece: HASHED_BYTES,
    })) {
      hash.update(piece);
      size += piece.length;
    }
    return { hash: this.#settle(hash.digest('hex')), size };
  }

  async read(): Promise<Uint8Array> {
    const pieces: Uint8Array[] = [];
    const limits = { maxBytes: this.#maxBytes, maxPiece: Infinity };
    for await (const piece of piecesOf(this.#path, limits)) pieces.push(piece);
    const [only = new Uint8Array(), ...more] = pieces;
    const bytes = more.length === 0 ? only : Buffer.concat(pieces);
    this.#settle(createHash('sha256').update(bytes).digest('hex'));
    return bytes;
  }

  #settle(hash: string): string {
    this.#hash ??= hash;
    if (this.#hash === hash) return hash;
    throw new GlyphwatchError(
      'image-gone',
      'The file was changed while it was worked on. Scan it again to read what it shows now.',
    );
  }
}

/**
 * The file from its start to its end, each piece in memory of its own and no larger than it has to be. The file's size
 * is not believed: it may grow meanwhile.
 */
async function* piecesOf(
  path: string,
  { maxBytes, maxPiece }: { readonly maxBytes: number; readonly maxPiece: number },
): AsyncGenerator<Uint8Array> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, WITHOUT_WAITING);
    const expected = await readableSize(handle, maxBytes);
    for (let total = 0; ;) {
      // Room for more than expected, so that the end is seen.
      const room = Math.max(expected - total, 0) + MORE_BYTES;
      const piece = Buffer.allocUnsafeSlow(Math.min(maxPiece, room));
      const { bytesRead } = await handle.read(piece);
      if (bytesRead === 0) return;
      total += bytesRead;
      if (total > maxBytes) throw tooBig(maxBytes);
      yield piece.subarray(0, bytesRead);
    }
  } catch (error) {
    throw readFailure(error);
  } finally {
    await handle?.close();
  }
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
