import { freePixels } from '@glyphwatch/image-pages/free-pixels';
import { findLines } from './find-lines.ts';
import type { Models } from './models.ts';
import type { Overview } from './picture.ts';
import { isInside, isStanding, type PixelPoint, type Rectangle, turn } from './quad.ts';
import { mapText } from './text-map.ts';
import type { Tile } from './tiles.ts';

/** Standing rectangles this much longer than wide are more than one letter. */
const STANDING_ASPECT = 2;
/** Of a letter or two, the direction is not known: then the look in which the picture is upright counts. */
const SURE_ASPECT = 1.8;

/**
 * Lines of an overview in both directions. The detection model finds text that stands only in pieces, so where some does, it
 * looks again at the overview turned by a quarter, and each direction counts in the look in which it lies.
 */
export async function linesBothWays(models: Models, overview: Overview): Promise<Rectangle[]> {
  const upright = findLines(await mapText(models, overview));
  const standing = upright.filter((line) => isStanding(line) && aspectOf(line) >= STANDING_ASPECT);
  if (standing.length === 0) return upright;
  const turned = turnedOverview(overview, standing);
  const seen = findLines(await mapText(models, turned)).map((line) => turnedBack(line, overview));
  freePixels(turned.pixels);
  const found = seen.filter((line) => isStanding(line) && aspectOf(line) >= SURE_ASPECT);
  return withoutDoubles([
    ...upright.filter((line) => !isStanding(line)),
    ...found,
    ...upright.filter((line) => isStanding(line) && !found.some((other) => overlap(line, other))),
  ]);
}

function aspectOf({ width, height }: Rectangle): number {
  return width / height;
}

/** Of two lines in the same place, the longer one has the right direction. */
function withoutDoubles(lines: readonly Rectangle[]): Rectangle[] {
  const kept: Rectangle[] = [];
  for (const line of lines.toSorted((a, b) => aspectOf(b) - aspectOf(a))) {
    const isDouble = kept.some(
      (other) => isStanding(other) !== isStanding(line) && overlap(line, other),
    );
    if (!isDouble) kept.push(line);
  }
  return kept;
}

function overlap(a: Rectangle, b: Rectangle): boolean {
  return isInside(a.center, b) || isInside(b.center, a);
}

/** Turned clockwise, with the tiles that show some of the lines. */
function turnedOverview(overview: Overview, lines: readonly Rectangle[]): Overview {
  const { width, height, pixels, scale, tiles } = overview;
  const turned = new Uint8Array(pixels.length);
  for (let y = 0, from = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, from += 3) {
      const to = 3 * (x * height + height - 1 - y);
      turned[to] = pixels[from]!;
      turned[to + 1] = pixels[from + 1]!;
      turned[to + 2] = pixels[from + 2]!;
    }
  }
  return {
    width: height,
    height: width,
    pixels: turned,
    scale,
    tiles: tiles
      .filter((tile) => lines.some(({ center }) => isIn(tile, center)))
      .map((tile) => ({
        left: Math.max(0, height - tile.top - tile.height),
        top: tile.left,
        width: tile.height,
        height: tile.width,
      })),
  };
}

function isIn({ left, top, width, height }: Tile, { x, y }: PixelPoint): boolean {
  return x >= left && x < left + width && y >= top && y < top + height;
}

/** A line of the turned overview in pixels of the upright one, -45°…135°. */
function turnedBack(line: Rectangle, { height }: Overview): Rectangle {
  const { x, y } = line.center;
  const { angle } = line;
  const back = { ...line, center: { x: y, y: height - x }, angle: angle - Math.PI / 2 };
  return back.angle <= -Math.PI / 4 ? turn(back, 2) : back;
}
