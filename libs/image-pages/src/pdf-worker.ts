import { workerData } from 'node:worker_threads';
import { answerQuestions } from './decoder-thread.ts';
import { PdfDocument } from './pdf-document.ts';
import type { PdfQuestion } from './pdf-pages.ts';

const { module, bytes } = workerData as { module: WebAssembly.Module; bytes: Uint8Array };
let opened: Promise<PdfDocument> | undefined;

answerQuestions<PdfQuestion>(async (question) => {
  const document = await (opened ??= PdfDocument.open(module, bytes));
  if (question.kind === 'count') return { value: document.count };
  const drawn = document.draw(question.number, question.limits);
  return { value: drawn, moved: drawn.pixels.buffer };
});
