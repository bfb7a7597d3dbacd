import { damaged } from './unsupported.ts';

/**
 * Fails with `image-unsupported` if a file of the ISO base media format ends inside a box. Decoders fill what is missing of a
 * HEIC or AVIF with one colour, without a word.
 */
export function refuseCutOff(bytes: Uint8Array): void {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < file.length;) {
    const size = sizeOfBox(file, at);
    if (size < 8 || at + size > file.length) {
      throw damaged(new Error('The file ends inside a box.'));
    }
    at += size;
  }
}

/** 0 stands for the rest of the file, 1 for a size of 8 bytes behind the type. */
function sizeOfBox(file: Buffer, at: number): number {
  if (at + 8 > file.length) return 0;
  const size = file.readUInt32BE(at);
  if (size === 0) return file.length - at;
  if (size > 1) return size;
  return at + 16 > file.length ? 0 : Number(file.readBigUInt64BE(at + 8));
}
