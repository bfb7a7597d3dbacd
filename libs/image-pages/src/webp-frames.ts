import type { Animation, Patch } from './animation.ts';

const CHUNK_HEADER = 8;
const FRAME_HEADER = 16;
const ALPHA_FLAG = 0x10;

interface Chunk {
  readonly name: string;
  /** With its header and padding. */
  readonly whole: Buffer;
  readonly content: Buffer;
}

/** The frames of an animated WebP, not yet decoded: https://developers.google.com/speed/webp/docs/riff_container */
export function framesOfWebp(bytes: Uint8Array): Animation {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks = [...chunksOf(file.subarray(12))];
  const canvas = chunks.find(({ name }) => name === 'VP8X')?.content ?? Buffer.alloc(10);
  const patches = chunks
    .filter(({ name }) => name === 'ANMF')
    .map(({ content }) => patchOf(content));
  const [width, height] = [sizeAt(canvas, 4), sizeAt(canvas, 7)];
  return { format: 'WebP', width, height, patches };
}

function* chunksOf(file: Buffer): Generator<Chunk> {
  for (let at = 0; at + CHUNK_HEADER <= file.length;) {
    const size = file.readUInt32LE(at + 4);
    const end = at + CHUNK_HEADER + size;
    yield {
      name: file.toString('latin1', at, at + 4),
      whole: file.subarray(at, end + (size % 2)),
      content: file.subarray(at + CHUNK_HEADER, end),
    };
    at = end + (size % 2);
  }
}

function sizeAt(bytes: Buffer, at: number): number {
  return bytes.length < at + 3 ? 1 : bytes.readUIntLE(at, 3) + 1;
}

function patchOf(frame: Buffer): Patch {
  const [width, height] = [sizeAt(frame, 6), sizeAt(frame, 9)];
  const flags = frame[15] ?? 0;
  return {
    left: (sizeAt(frame, 0) - 1) * 2,
    top: (sizeAt(frame, 3) - 1) * 2,
    width,
    height,
    replaces: (flags & 2) !== 0,
    then: flags & 1 ? 'clear' : 'stays',
    file: () => still(frame.subarray(FRAME_HEADER), width, height),
  };
}

/** The frame's picture, with its opacity if that is in a chunk of its own, as a WebP. */
function still(content: Buffer, width: number, height: number): Buffer {
  const picture = [...chunksOf(content)].filter(({ name }) => /^(?:ALPH|VP8[ L])$/.test(name));
  const head = Buffer.alloc(CHUNK_HEADER + 10);
  head.write('VP8X', 0, 'latin1');
  head.writeUInt32LE(10, 4);
  head[CHUNK_HEADER] = picture.some(({ name }) => name !== 'VP8 ') ? ALPHA_FLAG : 0;
  head.writeUIntLE(width - 1, CHUNK_HEADER + 4, 3);
  head.writeUIntLE(height - 1, CHUNK_HEADER + 7, 3);
  const body = Buffer.concat([head, ...picture.map(({ whole }) => whole)]);
  const riff = Buffer.from('RIFF\0\0\0\0WEBP', 'latin1');
  riff.writeUInt32LE(body.length + 4, 4);
  return Buffer.concat([riff, body]);
}
