import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/** Room for a million words; a larger file is something else. */
export const MAX_BYTES = 64 * 1024 * 1024;
export const TOO_BIG = 'EFBIG';
export const NOT_A_FILE = 'ENOTREG';

const PIECE = 1024 * 1024;

/**
 * A text of at most `MAX_BYTES`. Bytes that are not UTF-8 become a NUL, which the parsers reject with a helpful message. Fails
 * with the system's error or with one of the codes above.
 */
export function readText(path: string, { regular }: { readonly regular: boolean }): string {
  // Opening a pipe would otherwise wait for its other end.
  const careful = regular ? constants.O_NONBLOCK | constants.O_NOFOLLOW : 0;
  const file = openSync(path, constants.O_RDONLY | careful);
  try {
    if (regular && !fstatSync(file).isFile()) throw failure(NOT_A_FILE);
    return decode(readAll(file));
  } finally {
    closeSync(file);
  }
}

/** Piece by piece: the size of a pipe or a device is not known. */
function readAll(file: number): Buffer {
  const pieces: Buffer[] = [];
  for (let total = 0; ;) {
    const piece = Buffer.allocUnsafe(PIECE);
    const length = readSync(file, piece);
    if (length === 0) return Buffer.concat(pieces);
    pieces.push(piece.subarray(0, length));
    total += length;
    if (total > MAX_BYTES) throw failure(TOO_BIG);
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return '\0';
  }
}

function failure(code: string): Error {
  return Object.assign(new Error(code), { code });
}

/** By shape, not by class: system errors may come from another realm. */
export function codeOf(error: unknown): string {
  return typeof error === 'object' && error && 'code' in error ? String(error.code) : 'unknown';
}
