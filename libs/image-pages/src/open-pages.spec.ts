import sharp, { type Sharp } from 'sharp';
import { apngOf, gifOf, webpOf } from './testing/animations.ts';
import { bmpOf } from './testing/bmp.ts';
import { plainPicture, type Drawn } from './testing/drawn.ts';
import { describePagesContract } from './testing/pages-contract.ts';
import { imagePdf } from './testing/pdf.ts';
import { tiffOf } from './testing/tiff.ts';

const picture = ({ width, height, rgb }: Drawn) =>
  sharp(rgb, { raw: { width, height, channels: 3 } });
const still = (write: (one: Sharp) => Sharp) => ({
  kind: 'still' as const,
  write: ([one]: readonly Drawn[]) => write(picture(one ?? plainPicture([0, 0, 0]))).toBuffer(),
});

describePagesContract(
  'JPEG',
  still((one) => one.jpeg({ quality: 95, chromaSubsampling: '4:4:4' })),
);
describePagesContract(
  'PNG',
  still((one) => one.png()),
);
describePagesContract(
  'AVIF',
  still((one) => one.avif({ quality: 90, chromaSubsampling: '4:4:4' })),
);
describePagesContract('BMP', {
  kind: 'still',
  write: ([one]) => bmpOf(one ?? plainPicture([0, 0, 0])),
});
describePagesContract('TIFF', { kind: 'pages', write: (pages) => tiffOf(pages) });
describePagesContract('PDF', { kind: 'pages', write: imagePdf });
describePagesContract('GIF', { kind: 'frames', write: gifOf });
describePagesContract('WebP', { kind: 'frames', write: webpOf });
describePagesContract('PNG', { kind: 'frames', write: apngOf });
