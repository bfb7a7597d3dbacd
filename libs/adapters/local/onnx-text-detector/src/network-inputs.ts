import type { Fill } from './network.ts';
import type { Picture } from './picture.ts';
import { STRIP_HEIGHT, type Strip } from './strip.ts';
import type { Tile } from './tiles.ts';

/** ImageNet's statistics, in the order blue, green, red because the model was trained with OpenCV. */
const MEAN = [0.485, 0.456, 0.406] as const;
const DEVIATION = [0.229, 0.224, 0.225] as const;
/** Both strip models expect colours as -1…1, and 0 as padding. */
const HALF = 127.5;
/** Pictures are RGB, but the models expect BGR. */
const LAST_COLOR = 2;

/** Input of the detection model. Beyond the overview its edge is repeated, which the model does not mistake for text. */
export function tileInput({ width, height, pixels }: Picture, tile: Tile): Fill {
  const size = tile.width * tile.height;
  return (data) => {
    for (let plane = 0; plane < 3; plane += 1) {
      const scale = 1 / (255 * (DEVIATION[plane] ?? 1));
      const shift = (MEAN[plane] ?? 0) / (DEVIATION[plane] ?? 1);
      let to = plane * size;
      for (let y = tile.top; y < tile.top + tile.height; y += 1) {
        const row = Math.min(y, height - 1) * width;
        for (let x = tile.left; x < tile.left + tile.width; x += 1, to += 1) {
          const from = 3 * (row + (x < width ? x : width - 1)) + LAST_COLOR - plane;
          data[to] = pixels[from]! * scale - shift;
        }
      }
    }
  };
}

export function tileShape({ width, height }: Tile): number[] {
  return [1, 3, height, width];
}

/** Input of the models for single lines: the columns of a strip from `start` to `end`, cropped or padded to `width`. */
export function stripInput(strip: Strip, width: number, start = 0, end = strip.width): Fill {
  const count = Math.min(width, end - start);
  return (data) => {
    for (let row = 0; row < 3 * STRIP_HEIGHT; row += 1) {
      const plane = LAST_COLOR - Math.floor(row / STRIP_HEIGHT);
      const from = (plane * STRIP_HEIGHT + (row % STRIP_HEIGHT)) * strip.width + start;
      const to = row * width;
      for (let x = 0; x < count; x += 1) {
        data[to + x] = (strip.planes[from + x] ?? 0) / HALF - 1;
      }
      data.fill(0, to + count, to + width);
    }
  };
}

export function stripShape(width: number): number[] {
  return [1, 3, STRIP_HEIGHT, width];
}
