import { deflateSync } from 'node:zlib';
import { xfaPdf } from './form-pdf.ts';
import { documentOf, hostilePdf, manyPages, pdfOf, streamOf, textPdf } from './pdf.ts';
import { encryptedPdf } from './encrypted-pdf.ts';
import { SCANS, scannedPdf } from './scanned-pdf.ts';

const A4 = { width: 595, height: 842 };
const EMPTY_PAGE = '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>';
const catalog = (more = ''): string => `<< /Type /Catalog /Pages 2 0 R ${more} >>`;
const text = (): string => textPdf(['KEEP OUT']).toString('latin1');
const packed = (bytes: Uint8Array): string => deflateSync(bytes, { level: 9 }).toString('latin1');

/** Name and content of files that want to hang, crash, grow or mislead whoever opens them. */
export const HOSTILE_PDFS: Readonly<Record<string, () => Buffer | Promise<Buffer>>> = {
  'needs a password': () => encryptedPdf(textPdf(['KEEP OUT']), { user: 'a', owner: 'b' }),
  'owner password only': () => encryptedPdf(textPdf(['KEEP OUT']), { user: '', owner: 'b' }),
  'nested forms': hostilePdf,
  'form that draws itself': () =>
    onePage('/X Do', '/XObject << /X 3 0 R >>', [
      streamOf('/X Do', `${FORM} /Resources << /XObject << /X 3 0 R >> >>`),
    ]),
  'tiles of 0.0001 points': () =>
    onePage('/Pattern cs /P scn 0 0 595 842 re f', '/Pattern << /P 3 0 R >>', [
      streamOf(
        '0 0 1 1 re f',
        '/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 1 1] /XStep 0.0001 /YStep 0.0001 /Resources << >>',
      ),
    ]),
  '900 MB of drawing in 0.9 MB': () =>
    pdfOf([
      catalog(),
      '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
      '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>',
      streamOf(packed(Buffer.alloc(900_000_000, 'q Q ')), '/Filter /FlateDecode'),
    ]),
  'picture of 900 MB in 0.9 MB': () =>
    picture(packed(Buffer.alloc(900_000_000, 0x55)), 30_000, '/FlateDecode'),
  'picture of 900 MB in 2 KB': () =>
    picture(
      packed(Buffer.from(packed(Buffer.alloc(900_000_000, 0x55)), 'latin1')),
      30_000,
      '[/FlateDecode /FlateDecode]',
    ),
  'page of 555,556 pixels': () => page(200_000, 200_000),
  'page of 2,777,778×1 pixels': () => page(1e6, 0.001),
  'page of 1e30 points': () => page(1e30, 1e30),
  '100,000 pages': () => manyPages(100_000),
  'page tree in a circle': () =>
    pdfOf([
      catalog(),
      '<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 2 >>',
      '<< /Type /Pages /Parent 2 0 R /Kids [2 0 R] /Count 1 >>',
    ]),
  '2,000,000,000 pages that are not there': () =>
    pdfOf([catalog(), '<< /Type /Pages /Kids [3 0 R] /Count 2000000000 >>', EMPTY_PAGE]),
  'stream that never ends': () => latin1(text().replace(/\/Length \d+/, '/Length 999999999')),
  'array 500,000 deep': () =>
    pdfOf([
      catalog(`/X ${'['.repeat(500_000)}`),
      '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
      EMPTY_PAGE,
    ]),
  'script when opened': () =>
    latin1(
      text().replace(
        '/Type /Catalog',
        '/Type /Catalog /OpenAction << /S /JavaScript /JS (while\\(1\\);) >>',
      ),
    ),
  'dynamic XFA': () => xfaPdf(true),
  'cut off': () => textPdf(['KEEP OUT', 'NO ENTRY']).subarray(0, 700),
  'damaged JPEG 2000': () => scannedPdf(SCANS['JPEG 2000'], (data) => data.subarray(0, 120)),
  'damaged JBIG2': () => scannedPdf(SCANS.JBIG2, (data) => Buffer.from(data).fill(0xff, 0, 8)),
};

const FORM = '/Type /XObject /Subtype /Form /BBox [0 0 595 842]';

function latin1(source: string): Buffer {
  return Buffer.from(source, 'latin1');
}

function page(width: number, height: number): Buffer {
  return documentOf([{ width, height, resources: '', content: '' }]);
}

function onePage(content: string, resources: string, shared: readonly string[]): Buffer {
  return documentOf([{ ...A4, resources, content }], shared);
}

function picture(data: string, side: number, filter: string): Buffer {
  const entries = `/Type /XObject /Subtype /Image /Width ${side} /Height ${side} /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter ${filter}`;
  const content = 'q 595 0 0 842 0 0 cm /I Do Q';
  return onePage(content, '/XObject << /I 3 0 R >>', [streamOf(data, entries)]);
}
