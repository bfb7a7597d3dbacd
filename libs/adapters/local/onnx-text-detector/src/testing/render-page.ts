import type { Box, Point } from '@glyphwatch/domain';
import { boxAround } from '@glyphwatch/domain';
import sharp from 'sharp';
import { renderWord, type RenderedWord, type Typeface } from './render-word.ts';

export interface PageStyle extends Partial<Typeface> {
  /** From one line's top to the next, in font sizes. */
  readonly pitch?: number;
  readonly paper?: string;
  readonly ink?: string;
  /** Degrees clockwise. */
  readonly angle?: number;
}

export interface RenderedPage {
  readonly png: Buffer;
  readonly width: number;
  readonly height: number;
  /** Every word with the bounding box of its ink, in fractions of the page. */
  readonly words: readonly { readonly text: string; readonly box: Box }[];
}

interface PlacedWord extends RenderedWord {
  readonly left: number;
  readonly top: number;
}

interface Area {
  readonly width: number;
  readonly height: number;
}

/** Renders lines of words and returns the bounding box of each word's ink. */
export async function renderPage(
  lines: readonly string[],
  style: PageStyle = {},
): Promise<RenderedPage> {
  const { font = 'sans', size = 32, pitch = 1.6, paper = '#ffffff', ink = '#101010' } = style;
  const placed = await place(lines, { font, size }, size * pitch);
  const area = {
    width: Math.max(...placed.map(({ left, width }) => left + width), size) + 2 * size,
    height: Math.ceil(lines.length * size * pitch + 3 * size),
  };
  const flat = await sharp({ create: { ...area, channels: 3, background: paper } })
    .composite(await Promise.all(placed.map((word) => inked(word, ink))))
    .png()
    .toBuffer();
  return turned(flat, area, placed, style.angle ?? 0, paper);
}

async function place(
  lines: readonly string[],
  typeface: Typeface,
  pitch: number,
): Promise<PlacedWord[]> {
  const placed: PlacedWord[] = [];
  for (const [row, line] of lines.entries()) {
    let left = 2 * typeface.size;
    const top = 2 * typeface.size + row * pitch;
    for (const text of line.split(' ')) {
      const word = await renderWord(text, typeface);
      placed.push({ ...word, left, top: Math.round(top + word.drop) });
      left += word.width + Math.round(typeface.size * SPACE);
    }
  }
  return placed;
}

/** Between two words, in font sizes. */
const SPACE = 0.34;

async function inked({ ink, width, height, left, top }: PlacedWord, color: string) {
  const input = await sharp({ create: { width, height, channels: 3, background: color } })
    .joinChannel(Buffer.from(ink), { raw: { width, height, channels: 1 } })
    .png()
    .toBuffer();
  return { input, left, top };
}

async function turned(
  flat: Buffer,
  area: Area,
  placed: readonly PlacedWord[],
  angle: number,
  background: string,
): Promise<RenderedPage> {
  const { data, info } = await sharp(flat)
    .rotate(angle, { background })
    .png()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const words = placed.map((word) => {
    const corners = cornersOf(word).map((corner) => turn(corner, area, info, angle));
    return { text: word.text, box: boxAround(corners) };
  });
  return { png: data, width, height, words };
}

function cornersOf({ left, top, width, height }: PlacedWord): Point[] {
  const [right, bottom] = [left + width, top + height];
  return [left, right].flatMap((x) => [top, bottom].map((y) => ({ x, y })));
}

/** Converts a pixel of the level page to a fraction of the page rotated about its centre. */
function turn({ x, y }: Point, flat: Area, { width, height }: Area, degrees: number): Point {
  const angle = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [dx, dy] = [x - flat.width / 2, y - flat.height / 2];
  return {
    x: (dx * cos - dy * sin + width / 2) / width,
    y: (dx * sin + dy * cos + height / 2) / height,
  };
}
