import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import type { Drawn } from './drawn.ts';

/** Frames of one size, one under the other, as sharp takes them. */
function stacked(frames: readonly Drawn[]) {
  const { width, height } = frames[0] ?? { width: 1, height: 1 };
  const raw = { width, height: height * frames.length, channels: 3, pageHeight: height } as const;
  return sharp(Buffer.concat(frames.map(({ rgb }) => rgb)), { raw, limitInputPixels: false });
}

export function gifOf(frames: readonly Drawn[]): Promise<Buffer> {
  return stacked(frames).gif({ effort: 1, dither: 0, keepDuplicateFrames: true }).toBuffer();
}

export function webpOf(frames: readonly Drawn[]): Promise<Buffer> {
  return stacked(frames).webp({ lossless: true, effort: 0 }).toBuffer();
}

/** An animated PNG, which sharp does not write: the pictures of still ones, each in a frame. */
export async function apngOf(frames: readonly Drawn[]): Promise<Buffer> {
  const { width, height } = frames[0] ?? { width: 1, height: 1 };
  const stills = await Promise.all(
    frames.map(({ rgb }) =>
      sharp(rgb, { raw: { width, height, channels: 3 } })
        .png()
        .toBuffer(),
    ),
  );
  let sequence = 0;
  const parts = stills.flatMap((still, index) => {
    const data = chunksOf(still).filter(({ name }) => name === 'IDAT');
    const control = numbers(sequence++, width, height, 0, 0);
    return [
      chunk('fcTL', Buffer.concat([control, Buffer.from([0, 1, 0, 10, 0, 0])])),
      ...data.map(({ content }) =>
        index === 0
          ? chunk('IDAT', content)
          : chunk('fdAT', Buffer.concat([numbers(sequence++), content])),
      ),
    ];
  });
  const header = chunksOf(stills[0] ?? Buffer.alloc(0)).find(({ name }) => name === 'IHDR');
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header?.content ?? Buffer.alloc(13)),
    chunk('acTL', numbers(frames.length, 0)),
    ...parts,
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunksOf(png: Buffer) {
  const chunks: { name: string; content: Buffer }[] = [];
  for (let at = 8; at + 8 <= png.length;) {
    const end = at + 8 + png.readUInt32BE(at);
    chunks.push({
      name: png.toString('latin1', at + 4, at + 8),
      content: png.subarray(at + 8, end),
    });
    at = end + 4;
  }
  return chunks;
}

function chunk(name: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), content]);
  return Buffer.concat([numbers(content.length), body, numbers(crc32(body))]);
}

function numbers(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, index * 4);
  return bytes;
}
