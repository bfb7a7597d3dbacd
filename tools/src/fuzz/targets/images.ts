import { openPages } from '@glyphwatch/image-pages';
import { imageFormat } from '@glyphwatch/image-pages/formats';
import { ownErrorsOnly } from '../checks.ts';
import { ensure, type FuzzTarget } from '../fuzz-target.ts';

const LIMITS = { maxBytes: 1_000_000, maxPixels: 1_000_000, maxReadPixels: 10_000 };
/** Decoded in threads of their own, which are watched: tools/bench/image-pages/hostile.ts. */
const ELSEWHERE = ['PDF', 'HEIC'];

export const images: FuzzTarget = {
  name: 'images',
  reads: 'headers of BMP, GIF, PNG, WebP, TIFF, JPEG and AVIF, and their first pages',
  async run(input) {
    if (ELSEWHERE.includes(imageFormat(input) ?? '')) return;
    await ownErrorsOnly(async () => {
      await using pages = await openPages(input, LIMITS);
      ensure(pages.count >= 1, `${pages.count} pages`);
      const { width, height, pixels } = await pages.page(1);
      ensure(pixels.length === width * height * 3, `${pixels.length} bytes for ${width}×${height}`);
    });
  },
};
