import type {} from './web-assembly.d.ts';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { answerQuestions } from './decoder-process.ts';
import { PdfDocument } from './pdf-document.ts';
import type { PdfQuestion } from './pdf-pages.ts';

let opened: Promise<PdfDocument> | undefined;

void answerQuestions<Uint8Array, PdfQuestion>(async (question, bytes) => {
  const document = await (opened ??= open(bytes));
  return question.kind === 'count'
    ? document.count
    : document.draw(question.number, question.limits);
});

async function open(bytes: Uint8Array): Promise<PdfDocument> {
  const file = createRequire(import.meta.url).resolve('@embedpdf/pdfium/pdfium.wasm');
  return PdfDocument.open(await WebAssembly.compile(await readFile(file)), bytes);
}
