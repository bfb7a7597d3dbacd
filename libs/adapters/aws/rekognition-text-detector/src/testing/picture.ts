import { createRequire } from 'node:module';
import sharp from 'sharp';

/** Comes with the repository, so that pictures look the same on every machine. */
const FONT = createRequire(__filename).resolve(
  '@expo-google-fonts/open-sans-condensed/OpenSansCondensed_700Bold.ttf',
);

/** A white PNG with large black lines. */
export async function pictureOf(lines: readonly string[]): Promise<Buffer> {
  const text = {
    text: lines.join('\n'),
    font: 'Open Sans Condensed, Bold Condensed',
    fontfile: FONT,
    dpi: 300,
  };
  const ink = sharp({ text: { ...text, rgba: true } });
  const margin = { top: 40, bottom: 40, left: 40, right: 40, background: 'white' };
  return ink.flatten({ background: 'white' }).extend(margin).png().toBuffer();
}

export function blankPicture(): Promise<Buffer> {
  return sharp({ create: { width: 200, height: 100, channels: 3, background: 'white' } })
    .png()
    .toBuffer();
}
