import { crc32 } from 'node:zlib';
import type { Animation, Patch } from './animation.ts';

const SIGNATURE_LENGTH = 8;

interface Chunk {
  readonly name: string;
  readonly content: Buffer;
}

/** The frames of an animated PNG, not yet decoded; none for a still one: https://www.w3.org/TR/png-3/#apng-frame-based-animation */
export function framesOfPng(bytes: Uint8Array): Animation {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks = [...chunksOf(file)];
  const header = chunks.find(({ name }) => name === 'IHDR')?.content ?? Buffer.alloc(13);
  const isAnimated = chunks.some(({ name }) => name === 'acTL');
  const patches = isAnimated ? patchesOf(chunks, header) : [];
  return {
    format: 'PNG',
    width: header.readUInt32BE(0),
    height: header.readUInt32BE(4),
    patches,
  };
}

function* chunksOf(file: Buffer): Generator<Chunk> {
  for (let at = SIGNATURE_LENGTH; at + 8 <= file.length;) {
    const end = at + 8 + file.readUInt32BE(at);
    yield { name: file.toString('latin1', at + 4, at + 8), content: file.subarray(at + 8, end) };
    at = end + 4;
  }
}

/** A picture before the first control chunk is for readers that know no animations, and no frame. */
function patchesOf(chunks: readonly Chunk[], header: Buffer): readonly Patch[] {
  const firstData = chunks.findIndex(({ name }) => name === 'IDAT');
  const shared = chunks
    .slice(0, firstData)
    .filter(({ name }) => !['IHDR', 'acTL', 'fcTL'].includes(name));
  const frames: { control: Buffer; data: Buffer[] }[] = [];
  for (const { name, content } of chunks) {
    if (name === 'fcTL' && content.length >= 26) frames.push({ control: content, data: [] });
    if (name === 'IDAT') frames.at(-1)?.data.push(content);
    if (name === 'fdAT') frames.at(-1)?.data.push(content.subarray(4));
  }
  return frames.map(({ control, data }) =>
    patchOf(control, () => still(header, control, shared, data)),
  );
}

function patchOf(control: Buffer, file: () => Buffer): Patch {
  const [width = 0, height = 0, left = 0, top = 0] = [4, 8, 12, 16].map((at) =>
    control.readUInt32BE(at),
  );
  const [disposal, blending] = [control[24], control[25]];
  return {
    left,
    top,
    width,
    height,
    file,
    replaces: blending === 0,
    then: disposal === 1 ? 'clear' : disposal === 2 ? 'restore' : 'stays',
  };
}

/** The frame as a PNG of its own: the same header with the frame's size, the same colours. */
function still(header: Buffer, control: Buffer, shared: readonly Chunk[], data: Buffer[]): Buffer {
  const sized = Buffer.concat([control.subarray(4, 12), header.subarray(8)]);
  const chunks = [
    { name: 'IHDR', content: sized },
    ...shared,
    { name: 'IDAT', content: Buffer.concat(data) },
    { name: 'IEND', content: Buffer.alloc(0) },
  ];
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...chunks.map(written)]);
}

function written({ name, content }: Chunk): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  const body = Buffer.concat([Buffer.from(name, 'latin1'), content]);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
