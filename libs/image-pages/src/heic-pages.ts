import { createRequire } from 'node:module';
import { refuseCutOff } from './cut-off.ts';
import { DecoderWorker } from './decoder-worker.ts';
import { ownPixels } from './free-pixels.ts';
import type { OpenedPages, PageLimits, Pixels } from './opened-pages.ts';
import { withinLimit } from './sharp-pages.ts';
import { unsupported } from './unsupported.ts';

/** Decodes with libheif (LGPL), which Glyphwatch must not bring along. */
const PACKAGE = 'heic-decode';

export interface HeicJob {
  /** Path of the package. */
  readonly decoder: string;
  readonly bytes: Uint8Array;
  readonly maxPixels: number;
}

export type HeicQuestion =
  { readonly kind: 'count' } | { readonly kind: 'page'; readonly number: number };

/**
 * The pictures of a HEIC, upright as the file says. Thumbnails, depth and gain maps are none. Of several, those that show
 * nothing new are left out like frames, because they are bursts, or one picture in different versions.
 */
export async function openHeic(
  bytes: Uint8Array,
  { maxPixels, maxReadPixels }: PageLimits,
  decoder = resolveDecoder(),
): Promise<OpenedPages> {
  refuseCutOff(bytes);
  const file = new URL('./heic-worker.ts', import.meta.url);
  const worker = new DecoderWorker(file, { decoder, bytes, maxPixels } satisfies HeicJob);
  const ask = <T>(question: HeicQuestion): Promise<T> => worker.ask<T>(question);
  try {
    const count = await ask<number>({ kind: 'count' });
    return {
      format: 'HEIC',
      kind: count === 1 ? 'pages' : 'frames',
      count,
      page: async (number) => {
        const decoded = await ask<Omit<Pixels, 'full'>>({ kind: 'page', number });
        return withinLimit(ownPixels(decoded), { maxReadPixels });
      },
      [Symbol.asyncDispose]: () => worker[Symbol.asyncDispose](),
    };
  } catch (error) {
    await worker[Symbol.asyncDispose]();
    throw error;
  }
}

function resolveDecoder(): string {
  try {
    return createRequire(import.meta.url).resolve(PACKAGE);
  } catch (cause) {
    throw unsupported(
      `HEIC needs a package that Glyphwatch does not include because of its licence (LGPL). Install it with: npm install ${PACKAGE}`,
      cause,
    );
  }
}
