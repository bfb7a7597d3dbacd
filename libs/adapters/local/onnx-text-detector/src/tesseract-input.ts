import type { RgbaImage } from 'tesseract-wasm';
import { medianOf, shadesOf } from './ink.ts';
import { STRIP_HEIGHT, type Strip } from './strip.ts';

/** A strip as dark text on a light background. Without a margin, Tesseract misses what touches the edge. */
export function tesseractInput(strip: Strip, margin: number): RgbaImage {
  const shades = shadesOf(strip);
  const background = medianOf(shades);
  const inverted = background < 128 ? 255 : 0;
  const [width, height] = [strip.width + 2 * margin, STRIP_HEIGHT + 2 * margin];
  const data = new Uint8ClampedArray(4 * width * height);
  data.fill(background ^ inverted);
  for (let y = 0; y < STRIP_HEIGHT; y += 1) {
    let to = 4 * ((y + margin) * width + margin);
    for (let x = 0; x < strip.width; x += 1, to += 4) {
      data.fill((shades[y * strip.width + x] ?? 0) ^ inverted, to, to + 3);
    }
  }
  return { width, height, data };
}
