import { init } from '@embedpdf/pdfium';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** The document with passwords to open and to change it; empty for none. */
export async function encryptedPdf(
  pdf: Uint8Array,
  { user, owner }: { readonly user: string; readonly owner: string },
): Promise<Buffer> {
  const wasmBinary = new Uint8Array(
    readFileSync(createRequire(import.meta.url).resolve('@embedpdf/pdfium/pdfium.wasm')),
  ).buffer;
  const pdfium = await init({ wasmBinary });
  pdfium.PDFiumExt_Init();
  const { malloc } = pdfium.pdfium.wasmExports;
  const heap = (): Uint8Array => pdfium.pdfium.HEAPU8;
  const at = malloc(pdf.length);
  heap().set(pdf, at);
  const document = pdfium.FPDF_LoadMemDocument(at, pdf.length, '');
  if (!pdfium.EPDF_SetEncryption(document, user, owner, 0))
    throw new Error('PDFium does not encrypt.');
  const writer = pdfium.PDFiumExt_OpenFileWriter();
  pdfium.PDFiumExt_SaveAsCopy(document, writer);
  const size = pdfium.PDFiumExt_GetFileWriterSize(writer);
  const written = malloc(size);
  pdfium.PDFiumExt_GetFileWriterData(writer, written, size);
  return Buffer.from(heap().slice(written, written + size));
}
