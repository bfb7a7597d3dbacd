import type { Size } from './size.ts';

/*
 * Glossary
 *   page      a page of a document, or the only picture of a file
 *   frame     a page of an animation
 *   pixels    a decoded page: upright (EXIF applied), opaque, sRGB, three bytes per pixel, row by row
 */

export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array<ArrayBuffer>;
  /** Size before `maxReadPixels` was applied. */
  readonly full: Size;
  /** Why part of the page is missing, if one is: what is there can be read. */
  readonly lacks?: string;
}

export interface PageLimits {
  /** Larger files are rejected. */
  readonly maxBytes: number;
  /** Pages with more pixels are rejected before decoding. Drawn pages (PDF) are drawn smaller. */
  readonly maxPixels: number;
  /** Pages with more pixels are scaled down to about this many. */
  readonly maxReadPixels: number;
}

/** A file of which each page can be decoded. Close it, because some decoders are workers. */
export interface OpenedPages extends AsyncDisposable {
  readonly format: string;
  readonly kind: 'pages' | 'frames';
  /** At least 1. */
  readonly count: number;
  /**
   * Decodes one page, from 1; in order is fastest. The caller may transfer the pixels.
   * Fails with `image-unsupported` (this page is damaged or too large); other pages may still be decoded.
   */
  page(number: number): Promise<Pixels>;
}
