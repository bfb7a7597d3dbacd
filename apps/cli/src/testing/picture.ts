import { createRequire } from 'node:module';
import { crc32, deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';

/** Installed with the repository, so that pictures look the same on every machine. */
const FONT = createRequire(__filename).resolve(
  '@expo-google-fonts/open-sans-condensed/OpenSansCondensed_700Bold.ttf',
);

/** Large black text on white; `tint` makes a different file with the same text. */
export async function pictureOf(lines: readonly string[], tint = 0): Promise<Sharp> {
  const text = {
    text: lines.join('\n'),
    font: 'Open Sans Condensed, Bold Condensed',
    fontfile: FONT,
    dpi: 300,
  };
  const ink = await sharp({ text: { ...text, rgba: true } })
    .png()
    .toBuffer();
  const background = { r: 255, g: 255, b: 255 - tint };
  return sharp(ink)
    .flatten({ background })
    .extend({ top: 40, bottom: 40, left: 40, right: 40, background });
}

export async function pngOf(lines: readonly string[], tint = 0): Promise<Buffer> {
  return (await pictureOf(lines, tint)).png().toBuffer();
}

/** A decompression bomb: its header claims all these pixels, but its data is a few bytes. */
export function hollowPng(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  const data = deflateSync(Buffer.alloc(1_000));
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND')]);
}

function chunk(type: string, data: Buffer = Buffer.alloc(0)): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, checksum]);
}
