// Combines four annotated samples: node tools/src/make-samples/make-readme-picture.ts ANNOTATED_FOLDER
import { join } from 'node:path';
import sharp from 'sharp';

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error('Name the folder that the first command of the README wrote: tmp/annotated');
  process.exit(2);
}

const TILE = { width: 560, height: 360 };
const GAP = 12;
const tiles = [
  'yard/gate-3.jpg.png',
  'line-2/nameplate.jpg.png',
  'line-2/carton.jpg.png',
  'screens/terminal.png.png',
];
const drawn = await Promise.all(
  tiles.map(async (name, index) => ({
    input: await sharp(join(folder, 'apps/cli/samples', name))
      .resize({ ...TILE, fit: 'cover', position: 'top' })
      .png()
      .toBuffer(),
    left: (index % 2) * (TILE.width + GAP),
    top: Math.floor(index / 2) * (TILE.height + GAP),
  })),
);
const width = 2 * TILE.width + GAP;
const height = 2 * TILE.height + GAP;
await sharp({ create: { width, height, channels: 3, background: '#ffffff' } })
  .composite(drawn)
  .png({ palette: true, quality: 90 })
  .toFile(join(import.meta.dirname, '../../../apps/cli/matches.png'));
