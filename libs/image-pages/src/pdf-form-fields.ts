import type {} from './web-assembly.d.ts';
import type { WrappedPdfiumModule } from '@embedpdf/pdfium';

/** FPDF_ANNOT_*: https://pdfium.googlesource.com/pdfium/+/main/public/fpdf_annot.h */
const WIDGET = 20;
const HIDDEN = 0x02;
const NO_VIEW = 0x20;
const NORMAL = 0;

export interface Drawing {
  readonly page: number;
  readonly bitmap: number;
  /** Pixels per point. */
  readonly across: number;
  readonly down: number;
  /** How to render, FPDF_*. */
  readonly flags: number;
}

/**
 * Draws what forms are filled with, which PDFium leaves to its form filler. That is never started, because forms bring
 * scripts; the fields' own appearances, and those that PDFium makes from their values, show the same.
 */
export function drawFormFields(
  pdfium: WrappedPdfiumModule,
  memory: WebAssembly.Memory,
  { page, bitmap, across, down, flags }: Drawing,
): void {
  const { malloc, free } = pdfium.pdfium.wasmExports;
  const count = pdfium.FPDFPage_GetAnnotCount(page);
  if (count <= 0) return;
  const matrix = malloc(24);
  new Float32Array(memory.buffer, matrix, 6).set([across, 0, 0, down, 0, 0]);
  for (let index = 0; index < count; index++) {
    const field = pdfium.FPDFPage_GetAnnot(page, index);
    if (isShownField(pdfium, field)) {
      if (!pdfium.EPDFAnnot_HasAppearanceStream(field, NORMAL))
        pdfium.EPDFAnnot_GenerateFormFieldAP(field);
      pdfium.EPDF_RenderAnnotBitmap(bitmap, page, field, NORMAL, matrix, flags);
    }
    pdfium.FPDFPage_CloseAnnot(field);
  }
  free(matrix);
}

function isShownField(pdfium: WrappedPdfiumModule, annotation: number): boolean {
  if (annotation === 0 || pdfium.FPDFAnnot_GetSubtype(annotation) !== WIDGET) return false;
  return (pdfium.FPDFAnnot_GetFlags(annotation) & (HIDDEN | NO_VIEW)) === 0;
}
