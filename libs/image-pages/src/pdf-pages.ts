import { DecoderWorker } from './decoder-worker.ts';
import { ownPixels } from './free-pixels.ts';
import type { OpenedPages, PageLimits, Pixels } from './opened-pages.ts';

/** A4 at 500 dots per inch. Pages ask for any size, and are drawn smaller. */
const MAX_DRAWN_PIXELS = 25_000_000;

export type PdfQuestion =
  | { readonly kind: 'count' }
  | { readonly kind: 'page'; readonly number: number; readonly limits: PageLimits };

/** Pages of a PDF as pictures: right also where its text layer is wrong or missing. */
export async function openPdf(bytes: Uint8Array, limits: PageLimits): Promise<OpenedPages> {
  const file = new URL('./pdf-worker.ts', import.meta.url);
  const worker = new DecoderWorker(file, bytes);
  const drawn = { ...limits, maxPixels: Math.min(limits.maxPixels, MAX_DRAWN_PIXELS) };
  try {
    return {
      format: 'PDF',
      kind: 'pages',
      count: await worker.ask<number>({ kind: 'count' } satisfies PdfQuestion),
      page: async (number) => {
        const question = { kind: 'page', number, limits: drawn } satisfies PdfQuestion;
        return ownPixels(await worker.ask<Pixels>(question));
      },
      [Symbol.asyncDispose]: () => worker[Symbol.asyncDispose](),
    };
  } catch (error) {
    await worker[Symbol.asyncDispose]();
    throw error;
  }
}
