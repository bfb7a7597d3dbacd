import type { Fill } from './network.ts';
import type { Picture } from './picture.ts';
import { STRIP_HEIGHT, type Strip } from './strip.ts';
import type { Tile } from './tiles.ts';

/** ImageNet's statistics, in the order blue, green, red because the model was trained with OpenCV. */
const MEAN = [0.485, 0.456, 0.406] as const;
const DEVIATION = [0.229, 0.224, 0.225] as const;
/** Pictures are RGB, but the models expect BGR. */
const LAST_COLOR = 2;

/** What the detection model takes for each of 256 shades in each of its planes. */
const TILE_VALUES = MEAN.map((mean, plane) =>
  Float32Array.from({ length: 256 }, (_, shade) => (shade / 255 - mean) / DEVIATION[plane]!),
);

/** Input of the detection model. Beyond the overview its edge is repeated, which the model does not mistake for text. */
export function tileInput({ width, height, pixels }: Picture, tile: Tile): Fill {
  const size = tile.width * tile.height;
  const inside = Math.min(tile.width, width - tile.left);
  return (data) => {
    for (const [plane, values] of TILE_VALUES.entries()) {
      for (let row = 0; row < tile.height; row += 1) {
        const y = Math.min(tile.top + row, height - 1);
        const from = 3 * (y * width + tile.left) + LAST_COLOR - plane;
        const to = plane * size + row * tile.width;
        translate(pixels, from, 3, values, data, to, to + inside);
        data.fill(data[to + inside - 1]!, to + inside, to + tile.width);
      }
    }
  };
}

/** A function of its own, because it is compiled before the first picture ends and takes half the time. */
function translate(
  shades: Uint8Array,
  from: number,
  step: number,
  values: Float32Array,
  data: Float32Array,
  start: number,
  end: number,
): void {
  for (let to = start; to < end; to += 1, from += step) data[to] = values[shades[from]!]!;
}

export function tileShape({ width, height }: Tile): number[] {
  return [1, 3, height, width];
}

/** Both strip models expect colours as -1…1, and 0 as padding. */
const STRIP_VALUES = Float32Array.from({ length: 256 }, (_, shade) => shade / 127.5 - 1);

/** Input of the models for single lines: the columns of a strip from `start` to `end`, cropped or padded to `width`. */
export function stripInput(strip: Strip, width: number, start = 0, end = strip.width): Fill {
  const count = Math.min(width, end - start);
  const { planes } = strip;
  return (data) => {
    for (let row = 0; row < 3 * STRIP_HEIGHT; row += 1) {
      const plane = LAST_COLOR - Math.floor(row / STRIP_HEIGHT);
      const from = (plane * STRIP_HEIGHT + (row % STRIP_HEIGHT)) * strip.width + start;
      const to = row * width;
      translate(planes, from, 1, STRIP_VALUES, data, to, to + count);
      data.fill(0, to + count, to + width);
    }
  };
}

export function stripShape(width: number): number[] {
  return [1, 3, STRIP_HEIGHT, width];
}
