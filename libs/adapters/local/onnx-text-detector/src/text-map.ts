import type { Models } from './models.ts';
import { tileInput, tileShape } from './network-inputs.ts';
import type { Overview, Picture } from './picture.ts';
import type { Tile } from './tiles.ts';

/** Probability that each pixel of an overview belongs to the core of a text line. */
export interface TextMap {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

/**
 * Joins what the detection model sees in each tile; where tiles overlap, the better view counts. Blank tiles are skipped:
 * there is nothing to see.
 */
export async function mapText({ detection }: Models, overview: Overview): Promise<TextMap> {
  const { width, height, tiles } = overview;
  const values = new Float32Array(width * height);
  for (const tile of tiles) {
    if (tiles.length > 1 && isBlank(overview, tile)) continue;
    const seen = await detection.run(tileShape(tile), tileInput(overview, tile));
    const [right, bottom] = [
      Math.min(width, tile.left + tile.width),
      Math.min(height, tile.top + tile.height),
    ];
    for (let y = tile.top; y < bottom; y += 1) {
      const from = (y - tile.top) * tile.width - tile.left;
      for (let x = tile.left; x < right; x += 1) {
        const value = seen[from + x] ?? 0;
        if (value > (values[y * width + x] ?? 0)) values[y * width + x] = value;
      }
    }
  }
  return { width, height, values };
}

/** Neighbouring pixels of text differ by at least this much in some colour; so do some dozen pixels of the smallest word. */
const EDGE = 8;
const MIN_EDGES = 24;

function isBlank({ width, height, pixels }: Picture, tile: Tile): boolean {
  const right = Math.min(width, tile.left + tile.width);
  const bottom = Math.min(height, tile.top + tile.height);
  let edges = 0;
  for (let y = tile.top; y < bottom; y += 1) {
    // Each colour of a pixel is compared with that of its left neighbour: blue on black differs in blue only.
    for (let at = 3 * (y * width + tile.left + 1); at < 3 * (y * width + right); at += 1) {
      if (Math.abs(pixels[at]! - pixels[at - 3]!) > EDGE && (edges += 1) >= MIN_EDGES) return false;
    }
  }
  return true;
}
