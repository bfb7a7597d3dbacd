export { bmpOf } from './bmp.ts';
export { encryptedPdf } from './encrypted-pdf.ts';
export { gifOf, webpOf, apngOf } from './animations.ts';
export { documentOf, hostilePdf, imagePdf, manyPages, pdfOf, streamOf, textPdf } from './pdf.ts';
export { tiffOf } from './tiff.ts';
export { plainPicture, type Drawn } from './drawn.ts';
