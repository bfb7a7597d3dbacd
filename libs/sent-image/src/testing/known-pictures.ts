import { createHash } from 'node:crypto';
import type { Point } from '@glyphwatch/domain';
import sharp, { type Sharp } from 'sharp';
import { isTurned, type Orientation, upright } from '../orientation.ts';
import type { Drawn, DrawnLine } from './draw.ts';

export interface SeenLine {
  readonly words: readonly { readonly text: string; readonly corners: readonly Point[] }[];
}

/** What an engine sees, in pixels. */
export interface SeenPicture {
  readonly width: number;
  readonly height: number;
  readonly lines: readonly SeenLine[];
}

/** Turns right by 90° and left undo each other; all others undo themselves. */
const UNDONE: Readonly<Partial<Record<Orientation, Orientation>>> = { 6: 8, 8: 6 };

/** "Reads" the pictures that it knows, by their pixels, as exactly as they were drawn. */
export class KnownPictures {
  readonly #seen = new Map<string, SeenPicture>();
  /** Vendors do not say whether they turn a picture by its orientation before they look at it. */
  readonly #turns: boolean;

  constructor({ turns = false } = {}) {
    this.#turns = turns;
  }

  /** `file` stores the drawing with this orientation. */
  async add(file: Uint8Array, drawn: Drawn, orientation: Orientation = 1): Promise<void> {
    const { width, height } = drawn;
    this.#seen.set(await hashOf(sharp(file).autoOrient()), { width, height, lines: drawn.lines });
    const size = isTurned(orientation) ? { width: height, height: width } : { width, height };
    const place = ({ x, y }: Point): Point => {
      const at = upright({ x: x / width, y: y / height }, UNDONE[orientation] ?? orientation);
      return { x: at.x * size.width, y: at.y * size.height };
    };
    this.#seen.set(await hashOf(sharp(file)), { ...size, lines: moved(drawn.lines, place) });
  }

  /** `undefined` for what is no picture. */
  async read(file: Uint8Array): Promise<SeenPicture | undefined> {
    const picture = sharp(file);
    const hash = await hashOf(this.#turns ? picture.autoOrient() : picture).catch(() => undefined);
    if (hash === undefined) return undefined;
    const seen = this.#seen.get(hash);
    if (!seen) throw new Error('A picture that nobody drew was sent.');
    return seen;
  }
}

function moved(lines: readonly DrawnLine[], place: (point: Point) => Point): SeenLine[] {
  return lines.map(({ words }) => ({
    words: words.map(({ text, corners }) => ({ text, corners: corners.map(place) })),
  }));
}

async function hashOf(picture: Sharp): Promise<string> {
  const { data, info } = await picture
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return createHash('sha256').update(`${info.width}×${info.height}`).update(data).digest('hex');
}
