import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import sharp from 'sharp';

const FONT = createRequire(import.meta.url).resolve(
  '@expo-google-fonts/open-sans-condensed/OpenSansCondensed_700Bold.ttf',
);
const COUNT = 12;

/** Files of their own content each, a third of which shows the second text; by name, what each shows. */
export async function drawPictures(folder: string): Promise<ReadonlyMap<string, string>> {
  const drawn = new Map<string, string>();
  mkdirSync(folder, { recursive: true });
  for (let number = 0; number < COUNT; number += 1) {
    const text = number % 3 === 2 ? 'WET FLOOR' : 'KEEP OUT';
    const background = { r: 255, g: 255, b: 255 - number };
    const ink = await sharp({
      text: {
        text,
        fontfile: FONT,
        font: 'Open Sans Condensed, Bold Condensed',
        dpi: 150,
        rgba: true,
      },
    })
      .png()
      .toBuffer();
    const picture = sharp(ink)
      .flatten({ background })
      .extend({ top: 20, bottom: 20, left: 20, right: 20, background });
    const name = `${number}.png`;
    writeFileSync(join(folder, name), await picture.png().toBuffer());
    drawn.set(name, text);
  }
  return drawn;
}
