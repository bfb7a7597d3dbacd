import sharp, { type Sharp } from 'sharp';
import { drawBoxes } from './draw-boxes.ts';
import type { MatchBox } from './match-box.ts';
import { openFile, shapePage } from './open-picture.ts';

export interface AnnotateOptions {
  /** Larger pictures are scaled down. Default 2000 pixels. */
  readonly maxSide?: number;
}

export interface AnnotatedPage {
  /** From 1; absent for a file of one page. */
  readonly page?: number;
  readonly png: Uint8Array;
}

const DEFAULT_MAX_SIDE = 2000;
const THUMBNAIL_QUALITY = 80;

/**
 * Each page with a match, whole and upright, with an outline and a label for each match.
 * Fails with `image-unsupported` if a page cannot be decoded.
 */
export async function* annotate(
  image: Uint8Array,
  boxes: readonly MatchBox[],
  { maxSide = DEFAULT_MAX_SIDE }: AnnotateOptions = {},
): AsyncGenerator<AnnotatedPage> {
  for await (const { picture, ...page } of drawPages(image, boxes, maxSide)) {
    yield { ...page, png: await picture.png({ compressionLevel: 9 }).toBuffer() };
  }
}

export interface Thumbnail {
  /** From 1; absent for a file of one page. */
  readonly page?: number;
  readonly jpeg: Uint8Array;
}

/** The same as small JPEGs. */
export async function* thumbnails(
  image: Uint8Array,
  boxes: readonly MatchBox[],
  maxSide: number,
): AsyncGenerator<Thumbnail> {
  for await (const { picture, ...page } of drawPages(image, boxes, maxSide)) {
    yield { ...page, jpeg: await picture.jpeg({ quality: THUMBNAIL_QUALITY }).toBuffer() };
  }
}

async function* drawPages(
  image: Uint8Array,
  boxes: readonly MatchBox[],
  maxSide: number,
): AsyncGenerator<{ readonly page?: number; readonly picture: Sharp }> {
  await using opened = await openFile(image, { maxReadPixels: maxSide ** 2 });
  const numbers = new Set(boxes.filter(({ isBeside }) => !isBeside).map(({ page = 1 }) => page));
  for (const number of [...numbers].sort((a, b) => a - b)) {
    const shaped = await shapePage(await opened.page(number), (picture) =>
      picture.resize({ width: maxSide, height: maxSide, fit: 'inside', withoutEnlargement: true }),
    );
    const drawn = boxes.filter(({ page = 1 }) => page === number);
    const picture = sharp(shaped.pixels, { raw: shaped.raw }).composite(
      await drawBoxes(drawn, shaped),
    );
    yield opened.count === 1 ? { picture } : { page: number, picture };
  }
}
