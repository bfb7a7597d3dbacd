export { openPages } from './open-pages.ts';
export type { OpenedPages, PageLimits, Pixels } from './opened-pages.ts';
export { pagesWithin, readPages, type ReadLimits, type ReadPage } from './read-pages.ts';
