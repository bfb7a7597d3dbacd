import type { Picture } from './picture.ts';
import type { Rectangle, Spot } from './quad.ts';
import { quadOf } from './quad.ts';

/** A text line cut out and straightened: three planes (red, green, blue) of `STRIP_HEIGHT` rows. */
export interface Strip {
  readonly width: number;
  readonly planes: Uint8Array;
}

/** What the recognition model was trained on. */
export const STRIP_HEIGHT = 48;
/** Longer lines are squeezed: at this width a line holds some 300 characters. */
const MOST_STRIP_WIDTH = 4096;
/** Samples along each side of a strip pixel where the picture shrinks; more cost time and change nothing. */
const MOST_SAMPLES = 3;

/** Cuts a rectangle out of a picture, 48 px high, blending neighbouring pixels. */
export function cutStrip(picture: Picture, rectangle: Rectangle): Strip {
  const scale = rectangle.height / STRIP_HEIGHT;
  const width = Math.min(MOST_STRIP_WIDTH, Math.max(1, Math.round(rectangle.width / scale)));
  const planes = new Uint8Array(3 * STRIP_HEIGHT * width);
  const samples = Math.min(MOST_SAMPLES, Math.max(1, Math.round(scale)));
  const [origin, along, , down] = quadOf(rectangle);
  const right = step(origin, along, width);
  const below = step(origin, down, STRIP_HEIGHT);
  const color: [number, number, number] = [0, 0, 0];
  const size = STRIP_HEIGHT * width;
  for (let y = 0, i = 0; y < STRIP_HEIGHT; y += 1) {
    for (let x = 0; x < width; x += 1, i += 1) {
      color.fill(0);
      for (let v = 0; v < samples; v += 1) {
        const dy = y + (v + 0.5) / samples;
        for (let u = 0; u < samples; u += 1) {
          const dx = x + (u + 0.5) / samples;
          addPixel(
            picture,
            origin.x + right.x * dx + below.x * dy - 0.5,
            origin.y + right.y * dx + below.y * dy - 0.5,
            color,
          );
        }
      }
      const count = samples * samples;
      planes[i] = color[0] / count + 0.5;
      planes[i + size] = color[1] / count + 0.5;
      planes[i + 2 * size] = color[2] / count + 0.5;
    }
  }
  return { width, planes };
}

function step(from: Spot, to: Spot, count: number): Spot {
  return { x: (to.x - from.x) / count, y: (to.y - from.y) / count };
}

/** Adds the picture's colour between pixels; beyond its edge the edge goes on. */
function addPixel(
  { width, height, pixels }: Picture,
  x: number,
  y: number,
  color: [number, number, number],
): void {
  const px = x < 0 ? 0 : x > width - 1 ? width - 1 : x;
  const py = y < 0 ? 0 : y > height - 1 ? height - 1 : y;
  const left = Math.floor(px);
  const top = Math.floor(py);
  const fx = px - left;
  const fy = py - top;
  const a = (top * width + left) * 3;
  const b = left + 1 < width ? a + 3 : a;
  const c = top + 1 < height ? a + width * 3 : a;
  const d = c + b - a;
  for (let i = 0; i < 3; i += 1) {
    const upper = (pixels[a + i] ?? 0) * (1 - fx) + (pixels[b + i] ?? 0) * fx;
    const lower = (pixels[c + i] ?? 0) * (1 - fx) + (pixels[d + i] ?? 0) * fx;
    color[i as 0 | 1 | 2] += upper * (1 - fy) + lower * fy;
  }
}

/** The strip upside down. */
export function flip({ width, planes }: Strip): Strip {
  const size = planes.length / 3;
  const flipped = new Uint8Array(planes.length);
  for (let plane = 0; plane < 3; plane += 1) {
    flipped.set(planes.slice(plane * size, (plane + 1) * size).reverse(), plane * size);
  }
  return { width, planes: flipped };
}
