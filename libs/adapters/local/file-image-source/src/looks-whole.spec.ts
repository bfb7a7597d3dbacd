import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withFolder } from '@glyphwatch/domain/contracts';
import sharp from 'sharp';
import { looksWhole } from './looks-whole.ts';

/** Noise, so that a tenth of the file is more than its end marks. */
const picture = () =>
  sharp({
    create: {
      width: 90,
      height: 60,
      channels: 3,
      background: 'red',
      noise: { type: 'gaussian', mean: 128, sigma: 40 },
    },
  });
const bmp = (): Buffer => {
  const bytes = Buffer.alloc(1000);
  bytes.write('BM');
  bytes.writeUInt32LE(1000, 2);
  return bytes;
};
/** With its directory at the end, as scanners write it. */
const tiff = (): Buffer => {
  const bytes = Buffer.alloc(1000);
  bytes.write('II*\0');
  bytes.writeUInt32LE(980, 4);
  return bytes;
};
const pdf = (): Buffer => Buffer.from(`%PDF-1.7\n${'0'.repeat(3000)}\n%%EOF\n`);

it.each<[string, () => Promise<Buffer> | Buffer]>([
  ['png', () => picture().png().toBuffer()],
  ['jpg', () => picture().jpeg().toBuffer()],
  ['gif', () => picture().gif().toBuffer()],
  ['webp', () => picture().webp().toBuffer()],
  ['tif', tiff],
  ['bmp', bmp],
  ['pdf', pdf],
])('knows a %s that is still being written', (ending, draw) =>
  withFolder(async (folder) => {
    const file = join(folder, `a.${ending}`);
    const bytes = await draw();
    writeFileSync(file, bytes);
    expect(await looksWhole(file)).toBe(true);
    for (const part of [0.2, 0.6, 0.95]) {
      truncateSync(file, Math.floor(bytes.length * 0.95 * part));
      expect(await looksWhole(file)).toBe(false);
      writeFileSync(file, bytes);
    }
  }),
);

it('does not wait for an end that it cannot know', () =>
  withFolder(async (folder) => {
    for (const [name, text] of [
      ['a.heic', 'ftypheic'],
      ['b', ''],
      ['c.png', 'not a picture'],
    ] as const) {
      writeFileSync(join(folder, name), text);
      expect(await looksWhole(join(folder, name))).toBe(true);
    }
    mkdirSync(join(folder, 'd'));
    expect(await looksWhole(join(folder, 'none'))).toBe(true);
  }));
