// Draws the sample images of apps/cli/samples: node tools/src/make-samples/make-samples.ts [FOLDER]
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { SAMPLES } from './samples.ts';

const folder = process.argv[2] ?? join(import.meta.dirname, '../../../apps/cli/samples');

for (const { name, svg, photo, turn } of SAMPLES) {
  const drawn = sharp(Buffer.from(svg), { density: 96 }).flatten({ background: '#ffffff' });
  const picture = photo ? await photograph(drawn, photo.tilt, photo.ground) : drawn;
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  const turned = sharp(await picture.png().toBuffer()).rotate(turn ?? 0);
  await (
    name.endsWith('.jpg') ? turned.jpeg({ quality: 82 }) : turned.png({ palette: true })
  ).toFile(file);
  console.log(file);
}

/** Makes it look like a phone picture: tilted, unevenly lit, slightly out of focus and grainy. */
async function photograph(drawn: Sharp, tilt: number, ground: string): Promise<Sharp> {
  const tilted = await sharp(await drawn.png().toBuffer())
    .rotate(tilt, { background: ground })
    .extend({ top: 60, bottom: 60, left: 60, right: 60, background: ground })
    .flatten({ background: ground })
    .blur(0.8)
    .png()
    .toBuffer();
  const { width, height } = await sharp(tilted).metadata();
  const light = Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
       <defs><radialGradient id="l" cx="35%" cy="30%" r="90%">
         <stop offset="0" stop-color="#fff"/><stop offset="1" stop-color="#777"/>
       </radialGradient></defs>
       <rect width="100%" height="100%" fill="url(#l)"/></svg>`,
  );
  const grain = await sharp({
    create: {
      width,
      height,
      channels: 3,
      background: '#808080',
      noise: { type: 'gaussian', mean: 128, sigma: 9 },
    },
  })
    .png()
    .toBuffer();
  return sharp(tilted).composite([
    { input: light, blend: 'multiply' },
    { input: grain, blend: 'soft-light' },
  ]);
}
