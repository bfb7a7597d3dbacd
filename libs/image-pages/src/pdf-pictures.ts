import type {} from './web-assembly.d.ts';
import type { WrappedPdfiumModule } from '@embedpdf/pdfium';
import type { Pixels } from './opened-pages.ts';

/** FPDF_PAGEOBJ_IMAGE: https://pdfium.googlesource.com/pdfium/+/main/public/fpdf_edit.h */
const IMAGE = 3;
const MAX_OBJECTS = 1000;
/** Points of a picture that are looked at, in each direction. */
const SAMPLES = 100;
/** A picture of which less shows may not have been drawn. Text covers 1 to 10 % of a page. */
const MIN_SHOWN = 0.02;

type Drawn = Pick<Pixels, 'width' | 'height' | 'pixels'>;

/** Whether a picture on the page cannot be decoded. PDFium leaves its place white without a word. */
export function lacksPicture(
  pdfium: WrappedPdfiumModule,
  memory: WebAssembly.Memory,
  page: number,
  drawn: Drawn,
): boolean {
  const count = Math.min(MAX_OBJECTS, pdfium.FPDFPage_CountObjects(page));
  for (let index = 0; index < count; index++) {
    const object = pdfium.FPDFPage_GetObject(page, index);
    if (pdfium.FPDFPageObj_GetType(object) !== IMAGE) continue;
    const isShown = shownOf(drawn, placeOf(pdfium, memory, page, object, drawn)) >= MIN_SHOWN;
    if (!isShown && !canBeDecoded(pdfium, object)) return true;
  }
  return false;
}

function canBeDecoded(pdfium: WrappedPdfiumModule, image: number): boolean {
  const bitmap = pdfium.FPDFImageObj_GetBitmap(image);
  if (bitmap !== 0) pdfium.FPDFBitmap_Destroy(bitmap);
  return bitmap !== 0;
}

interface Place {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** In pixels of the page as drawn. */
function placeOf(
  { pdfium, ...calls }: WrappedPdfiumModule,
  memory: WebAssembly.Memory,
  page: number,
  image: number,
  { width, height }: Drawn,
): Place {
  const at = pdfium.wasmExports.malloc(32);
  calls.FPDFPageObj_GetBounds(image, at, at + 4, at + 8, at + 12);
  const [left = 0, bottom = 0, right = 0, top = 0] = new Float32Array(memory.buffer, at, 4);
  calls.FPDF_PageToDevice(page, 0, 0, width, height, 0, left, top, at + 16, at + 20);
  calls.FPDF_PageToDevice(page, 0, 0, width, height, 0, right, bottom, at + 24, at + 28);
  const [x = 0, y = 0, x2 = 0, y2 = 0] = new Int32Array(memory.buffer, at + 16, 4);
  pdfium.wasmExports.free(at);
  return {
    left: Math.max(0, Math.min(x, x2)),
    top: Math.max(0, Math.min(y, y2)),
    right: Math.min(width, Math.max(x, x2)),
    bottom: Math.min(height, Math.max(y, y2)),
  };
}

/** Share of the place that is not white; all of one beyond the page. */
function shownOf({ pixels, width }: Drawn, { left, top, right, bottom }: Place): number {
  const across = Math.max(1, Math.ceil((right - left) / SAMPLES));
  const down = Math.max(1, Math.ceil((bottom - top) / SAMPLES));
  let [seen, shown] = [0, 0];
  for (let y = top; y < bottom; y += down) {
    for (let x = left; x < right; x += across) {
      const at = (y * width + x) * 3;
      seen += 1;
      if (pixels[at]! + pixels[at + 1]! + pixels[at + 2]! < 3 * 255) shown += 1;
    }
  }
  return seen === 0 ? 1 : shown / seen;
}
