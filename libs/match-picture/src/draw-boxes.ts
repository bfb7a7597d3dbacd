import type { Severity } from '@glyphwatch/domain';
import type { OverlayOptions } from 'sharp';
import type { MatchBox } from './match-box.ts';
import { busynessOf } from './busyness-of.ts';
import type { OpenPicture } from './open-picture.ts';
import { placeLabel, type Size } from './place-label.ts';
import { grow, mapQuad, outlinesOf, rectangleAround, type Quad, type Rectangle } from './quad.ts';
import { renderLabel } from './render-label.ts';

const COLORS: Readonly<Record<Severity, string>> = {
  low: '#0e7490',
  medium: '#b45309',
  high: '#dc2626',
  critical: '#a21caf',
};
const DEFAULT_SEVERITY = 'medium';
const SMALLEST_FONT = 12;
const LARGEST_FONT = 64;
/** Font size as a fraction of the picture's mean side. */
const FONT_FRACTION = 1 / 42;

interface Outlined {
  readonly box: MatchBox;
  readonly color: string;
  readonly outlines: readonly Quad[];
}

/** Overlays for a picture: outlines first, labels on top. */
export async function drawBoxes(
  boxes: readonly MatchBox[],
  opened: OpenPicture,
): Promise<OverlayOptions[]> {
  const picture: Size = opened.raw;
  const fontSize = fontSizeFor(picture);
  const stroke = Math.max(2, Math.round(fontSize / 7));
  const outlined = boxes.map((box) => outline(box, picture, stroke));
  const shapes = outlined.flatMap(({ box, color, outlines }) =>
    outlines.map((quad) => shapeOf(quad, color, stroke, box.hidden === true)),
  );
  const { pills, texts } = await drawLabels(outlined, opened, fontSize, stroke);
  return [{ input: svgOf([...shapes, ...pills], picture), left: 0, top: 0 }, ...texts];
}

function fontSizeFor({ width, height }: Size): number {
  const wanted = Math.round(Math.sqrt(width * height) * FONT_FRACTION);
  return Math.min(LARGEST_FONT, Math.max(SMALLEST_FONT, wanted));
}

function outline(box: MatchBox, { width, height }: Size, stroke: number): Outlined {
  const quads = box.polygons.map((polygon) =>
    mapQuad(polygon, ({ x, y }) => ({ x: x * width, y: y * height })),
  );
  const outlines = outlinesOf(quads).map((quad) => grow(quad, stroke * 1.5));
  return { box, color: COLORS[box.severity ?? DEFAULT_SEVERITY], outlines };
}

/** A white rim under the coloured line keeps it visible on any background. */
function shapeOf(quad: Quad, color: string, stroke: number, isHidden: boolean): string {
  const points = quad.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');
  const shape = `<polygon points="${points}" stroke-linejoin="round"`;
  const fill = isHidden ? 'fill="#111827"' : `fill="${color}" fill-opacity="0.12"`;
  return (
    `${shape} fill="none" stroke="#fff" stroke-opacity="0.9" stroke-width="${stroke * 2}"/>` +
    `${shape} ${fill} stroke="${color}" stroke-width="${stroke}"/>`
  );
}

async function drawLabels(
  outlined: readonly Outlined[],
  opened: OpenPicture,
  fontSize: number,
  stroke: number,
) {
  const picture: Size = opened.raw;
  const padding = Math.round(fontSize / 3);
  const widest = picture.width - 2 * padding;
  const taken = outlined.flatMap(({ outlines }) => outlines.map(rectangleAround));
  const pills: string[] = [];
  const texts: OverlayOptions[] = [];
  for (const { box, color, outlines } of outlined) {
    const [first] = outlines;
    if (box.label === '' || !first) continue;
    const { png, width, height } = await renderLabel(box.label, fontSize, widest);
    const size = { width: width + 2 * padding, height: Math.round(fontSize * 1.5) };
    if (size.width > picture.width || size.height > picture.height) continue;
    const named = rectangleAround(grow(first, stroke));
    const spot = placeLabel(size, named, picture, taken, (place) => busynessOf(opened, place));
    taken.push(spot);
    pills.push(pillOf(spot, color, fontSize / 4));
    texts.push({
      input: png,
      left: spot.left + padding,
      top: spot.top + Math.max(0, Math.round((size.height - height) / 2)),
    });
  }
  return { pills, texts };
}

function pillOf({ left, top, width, height }: Rectangle, color: string, radius: number): string {
  return (
    `<rect x="${left}" y="${top}" width="${width}" height="${height}" rx="${radius.toFixed(1)}" ` +
    `fill="${color}" stroke="#fff" stroke-opacity="0.9" stroke-width="1.5"/>`
  );
}

function svgOf(shapes: readonly string[], { width, height }: Size): Buffer {
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${shapes.join('')}</svg>`,
  );
}
