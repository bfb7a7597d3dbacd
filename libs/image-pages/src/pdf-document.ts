import type {} from './web-assembly.d.ts';
import { init, type WrappedPdfiumModule } from '@embedpdf/pdfium';
import type { PageLimits, Pixels } from './opened-pages.ts';
import { drawFormFields } from './pdf-form-fields.ts';
import { fileAccess } from './pdf-file-access.ts';
import { lacksPicture } from './pdf-pictures.ts';
import { dotsPerPoint } from './pdf-resolution.ts';
import { scaled, type Size, withinPixels } from './size.ts';
import { damaged, unsupported } from './unsupported.ts';

/** What is read of the document, and all pictures of a page; 4 KB of nested forms otherwise take all memory there is. */
const MAX_HEAP = 500_000_000;
/** A document keeps what it has read of every page; loading it takes less than a page. */
const PAGES_PER_LOAD = 10;
/** FPDF_GetLastError: https://pdfium.googlesource.com/pdfium/+/main/public/fpdfview.h */
const WRONG_PASSWORD = 4;
/** FORMTYPE_XFA_FULL: https://pdfium.googlesource.com/pdfium/+/main/public/fpdf_formfill.h */
const DYNAMIC_FORM = 2;
const PICTURE = 'A picture on it is damaged. Upload the document again.';
/** FPDFBitmap_BGR, which REVERSE_BYTE_ORDER makes RGB. */
const BGR = 2;
const WITH_ANNOTATIONS = 0x01;
const REVERSE_BYTE_ORDER = 0x10;
const WHITE = 0xffffffff;

/** A document in PDFium. Forms are drawn, but never started: no script runs, nothing is fetched. */
export class PdfDocument {
  readonly count: number;
  readonly #pdfium: WrappedPdfiumModule;
  readonly #memory: WebAssembly.Memory;
  /** An FPDF_FILEACCESS. */
  readonly #file: number;
  #document: number;
  #drawn = 0;

  static async open(module: WebAssembly.Module, bytes: Uint8Array): Promise<PdfDocument> {
    const { pdfium, memory } = await startPdfium(module);
    return new PdfDocument(pdfium, memory, bytes);
  }

  private constructor(pdfium: WrappedPdfiumModule, memory: WebAssembly.Memory, bytes: Uint8Array) {
    this.#pdfium = pdfium;
    this.#memory = memory;
    this.#file = fileAccess(pdfium, memory, bytes);
    this.#document = this.#load();
    if (pdfium.FPDF_GetFormType(this.#document) === DYNAMIC_FORM) throw dynamicForm();
    this.count = pdfium.FPDF_GetPageCount(this.#document);
    if (this.count < 1) throw unsupported('The PDF has no pages.');
  }

  draw(number: number, limits: PageLimits): Pixels {
    if (this.#drawn++ % PAGES_PER_LOAD === PAGES_PER_LOAD - 1) this.#reload();
    const points = this.#sizeInPoints(number - 1);
    const page = this.#pdfium.FPDF_LoadPage(this.#document, number - 1);
    if (page === 0) throw damaged(new Error('PDFium does not load the page.'));
    try {
      const scale = dotsPerPoint(this.#pdfium, this.#memory, page, points);
      const { maxPixels, maxReadPixels } = limits;
      const size = withinPixels(scaled(points, scale), Math.min(maxPixels, maxReadPixels));
      const drawn = { ...size, full: size, pixels: this.#render(page, points, size) };
      return lacksPicture(this.#pdfium, this.#memory, page, drawn)
        ? { ...drawn, lacks: PICTURE }
        : drawn;
    } finally {
      this.#pdfium.FPDF_ClosePage(page);
    }
  }

  #load(): number {
    const document = this.#pdfium.FPDF_LoadCustomDocument(this.#file, '');
    if (document === 0) throw refusal(this.#pdfium.FPDF_GetLastError());
    return document;
  }

  #reload(): void {
    this.#pdfium.FPDF_CloseDocument(this.#document);
    this.#document = this.#load();
  }

  /** Without loading the page: a few bytes can ask for a gigantic one. */
  #sizeInPoints(index: number): Size {
    const at = this.#allocate(8);
    const isKnown = this.#pdfium.FPDF_GetPageSizeByIndexF(this.#document, index, at);
    const [width = 0, height = 0] = new Float32Array(this.#memory.buffer, at, 2);
    this.#pdfium.pdfium.wasmExports.free(at);
    if (isKnown && width > 0 && height > 0) return { width, height };
    throw damaged(new Error('PDFium does not know the size of the page.'));
  }

  #render(page: number, points: Size, { width, height }: Size): Uint8Array<ArrayBuffer> {
    const { pdfium } = this.#pdfium;
    const stride = width * 3;
    const at = this.#allocate(stride * height);
    const bitmap = this.#pdfium.FPDFBitmap_CreateEx(width, height, BGR, at, stride);
    const flags = WITH_ANNOTATIONS | REVERSE_BYTE_ORDER;
    this.#pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, WHITE);
    this.#pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, flags);
    const [across, down] = [width / points.width, height / points.height];
    drawFormFields(this.#pdfium, this.#memory, { page, bitmap, across, down, flags });
    this.#pdfium.FPDFBitmap_Destroy(bitmap);
    const pixels = new Uint8Array(this.#memory.buffer).slice(at, at + stride * height);
    pdfium.wasmExports.free(at);
    return pixels;
  }

  #allocate(bytes: number): number {
    const at = this.#pdfium.pdfium.wasmExports.malloc(bytes);
    if (at === 0) throw new Error(`${bytes} bytes do not fit into PDFium's memory.`);
    return at;
  }
}

async function startPdfium(module: WebAssembly.Module) {
  let memory: WebAssembly.Memory | undefined;
  const pdfium = await init({
    instantiateWasm(imports, done) {
      const instance = new WebAssembly.Instance(module, withBoundedHeap(imports));
      memory = instance.exports['memory'] as WebAssembly.Memory;
      done(instance);
      return instance.exports;
    },
    print: () => undefined,
    printErr: () => undefined,
  });
  if (!memory) throw new Error('PDFium exports no memory.');
  pdfium.PDFiumExt_Init();
  return { pdfium, memory };
}

/** PDFium aborts when its heap may not grow. Limits of worker threads do not count WebAssembly's memory. */
function withBoundedHeap(imports: WebAssembly.Imports): WebAssembly.Imports {
  const grow = imports['env']?.['emscripten_resize_heap'];
  if (typeof grow !== 'function') throw new Error('PDFium does not ask for memory as it used to.');
  const env = {
    ...imports['env'],
    emscripten_resize_heap: (size: number): unknown => (size > MAX_HEAP ? 0 : grow(size)),
  };
  return { ...imports, env };
}

function refusal(error: number): Error {
  if (error === WRONG_PASSWORD) {
    return unsupported('The PDF needs a password. Save it without one.');
  }
  const cause = new Error(`PDFium: error ${error}`);
  return unsupported(
    'The PDF is damaged or incomplete: its pages cannot be found. Upload it again.',
    cause,
  );
}

/** Its pages only ask to wait for a program that builds others from a template. */
function dynamicForm(): Error {
  return unsupported(
    'The PDF is a dynamic form (XFA), whose content is not on its pages. Print it to a PDF with the program that shows it.',
  );
}
