import type {} from './web-assembly.d.ts';
import type { WrappedPdfiumModule } from '@embedpdf/pdfium';
import type { Size } from './size.ts';

const POINTS_PER_INCH = 72;
/** Letters of 6 points are 17 pixels high then. */
const DOTS_PER_INCH = 200;
/** Scans with more show nothing more. */
const MAX_DOTS_PER_INCH = 300;
/** Share of the page that a scan covers. */
const COVERED = 0.5;
/** A page of more objects is drawn, not scanned. */
const MAX_OBJECTS = 1000;
/** FPDF_PAGEOBJ_*: https://pdfium.googlesource.com/pdfium/+/main/public/fpdf_edit.h */
const TEXT = 1;
const IMAGE = 3;
const INVISIBLE = 3;

/** A scanned page is drawn in the resolution of its scan, so that its pixels stay what they are; others at 200 dpi. */
export function dotsPerPoint(
  pdfium: WrappedPdfiumModule,
  memory: WebAssembly.Memory,
  page: number,
  points: Size,
): number {
  const objects = Math.min(MAX_OBJECTS + 1, pdfium.FPDFPage_CountObjects(page));
  // Stamps and form fields lie upon a scan.
  let [scanned, isDrawn] = [0, objects > MAX_OBJECTS || pdfium.FPDFPage_GetAnnotCount(page) > 0];
  for (let index = 0; index < objects && !isDrawn; index++) {
    const object = pdfium.FPDFPage_GetObject(page, index);
    const type = pdfium.FPDFPageObj_GetType(object);
    // Scanners lay what they recognised under the picture, as invisible text.
    const isUnseen = type === TEXT && pdfium.FPDFTextObj_GetTextRenderMode(object) === INVISIBLE;
    if (type === IMAGE) scanned = Math.max(scanned, resolutionOf(pdfium, memory, object, points));
    else if (!isUnseen) isDrawn = true;
  }
  const least = scanned === 0 || isDrawn ? DOTS_PER_INCH : 0;
  return Math.min(MAX_DOTS_PER_INCH, Math.max(least, scanned)) / POINTS_PER_INCH;
}

/** Of an image that covers most of the page; 0 for others. */
function resolutionOf(
  { pdfium, ...calls }: WrappedPdfiumModule,
  memory: WebAssembly.Memory,
  image: number,
  page: Size,
): number {
  const { malloc, free } = pdfium.wasmExports;
  const at = malloc(24);
  calls.FPDFImageObj_GetImagePixelSize(image, at, at + 4);
  calls.FPDFPageObj_GetBounds(image, at + 8, at + 12, at + 16, at + 20);
  const [width = 0, height = 0] = new Uint32Array(memory.buffer, at, 2);
  const [left = 0, bottom = 0, right = 0, top = 0] = new Float32Array(memory.buffer, at + 8, 4);
  free(at);
  const area = (right - left) * (top - bottom);
  if (area < COVERED * page.width * page.height) return 0;
  return POINTS_PER_INCH * Math.sqrt((width * height) / area);
}
