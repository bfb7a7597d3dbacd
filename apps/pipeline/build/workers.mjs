/** Processes that decode documents, programs of their own. */
export const PAGE_WORKERS = {
  'pdf-worker': '../../libs/image-pages/src/pdf-worker.ts',
  'heic-worker': '../../libs/image-pages/src/heic-worker.ts',
};
