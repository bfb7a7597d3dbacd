import { createRequire } from 'node:module';
import sharp, { type Sharp } from 'sharp';

/** Bundled, so that pictures look the same on every machine. */
const FONT = createRequire(__filename).resolve(
  '@expo-google-fonts/open-sans-condensed/OpenSansCondensed_700Bold.ttf',
);

/** A white picture with large black lines. */
export async function pictureOf(...lines: readonly string[]): Promise<Sharp> {
  const text = {
    text: lines.join('\n'),
    font: 'Open Sans Condensed, Bold Condensed',
    fontfile: FONT,
    dpi: 300,
  };
  const ink = sharp({ text: { ...text, rgba: true } });
  const margin = { top: 40, bottom: 40, left: 40, right: 40, background: 'white' };
  // Rendered to bytes, so that the caller's operations apply afterwards.
  return sharp(await ink.flatten({ background: 'white' }).extend(margin).png().toBuffer());
}

export async function pngOf(...lines: readonly string[]): Promise<Buffer> {
  return (await pictureOf(...lines)).png().toBuffer();
}

export function blank(width: number, height: number): Sharp {
  return sharp({ create: { width, height, channels: 3, background: 'white' } });
}
