import { createRequire } from 'node:module';
import type { Point } from '@glyphwatch/domain';
import sharp from 'sharp';

export interface DrawnWord {
  readonly text: string;
  /** Pixels, from its top left. */
  readonly corners: readonly Point[];
}

export interface DrawnLine {
  readonly words: readonly DrawnWord[];
}

export interface Drawn {
  readonly png: Buffer;
  readonly width: number;
  readonly height: number;
  readonly lines: readonly DrawnLine[];
}

/** Comes with the repository, so that pictures look the same on every machine. */
const fontfile = createRequire(import.meta.url).resolve(
  '@expo-google-fonts/open-sans-condensed/OpenSansCondensed_700Bold.ttf',
);
const font = 'Open Sans Condensed 36';
const MARGIN = 60;
const GAP = 14;
const PITCH = 90;

/** Large black words on white, each drawn alone, so that its place is known. */
export async function draw(lines: readonly string[]): Promise<Drawn> {
  const placed = await Promise.all(lines.map((line, row) => placeLine(line, MARGIN + row * PITCH)));
  const rights = placed.flatMap(({ words }) => words.map(({ corners }) => corners[2]?.x ?? 0));
  const width = Math.max(200, ...rights) + MARGIN;
  const height = 2 * MARGIN + lines.length * PITCH;
  const png = await canvas(width, height)
    .composite(placed.flatMap(({ pictures }) => pictures))
    .png()
    .toBuffer();
  return { png, width, height, lines: placed.map(({ words }) => ({ words })) };
}

export async function blank(): Promise<Drawn> {
  const size = { width: 300, height: 200 };
  return { png: await canvas(size.width, size.height).png().toBuffer(), ...size, lines: [] };
}

function canvas(width: number, height: number) {
  return sharp({ create: { width, height, channels: 3, background: 'white' } });
}

async function placeLine(line: string, top: number) {
  const pictures: { input: Buffer; left: number; top: number }[] = [];
  const words: DrawnWord[] = [];
  let left = MARGIN;
  for (const text of line.split(' ')) {
    const { data: input, info } = await sharp({
      text: { text, font, fontfile, dpi: 96, rgba: true },
    })
      .png()
      .toBuffer({ resolveWithObject: true });
    pictures.push({ input, left, top });
    const [right, bottom] = [left + info.width, top + info.height];
    const corners = [
      [left, top],
      [right, top],
      [right, bottom],
      [left, bottom],
    ] as const;
    words.push({ text, corners: corners.map(([x, y]) => ({ x, y })) });
    left = right + GAP;
  }
  return { pictures, words };
}
