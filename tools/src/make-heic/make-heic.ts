// Writes the coded pictures of which specs build HEICs: node tools/src/make-heic/make-heic.ts
// Needs heif-enc with x265 (Debian: libheif-examples).
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import sharp, { type Sharp } from 'sharp';

const OUT = join(import.meta.dirname, '../../../libs/image-pages/src/testing/coded-heic.ts');
const FONT = createRequire(import.meta.url).resolve(
  '@expo-google-fonts/open-sans-condensed/OpenSansCondensed_700Bold.ttf',
);
const TILE = { width: 64, height: 64 };
const COLOURS = { white: '#ffffff', red: '#e01010', green: '#10a020', blue: '#1020d0' };

const folder = mkdtempSync(join(tmpdir(), 'heic-'));
const plain = Object.entries(COLOURS).map(
  ([name, background]) => [name, sharp({ create: { ...TILE, channels: 3, background } })] as const,
);
const coded: Record<string, object> = {};
for (const [name, picture] of [...plain, ['text', await textPicture()] as const]) {
  coded[name] = await encode(picture);
}
rmSync(folder, { recursive: true });
const source = `// Written by tools/src/make-heic/make-heic.ts.

/** HEVC pictures in base64: plain ones of 64×64 pixels, and one of 256×128 that says "KEEP OUT". */
export const CODED = ${JSON.stringify(coded)};
`;
writeFileSync(OUT, await format(source, { ...(await resolveConfig(OUT)), parser: 'typescript' }));

async function textPicture(): Promise<Sharp> {
  const font = { font: 'Open Sans Condensed, Bold Condensed', fontfile: FONT };
  const ink = sharp({ text: { text: 'KEEP OUT', ...font, width: 210, height: 50, rgba: true } });
  return sharp({ create: { width: 256, height: 128, channels: 3, background: '#ffffff' } })
    .composite([{ input: await ink.png().toBuffer() }])
    .removeAlpha();
}

/** What is needed of the file: the box that configures the decoder, and the coded picture. */
async function encode(picture: Sharp): Promise<object> {
  const [png, heic] = [join(folder, 'in.png'), join(folder, 'out.heic')];
  const { width, height } = await picture.png().toFile(png);
  execFileSync('heif-enc', ['-q', '35', png, '-o', heic]);
  const file = readFileSync(heic);
  return { width, height, hvcC: box(file, 'hvcC'), data: box(file, 'mdat', 8) };
}

function box(file: Buffer, type: string, skip = 0): string {
  const at = file.indexOf(type) - 4;
  return file.subarray(at + skip, at + file.readUInt32BE(at)).toString('base64');
}
