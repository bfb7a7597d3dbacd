import sharp from 'sharp';
import { flattenAlpha } from './flatten-alpha.ts';
import type { OpenedPages, PageLimits, Pixels } from './opened-pages.ts';
import { openedPages, withinLimit } from './sharp-pages.ts';
import type { Size } from './size.ts';
import { damaged, tooLarge } from './unsupported.ts';

/** A part of the canvas that a frame changes. */
export interface Patch extends Size {
  readonly left: number;
  readonly top: number;
  /** A still picture of the same format, as large as the patch. */
  readonly file: () => Uint8Array;
  /** Covers what was there, even where it is transparent. */
  readonly replaces: boolean;
  /** What becomes of the patch when the next frame is drawn. */
  readonly then: 'stays' | 'clear' | 'restore';
}

export interface Animation extends Size {
  readonly format: string;
  readonly patches: readonly Patch[];
}

/**
 * Frames of an animation. Each changes a part of the canvas, so they are drawn one upon the other, in order:
 *
 *     file      patch 1   patch 2   patch 3
 *                  ▼         ▼         ▼        each decoded by sharp as a picture of its own
 *     canvas    frame 1 → frame 2 → frame 3     going back starts anew
 *
 * Asking sharp for frame n decodes all before it every time, and asking for all at once takes memory for all.
 */
export function openAnimation(animation: Animation, limits: PageLimits): OpenedPages {
  const { format, patches, width, height } = animation;
  if (width * height > limits.maxPixels) throw tooLarge(animation, limits.maxPixels);
  let canvas = new Canvas(animation);
  return openedPages({
    format,
    kind: 'frames',
    count: patches.length,
    page: async (number) => {
      if (number <= canvas.drawn) canvas = new Canvas(animation);
      // A frame before it that is damaged is reported when it is asked for itself.
      while (canvas.drawn < number - 1) await canvas.draw(limits).catch(() => undefined);
      await canvas.draw(limits);
      return withinLimit(canvas.picture(), limits);
    },
  });
}

class Canvas {
  readonly #animation: Animation;
  readonly #rgba: Uint8Array;
  #before: Uint8Array | undefined;
  drawn = 0;

  constructor(animation: Animation) {
    this.#animation = animation;
    this.#rgba = new Uint8Array(animation.width * animation.height * 4);
  }

  /** A frame that cannot be decoded counts as drawn, and the next one is drawn without it. */
  async draw({ maxPixels }: PageLimits): Promise<void> {
    const { patches } = this.#animation;
    this.#dispose(patches[this.drawn - 1]);
    const patch = patches[this.drawn++];
    if (!patch) return;
    if (patch.then === 'restore') this.#before = this.#rgba.slice();
    if (patch.width * patch.height > maxPixels) throw tooLarge(patch, maxPixels);
    this.#blend(patch, await decode(patch));
  }

  picture(): Omit<Pixels, 'full'> {
    const { width, height } = this.#animation;
    return { width, height, pixels: flattenAlpha(this.#rgba, width) };
  }

  #dispose(patch: Patch | undefined): void {
    if (patch?.then === 'restore' && this.#before) this.#rgba.set(this.#before);
    this.#before = undefined;
    if (patch?.then === 'clear') this.#rows(patch, (from, to) => this.#rgba.fill(0, from, to));
  }

  #blend(patch: Patch, pixels: Uint8Array): void {
    this.#rows(patch, (from, to, row) => {
      const source = row * patch.width * 4;
      if (patch.replaces) this.#rgba.set(pixels.subarray(source, source + to - from), from);
      else blendRow(this.#rgba, from, to, pixels, source);
    });
  }

  /** The rows of the patch inside the canvas, as ranges of its bytes. */
  #rows(patch: Patch, visit: (from: number, to: number, row: number) => void): void {
    const { width, height } = this.#animation;
    const columns = Math.min(patch.width, width - patch.left);
    const rows = Math.min(patch.height, height - patch.top);
    for (let row = 0; row < rows && columns > 0; row++) {
      const from = ((patch.top + row) * width + patch.left) * 4;
      visit(from, from + columns * 4, row);
    }
  }
}

function blendRow(rgba: Uint8Array, from: number, to: number, over: Uint8Array, start: number) {
  for (let at = from, source = start; at < to; at += 4, source += 4) {
    const opacity = over[source + 3]!;
    if (opacity === 0) continue;
    const rest = (rgba[at + 3]! * (255 - opacity)) / 255;
    const sum = opacity + rest;
    for (let part = 0; part < 3; part++) {
      rgba[at + part] = (over[source + part]! * opacity + rgba[at + part]! * rest) / sum;
    }
    rgba[at + 3] = sum;
  }
}

async function decode({ file, width, height }: Patch): Promise<Uint8Array> {
  try {
    const { data, info } = await sharp(file(), { failOn: 'error', limitInputPixels: false })
      .toColourspace('srgb')
      .ensureAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    if (info.width === width && info.height === height) return data;
  } catch (cause) {
    throw damaged(cause);
  }
  throw damaged(new Error('A frame has not the size that it declares.'));
}
