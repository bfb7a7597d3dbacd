/// <reference lib="es2024.arraybuffer" />
import { isArrayBuffer } from 'node:util/types';

/**
 * Gives the memory of pixels back at once; nobody may look at them any more. Left to the garbage collector they would
 * pile up, and their weight would make it search the whole heap after every second picture.
 */
export function freePixels({ buffer, byteLength }: Uint8Array): void {
  // A small Buffer may lie in memory that it shares with others.
  if (isArrayBuffer(buffer) && buffer.byteLength === byteLength) buffer.transfer(0);
}
