import { createRequire } from 'node:module';
import { DecoderWorker } from './decoder-worker.ts';
import type { OpenedPages, PageLimits, Pixels } from './opened-pages.ts';
import { withinLimit } from './sharp-pages.ts';
import { unsupported } from './unsupported.ts';

/** Decodes with libheif (LGPL), which Glyphwatch must not bring along. */
const PACKAGE = 'heic-decode';

/** The first picture of a HEIC, upright as the file says; the others are previews and depth maps. */
export function openHeic(bytes: Uint8Array, { maxPixels, maxReadPixels }: PageLimits): OpenedPages {
  const decoder = resolveDecoder();
  const file = new URL('./heic-worker.ts', import.meta.url);
  const worker = new DecoderWorker(file, { decoder, bytes, maxPixels });
  return {
    format: 'HEIC',
    kind: 'pages',
    count: 1,
    page: async () => withinLimit(await worker.ask<Omit<Pixels, 'full'>>({}), { maxReadPixels }),
    [Symbol.asyncDispose]: () => worker[Symbol.asyncDispose](),
  };
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
