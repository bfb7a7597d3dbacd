import type { Point } from '@glyphwatch/domain';
import sharp from 'sharp';
import { drawBoxes } from './draw-boxes.ts';
import type { MatchBox } from './match-box.ts';
import { openFile, shapePage } from './open-picture.ts';
import type { Size } from './place-label.ts';
import { mapQuad, rectangleAround, type Rectangle } from './quad.ts';

export interface CutOutOptions {
  /** Pixels of the longer side, at most. Default 960. */
  readonly maxSide?: number;
}

const DEFAULT_MAX_SIDE = 960;
/** Around what matched, as fractions of the picture's longer side and of the match itself. */
const MARGIN_OF_PICTURE = 0.05;
const MARGIN_OF_MATCH = 0.3;
/** Beyond this, enlarged small print gains nothing. */
const MAX_ENLARGEMENT = 3;
const JPEG_QUALITY = 85;

/**
 * The part around all matches of the page with the first one, with outlines and labels, as JPEG; without matches, the whole
 * first page. Fails with `image-unsupported` if the page cannot be decoded.
 */
export async function cutOut(
  image: Uint8Array,
  boxes: readonly MatchBox[],
  { maxSide = DEFAULT_MAX_SIDE }: CutOutOptions = {},
): Promise<Uint8Array> {
  await using opened = await openFile(image);
  const number = boxes.find(({ isBeside }) => !isBeside)?.page ?? 1;
  const page = await opened.page(number);
  const onPage = boxes.filter((box) => (box.page ?? 1) === number);
  const part = partAround(
    onPage.filter(({ isBeside }) => !isBeside),
    page,
  );
  const scale = Math.min(MAX_ENLARGEMENT, maxSide / Math.max(part.width, part.height));
  const shaped = await shapePage(page, (picture) =>
    picture.extract(part).resize({
      width: Math.max(1, Math.round(part.width * scale)),
      height: Math.max(1, Math.round(part.height * scale)),
      fit: 'fill',
    }),
  );
  const moved = onPage.map((box) => moveInto(box, part, page));
  return sharp(shaped.pixels, { raw: shaped.raw })
    .composite(await drawBoxes(moved, shaped))
    .jpeg({ quality: JPEG_QUALITY, chromaSubsampling: '4:4:4' })
    .toBuffer();
}

/** In whole pixels, inside the picture. */
function partAround(boxes: readonly MatchBox[], { width, height }: Size): Rectangle {
  const points = boxes.flatMap(({ polygons }) => polygons.flat());
  if (points.length === 0) return { left: 0, top: 0, width, height };
  const match = rectangleAround(points.map(({ x, y }) => ({ x: x * width, y: y * height })));
  const margin =
    Math.max(width, height) * MARGIN_OF_PICTURE +
    Math.max(match.width, match.height) * MARGIN_OF_MATCH;
  const left = Math.floor(clamp(match.left - margin, width - 1));
  const top = Math.floor(clamp(match.top - margin, height - 1));
  const right = Math.ceil(clamp(match.left + match.width + margin, width));
  const bottom = Math.ceil(clamp(match.top + match.height + margin, height));
  return { left, top, width: Math.max(1, right - left), height: Math.max(1, bottom - top) };
}

function moveInto(box: MatchBox, part: Rectangle, whole: Size): MatchBox {
  const move = ({ x, y }: Point): Point => ({
    x: (x * whole.width - part.left) / part.width,
    y: (y * whole.height - part.top) / part.height,
  });
  return { ...box, polygons: box.polygons.map((polygon) => mapQuad(polygon, move)) };
}

function clamp(value: number, most: number): number {
  return Math.max(0, Math.min(value, most));
}
