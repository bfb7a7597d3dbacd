import type {} from './web-assembly.d.ts';
import type { WrappedPdfiumModule } from '@embedpdf/pdfium';

type ReadBlock = (parameter: number, position: number, to: number, length: number) => number;

/**
 * Address of an FPDF_FILEACCESS, through which PDFium asks for the parts of the file that it needs, so that the file is not
 * copied to its heap: https://pdfium.googlesource.com/pdfium/+/main/public/fpdfview.h
 */
export function fileAccess(
  { pdfium }: WrappedPdfiumModule,
  memory: WebAssembly.Memory,
  bytes: Uint8Array,
): number {
  const read: ReadBlock = (_, position, to, length) => {
    const start = position >>> 0;
    const block = bytes.subarray(start, start + length);
    new Uint8Array(memory.buffer).set(block, to);
    return block.length === length ? 1 : 0;
  };
  const at = pdfium.wasmExports.malloc(12);
  new Uint32Array(memory.buffer, at, 3).set([bytes.length, pdfium.addFunction(read, 'iiiii'), 0]);
  return at;
}
