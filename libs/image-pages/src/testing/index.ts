export { bmpOf } from './bmp.ts';
export { gifOf, webpOf, apngOf } from './animations.ts';
export { documentOf, imagePdf, pdfOf, streamOf, textPdf } from './pdf.ts';
export { tiffOf } from './tiff.ts';
export { plainPicture, type Drawn } from './drawn.ts';
