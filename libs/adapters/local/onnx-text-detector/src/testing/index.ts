export { drawLine, type LineStyle } from './draw-line.ts';
export { overlap } from './overlap.ts';
export { renderPage, type PageStyle, type RenderedPage } from './render-page.ts';
