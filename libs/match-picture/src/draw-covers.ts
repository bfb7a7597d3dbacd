import type { MatchBox } from './match-box.ts';
import type { Size } from './place-label.ts';
import { grow, mapQuad, outlinesOf, type Quad } from './quad.ts';

const INK = '#111827';
/** Of the height of the text, and in pixels: letters reach beyond polygons, and scaling smears. */
const MARGIN = 0.2;
const SMALLEST_MARGIN = 2;

/**
 * Paints over the places of `boxes` on a picture of this size, as SVG, or over all of it when a box says nothing of its place. All
 * boxes are of this page.
 */
export function drawCovers(boxes: readonly MatchBox[], { width, height }: Size): Buffer {
  const isAll = boxes.some(({ polygons }) => polygons.length === 0);
  const quads = boxes.flatMap(({ polygons }) =>
    outlinesOf(polygons.map((polygon) => inPixels(polygon, { width, height }))),
  );
  const shapes = isAll
    ? `<rect width="${width}" height="${height}" fill="${INK}"/>`
    : quads.map(coverOf).join('');
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${shapes}</svg>`,
  );
}

function inPixels(polygon: Quad, { width, height }: Size): Quad {
  return mapQuad(polygon, ({ x, y }) => ({ x: x * width, y: y * height }));
}

function coverOf(quad: Quad): string {
  const [topLeft, , , bottomLeft] = quad;
  const textHeight = Math.hypot(bottomLeft.x - topLeft.x, bottomLeft.y - topLeft.y);
  const grown = grow(quad, Math.max(SMALLEST_MARGIN, textHeight * MARGIN));
  const points = grown.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');
  return `<polygon points="${points}" fill="${INK}"/>`;
}
