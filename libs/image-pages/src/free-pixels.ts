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

/** The picture, with pixels that share their memory with nothing: they can be transferred and freed. */
export function ownPixels<T extends { readonly pixels: Uint8Array }>(
  picture: T,
): T & { readonly pixels: Uint8Array<ArrayBuffer> } {
  return { ...picture, pixels: new Uint8Array(picture.pixels) };
}
