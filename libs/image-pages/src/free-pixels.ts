/// <reference lib="es2024.arraybuffer" />
import { isArrayBuffer } from 'node:util/types';

/**
 * Frees the memory of pixels at once; they must not be used afterwards. Left to the garbage collector they would
 * accumulate, and trigger a full collection after every second picture.
 */
export function freePixels({ buffer, byteLength }: Uint8Array): void {
  // A small Buffer may share its memory with others.
  if (isArrayBuffer(buffer) && buffer.byteLength === byteLength) buffer.transfer(0);
}
