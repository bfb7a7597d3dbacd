import type {} from './web-assembly.d.ts';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { DecoderWorker } from './decoder-worker.ts';
import { loadOnce } from './load-once.ts';
import type { OpenedPages, PageLimits, Pixels } from './opened-pages.ts';

/** A4 at 500 dots per inch. Pages ask for any size, and are drawn smaller. */
const MAX_DRAWN_PIXELS = 25_000_000;

export type PdfQuestion =
  | { readonly kind: 'count' }
  | { readonly kind: 'page'; readonly number: number; readonly limits: PageLimits };

/** Pages of a PDF as pictures: right also where its text layer is wrong or missing. */
export async function openPdf(bytes: Uint8Array, limits: PageLimits): Promise<OpenedPages> {
  const file = new URL('./pdf-worker.ts', import.meta.url);
  const worker = new DecoderWorker(file, { bytes: shared(bytes), module: await pdfiumModule() });
  const drawn = { ...limits, maxPixels: Math.min(limits.maxPixels, MAX_DRAWN_PIXELS) };
  try {
    return {
      format: 'PDF',
      kind: 'pages',
      count: await worker.ask<number>({ kind: 'count' } satisfies PdfQuestion),
      page: (number) =>
        worker.ask<Pixels>({ kind: 'page', number, limits: drawn } satisfies PdfQuestion),
      [Symbol.asyncDispose]: () => worker[Symbol.asyncDispose](),
    };
  } catch (error) {
    await worker[Symbol.asyncDispose]();
    throw error;
  }
}

/** One copy for all threads that may have to decode it, instead of one here and one for each. */
function shared(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}

/** Compiled once for all workers. */
const pdfiumModule = loadOnce(async () => {
  const file = createRequire(import.meta.url).resolve('@embedpdf/pdfium/pdfium.wasm');
  return WebAssembly.compile(await readFile(file));
});
