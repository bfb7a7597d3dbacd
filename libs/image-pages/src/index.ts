export { FORMATS } from './image-format.ts';
export { openPages } from './open-pages.ts';
export type { OpenedPages, PageLimits, Pixels } from './opened-pages.ts';
export { readPages, type ReadLimits, type ReadPage } from './read-pages.ts';
export { freePixels } from './free-pixels.ts';
