import { crc32 } from 'node:zlib';
import { TiffBlock } from './exif.ts';
import type { Stored } from './stored.ts';

/* Chunks of length, type, content and checksum: https://www.w3.org/TR/png-3/ */

export function storedPng(file: Buffer): Stored {
  let [width, height, frames] = [0, 0, 1];
  const metadata: Chunk[] = [];
  for (const chunk of chunksOf(file)) {
    const { type, content } = chunk;
    if (type === 'IHDR' && content.length >= 8) {
      [width, height] = [content.readUInt32BE(0), content.readUInt32BE(4)];
    }
    if (type === 'acTL' && content.length >= 4) frames = content.readUInt32BE(0);
    if (type === 'eXIf') metadata.push(chunk);
  }
  return {
    width,
    height,
    frames,
    blocks: metadata.map(({ content }) => new TiffBlock(content)),
    seal: () => metadata.forEach(({ sum, summed }) => sum.writeUInt32BE(crc32(summed))),
  };
}

interface Chunk {
  readonly type: string;
  readonly content: Buffer;
  /** What the checksum is of. */
  readonly summed: Buffer;
  readonly sum: Buffer;
}

function* chunksOf(file: Buffer): Generator<Chunk> {
  let at = 8;
  while (at + 12 <= file.length) {
    const end = at + 8 + file.readUInt32BE(at);
    if (end + 4 > file.length) return;
    yield {
      type: file.toString('latin1', at + 4, at + 8),
      content: file.subarray(at + 8, end),
      summed: file.subarray(at + 4, end),
      sum: file.subarray(end, end + 4),
    };
    at = end + 4;
  }
}
