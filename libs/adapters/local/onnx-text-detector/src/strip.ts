import type { Picture } from './picture.ts';
import type { Rectangle, PixelPoint } from './quad.ts';
import { quadOf } from './quad.ts';

/** A text line cut out and straightened: three planes (red, green, blue) of `STRIP_HEIGHT` rows. */
export interface Strip {
  readonly width: number;
  readonly planes: Uint8Array;
}

/** The height that the recognition model was trained on. */
export const STRIP_HEIGHT = 48;
/** Strip pixels per step of its output. */
export const STEP_WIDTH = 8;
/** Longer lines are compressed; a line of this width has some 1,200 characters. */
const MAX_STRIP_WIDTH = 16_384;
/** Samples along each side of a strip pixel when scaling down; more cost time and change nothing. */
const MAX_SAMPLES = 3;

/** Crops a rotated rectangle with bilinear interpolation, and scales it to `STRIP_HEIGHT` and its width by `stretch` more. */
export function cutStrip(picture: Picture, rectangle: Rectangle, stretch = 1): Strip {
  const scale = rectangle.height / STRIP_HEIGHT;
  const natural = Math.round((stretch * rectangle.width) / scale);
  const width = Math.min(MAX_STRIP_WIDTH, Math.max(1, natural));
  const planes = new Uint8Array(3 * STRIP_HEIGHT * width);
  const samples = Math.min(MAX_SAMPLES, Math.max(1, Math.round(scale)));
  const [origin, along, , down] = quadOf(rectangle);
  const right = step(origin, along, width * samples);
  const below = step(origin, down, STRIP_HEIGHT * samples);
  // Half a sample forward and half a pixel back, because a pixel's colour is that of its centre.
  const first = {
    x: origin.x + (right.x + below.x) / 2 - 0.5,
    y: origin.y + (right.y + below.y) / 2 - 0.5,
  };
  const sums = new Float32Array(3 * width);
  for (let y = 0; y < STRIP_HEIGHT; y += 1) {
    sums.fill(0);
    for (let v = 0; v < samples; v += 1) {
      const row = y * samples + v;
      const start = { x: first.x + below.x * row, y: first.y + below.y * row };
      addRow(picture, start, right, samples, sums);
    }
    storeRow(sums, samples * samples, planes, y, width);
  }
  return { width, planes };
}

function step(from: PixelPoint, to: PixelPoint, count: number): PixelPoint {
  return { x: (to.x - from.x) / count, y: (to.y - from.y) / count };
}

/**
 * Adds the picture's colours along a row of samples; outside the picture its edge is repeated. Inlined because every pixel of
 * every line passes here: function calls and tuples would take three times as long.
 */
function addRow(
  { width, height, pixels }: Picture,
  start: PixelPoint,
  right: PixelPoint,
  samples: number,
  sums: Float32Array,
): void {
  const [lastX, lastY] = [width - 1, height - 1];
  let { x, y } = start;
  for (let i = 0; i < sums.length; i += 3) {
    for (let u = 0; u < samples; u += 1, x += right.x, y += right.y) {
      const px = x < 0 ? 0 : x > lastX ? lastX : x;
      const py = y < 0 ? 0 : y > lastY ? lastY : y;
      const left = px | 0;
      const top = py | 0;
      const fx = px - left;
      const fy = py - top;
      const a = (top * width + left) * 3;
      const b = left < lastX ? a + 3 : a;
      const down = top < lastY ? width * 3 : 0;
      const wa = (1 - fx) * (1 - fy);
      const wb = fx * (1 - fy);
      const wc = (1 - fx) * fy;
      const wd = fx * fy;
      for (let k = 0; k < 3; k += 1) {
        sums[i + k]! +=
          pixels[a + k]! * wa +
          pixels[b + k]! * wb +
          pixels[a + down + k]! * wc +
          pixels[b + down + k]! * wd;
      }
    }
  }
}

function storeRow(
  sums: Float32Array,
  count: number,
  planes: Uint8Array,
  y: number,
  width: number,
): void {
  const size = STRIP_HEIGHT * width;
  for (let x = 0; x < width; x += 1) {
    for (let k = 0; k < 3; k += 1) {
      planes[k * size + y * width + x] = (sums[3 * x + k] ?? 0) / count + 0.5;
    }
  }
}
