import { createHash } from 'node:crypto';
import type { Result } from '@glyphwatch/domain';
import { openPages, type PageLimits } from '@glyphwatch/image-pages';
import { drawCovers, type MatchBox } from '@glyphwatch/match-picture';
import pLimit from 'p-limit';
import sharp from 'sharp';
import { coversOn } from './covers.ts';
import { KeptViews } from './kept-views.ts';

export type ViewWidth = '320' | '2048' | 'full';

export interface PictureView {
  /** From 1. */
  readonly page: number;
  /** Pixels of the longer side, at most; `full`: as it is, as far as WebP and memory allow. */
  readonly width: ViewWidth;
}

export interface PictureViewsOptions {
  /** The bytes of the image version of a result; fails with any code of `ImageSource.read`. */
  readonly read: (result: Result) => Promise<Uint8Array>;
  /** Where covered views are kept; absent: nowhere. */
  readonly folder?: string;
  /** Of all that is kept. */
  readonly maxKeptBytes?: number;
}

const DEFAULT_KEPT_BYTES = 1_000_000_000;
/** Decoded at once: each may take a hundred megabytes. */
const AT_ONCE = 2;
/** https://developers.google.com/speed/webp/faq#what_is_the_maximum_size_a_webp_image_can_be */
const LARGEST_WEBP = 16_383;
const MAX_PIXELS = 100_000_000;
const SIDE: Readonly<Record<ViewWidth, number>> = { '320': 320, '2048': 2048, full: LARGEST_WEBP };
const READ_PIXELS: Readonly<Record<ViewWidth, number>> = {
  '320': 640 ** 2,
  '2048': 2048 ** 2,
  full: 40_000_000,
};
const QUALITY = 80;
/** Other settings, covers or code: raise it, so that what is kept is made anew. */
const EDITION = '1';

/**
 * Pictures for browsers: one page, upright, re-encoded as WebP without metadata, so that nothing else of a file arrives there. What
 * sensitive rules matched is painted over before it is encoded. Equal contents with equal covers are kept once.
 */
export class PictureViews {
  readonly #read: PictureViewsOptions['read'];
  readonly #kept: KeptViews | undefined;
  readonly #limit = pLimit(AT_ONCE);
  readonly #drawing = new Map<string, Promise<Uint8Array>>();

  constructor({ read, folder, maxKeptBytes = DEFAULT_KEPT_BYTES }: PictureViewsOptions) {
    this.#read = read;
    this.#kept = folder === undefined ? undefined : new KeptViews(folder, maxKeptBytes);
  }

  /** Several who ask for the same at once get the same. */
  covered(result: Result, view: PictureView): Promise<Uint8Array> {
    const covers = coversOn(view.page, result);
    const places = covers.map(({ polygons }) => polygons);
    const asked = JSON.stringify([EDITION, view.page, view.width, places]);
    const key = `${result.imageId} ${result.version} ${asked}`;
    const drawing =
      this.#drawing.get(key) ?? this.#findOrDraw(keptName(result, asked), result, view, covers);
    this.#drawing.set(key, drawing);
    return drawing.finally(() => this.#drawing.delete(key));
  }

  /** Without covers; it is not kept. */
  async bare(result: Result, view: PictureView): Promise<Uint8Array> {
    return this.#draw(result, view, []);
  }

  async #findOrDraw(
    name: string | undefined,
    result: Result,
    view: PictureView,
    covers: readonly MatchBox[],
  ): Promise<Uint8Array> {
    if (!this.#kept || name === undefined) return this.#draw(result, view, covers);
    const found = await this.#kept.find(name);
    if (found) return found;
    const drawn = await this.#draw(result, view, covers);
    await this.#kept.keep(name, drawn);
    return drawn;
  }

  #draw(
    result: Result,
    { page, width }: PictureView,
    covers: readonly MatchBox[],
  ): Promise<Uint8Array> {
    return this.#limit(async () => {
      const maxReadPixels = READ_PIXELS[width];
      const limits: PageLimits = { maxBytes: Infinity, maxPixels: MAX_PIXELS, maxReadPixels };
      await using opened = await openPages(await this.#read(result), limits);
      const { pixels, ...size } = await opened.page(page);
      const raw = { width: size.width, height: size.height, channels: 3 } as const;
      const painted = covers.length === 0 ? pixels : await paintOver(pixels, raw, covers);
      return sharp(painted, { raw })
        .resize({
          ...{ width: SIDE[width], height: SIDE[width] },
          ...{ fit: 'inside', withoutEnlargement: true },
        })
        .webp({ quality: QUALITY, effort: 2 })
        .toBuffer();
    });
  }
}

function paintOver(
  pixels: Uint8Array,
  raw: { readonly width: number; readonly height: number; readonly channels: 3 },
  covers: readonly MatchBox[],
): Promise<Buffer> {
  return sharp(pixels, { raw })
    .composite([{ input: drawCovers(covers, raw) }])
    .removeAlpha()
    .raw()
    .toBuffer();
}

/** SHA-256, as files have it. */
const CONTENT_HASH = /^[0-9a-f]{64}$/;
const NAME_LENGTH = 32;

/** Begins with the hash of the content, so that it is found when the content is forgotten; `undefined`: not to be kept. */
function keptName({ version }: Result, asked: string): string | undefined {
  if (!CONTENT_HASH.test(version)) return undefined;
  const rest = createHash('sha256').update(asked).digest('hex').slice(0, NAME_LENGTH);
  return `${version}-${rest}`;
}
