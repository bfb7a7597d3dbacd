import sharp from 'sharp';
import type { Panel } from './panel.ts';
import type { Projection } from './project.ts';
import type { Random } from './random.ts';

/** A picture to draw on: RGB, three bytes per pixel. */
export interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

export type Colour = readonly [red: number, green: number, blue: number];

export function plainCanvas({ width, height }: Size, colour: Colour): Canvas {
  const pixels = new Uint8Array(3 * width * height);
  for (let i = 0; i < pixels.length; i += 1) pixels[i] = colour[i % 3] ?? 0;
  return { width, height, pixels };
}

/** Blurred noise of several sizes, as leaves, gravel and fabric have. `contrast`: 0…1. */
export async function grainyCanvas(
  size: Size,
  colour: Colour,
  contrast: number,
  random: Random,
): Promise<Canvas> {
  const canvas = plainCanvas(size, colour);
  for (const step of [2, 7, 40]) {
    const octave = await noise(size, step, random);
    for (let i = 0; i < canvas.pixels.length; i += 1) {
      const change = ((octave[Math.floor(i / 3)] ?? 128) - 128) * contrast;
      canvas.pixels[i] = Math.min(255, Math.max(0, (canvas.pixels[i] ?? 0) + change));
    }
  }
  return canvas;
}

async function noise({ width, height }: Size, step: number, random: Random): Promise<Buffer> {
  const [w, h] = [Math.ceil(width / step), Math.ceil(height / step)];
  const bytes = Buffer.from(Array.from({ length: w * h }, () => random.whole(0, 255)));
  return sharp(bytes, { raw: { width: w, height: h, channels: 1 } })
    .resize(width, height, { fit: 'fill', kernel: 'cubic' })
    .extractChannel(0)
    .raw()
    .toBuffer();
}

/** Samples along each side of a pixel. */
const SAMPLES = 3;

/** Lays a panel on the canvas. */
export function paint(canvas: Canvas, panel: Panel, { at, middle, reach }: Projection): void {
  const sum = new Float64Array(4);
  const [left, top] = [
    Math.max(0, Math.floor(middle.x - reach)),
    Math.max(0, Math.floor(middle.y - reach)),
  ];
  for (let y = top; y < Math.min(canvas.height, middle.y + reach); y += 1) {
    for (let x = left; x < Math.min(canvas.width, middle.x + reach); x += 1) {
      if (!isNear(panel, at(x + 0.5, y + 0.5))) continue;
      sum.fill(0);
      for (let s = 0; s < SAMPLES * SAMPLES; s += 1) {
        const [dx, dy] = [(s % SAMPLES) + 0.5, Math.floor(s / SAMPLES) + 0.5];
        const from = at(x + dx / SAMPLES, y + dy / SAMPLES);
        if (from) addColour(panel, from.x - 0.5, from.y - 0.5, sum);
      }
      blend(canvas, 3 * (y * canvas.width + x), sum);
    }
  }
}

/** Lays an upright panel on the canvas pixel by pixel, as a screen does. */
export function stamp(canvas: Canvas, panel: Panel, left: number, top: number): void {
  const sum = new Float64Array(4);
  for (let y = Math.max(0, -top); y < Math.min(panel.height, canvas.height - top); y += 1) {
    for (let x = Math.max(0, -left); x < Math.min(panel.width, canvas.width - left); x += 1) {
      sum.fill(0);
      addPixel(panel, x, y, SAMPLES * SAMPLES, sum);
      blend(canvas, 3 * ((top + y) * canvas.width + left + x), sum);
    }
  }
}

/** A pixel of the canvas may be this many of the panel's wide. */
const WIDEST_PIXEL = 8;

function isNear({ width, height }: Panel, at: { x: number; y: number } | undefined): boolean {
  if (!at) return false;
  const isBeside = (value: number, size: number) =>
    value > -WIDEST_PIXEL && value < size + WIDEST_PIXEL;
  return isBeside(at.x, width) && isBeside(at.y, height);
}

/** Adds the bilinear colour of a point, weighted by its alpha. */
function addColour(panel: Panel, x: number, y: number, sum: Float64Array): void {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [fx, fy] = [x - left, y - top];
  addPixel(panel, left, top, (1 - fx) * (1 - fy), sum);
  addPixel(panel, left + 1, top, fx * (1 - fy), sum);
  addPixel(panel, left, top + 1, (1 - fx) * fy, sum);
  addPixel(panel, left + 1, top + 1, fx * fy, sum);
}

function addPixel(
  { width, height, pixels }: Panel,
  x: number,
  y: number,
  share: number,
  sum: Float64Array,
): void {
  if (x < 0 || y < 0 || x >= width || y >= height) return;
  const at = 4 * (y * width + x);
  const weight = share * ((pixels[at + 3] ?? 0) / 255);
  for (let k = 0; k < 3; k += 1) sum[k]! += weight * (pixels[at + k] ?? 0);
  sum[3]! += weight;
}

function blend({ pixels }: Canvas, at: number, sum: Float64Array): void {
  const all = SAMPLES * SAMPLES;
  const rest = 1 - (sum[3] ?? 0) / all;
  for (let k = 0; k < 3; k += 1)
    pixels[at + k] = (sum[k] ?? 0) / all + rest * (pixels[at + k] ?? 0);
}

/** A straight line, `thick` pixels wide. */
export function stroke(
  { width, height, pixels }: Canvas,
  [x1, y1, x2, y2]: readonly [number, number, number, number],
  colour: Colour,
  thick = 1,
): void {
  const steps = Math.ceil(Math.max(Math.abs(x2 - x1), Math.abs(y2 - y1)));
  for (let i = 0; i <= steps; i += 1) {
    const [cx, cy] = [x1 + ((x2 - x1) * i) / steps, y1 + ((y2 - y1) * i) / steps];
    for (let dy = 0; dy < thick; dy += 1) {
      for (let dx = 0; dx < thick; dx += 1) {
        const [x, y] = [Math.round(cx) + dx, Math.round(cy) + dy];
        if (x < 0 || y < 0 || x >= width || y >= height) continue;
        pixels.set(colour, 3 * (y * width + x));
      }
    }
  }
}

export interface Camera {
  /** Sigma in pixels. */
  readonly blur?: number;
  /** Sensor noise: the largest change of a colour. */
  readonly noise?: number;
  /** JPEG's, 1…100; absent: PNG. */
  readonly quality?: number;
}

/** The file that a camera or a screenshot makes of the canvas. */
export async function developed(canvas: Canvas, camera: Camera, random: Random): Promise<Buffer> {
  const { width, height } = canvas;
  const { blur = 0, noise: grain = 0, quality } = camera;
  const pixels =
    grain > 0 ? canvas.pixels.map((value) => noisy(value, grain, random)) : canvas.pixels;
  const raw = sharp(pixels, { raw: { width, height, channels: 3 } });
  const seen = blur >= 0.3 ? raw.blur(blur) : raw;
  return (quality === undefined ? seen.png() : seen.jpeg({ quality })).toBuffer();
}

function noisy(value: number, grain: number, random: Random): number {
  return Math.min(255, Math.max(0, value + random.between(-grain, grain)));
}
