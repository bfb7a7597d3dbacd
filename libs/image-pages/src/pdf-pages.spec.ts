import { hasErrorCode } from '@glyphwatch/domain';
import { openPages } from './open-pages.ts';
import type { OpenedPages, PageLimits, Pixels } from './opened-pages.ts';
import { plainPicture } from './testing/drawn.ts';
import { encryptedPdf } from './testing/encrypted-pdf.ts';
import { formPdf, xfaPdf } from './testing/form-pdf.ts';
import { SCANS, scannedPdf } from './testing/scanned-pdf.ts';
import {
  documentOf,
  hostilePdf,
  imagePdf,
  manyPages,
  pdfOf,
  streamOf,
  textPdf,
} from './testing/pdf.ts';

const LIMITS: PageLimits = { maxBytes: 50e6, maxPixels: 100e6, maxReadPixels: 40e6 };
const A4 = { width: 1653, height: 2339 };

let opened: OpenedPages | undefined;
afterEach(() => opened?.[Symbol.asyncDispose]());
const open = async (pdf: Buffer, limits: Partial<PageLimits> = {}): Promise<OpenedPages> =>
  (opened = await openPages(pdf, { ...LIMITS, ...limits }));

async function refusalOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => new Error('It was not refused.'),
    (reason: unknown) => reason,
  );
  expect(hasErrorCode(error, 'image-unsupported')).toBe(true);
  return error instanceof Error ? error.message : '';
}

/** Share of pixels that are not white. */
function ink({ pixels }: Pick<Pixels, 'pixels'>): number {
  let dark = 0;
  for (let at = 0; at < pixels.length; at += 3) if (pixels[at]! < 128) dark++;
  return dark / (pixels.length / 3);
}

describe('a page of a PDF', () => {
  it('is drawn at 200 dots per inch', async () => {
    const { page, count } = await open(textPdf(['KEEP OUT', 'NO ENTRY']));
    expect(count).toBe(2);
    const drawn = await page(2);
    expect(drawn).toMatchObject({ ...A4, full: A4 });
    expect(ink(drawn)).toBeGreaterThan(0.001);
  });

  it('is upright when it is declared as turned', async () => {
    const { page } = await open(textPdf(['KEEP OUT'], '/Rotate 90'));
    expect(await page(1)).toMatchObject({ width: A4.height, height: A4.width });
  });

  it('keeps the pixels of a scan', async () => {
    const scan = plainPicture([10, 20, 30], { width: 700, height: 900 });
    const { page } = await open(imagePdf([scan]));
    const { width, height, pixels } = await page(1);
    expect({ width, height }).toEqual({ width: 700, height: 900 });
    expect(Buffer.from(pixels).equals(scan.rgb)).toBe(true);
  });

  it('is drawn in the resolution of its scan where invisible text lies under it', async () => {
    const scan = streamOf(
      '\xff',
      '/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8',
    );
    const large = scan.replace('/Width 1 /Height 1', '/Width 1190 /Height 1684');
    const page = (text: string) => ({
      width: 595,
      height: 842,
      resources: '/XObject << /I 3 0 R >> /Font << /F 4 0 R >>',
      content: `q 595 0 0 842 0 0 cm /I Do Q BT ${text} /F 12 Tf 60 700 Td (KEEP OUT) Tj ET`,
    });
    const font = '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>';
    const file = await open(documentOf([page('3 Tr'), page('0 Tr')], [large, font]));
    expect(await file.page(1)).toMatchObject({ width: 1190, height: 1684 });
    expect(await file.page(2)).toMatchObject(A4);
  });

  it('is drawn smaller where it asks for a gigantic picture', async () => {
    const { page } = await open(
      documentOf([{ width: 200_000, height: 100_000, resources: '', content: '' }]),
      { maxReadPixels: 100e6 },
    );
    const { width, height } = await page(1);
    expect(width * height).toBeLessThanOrEqual(25_010_000);
    expect(width / height).toBeCloseTo(2);
  });

  it.each<[string, Parameters<typeof formPdf>[1], number]>([
    ['that bring their appearance', { isDrawn: true }, 0.0029],
    ['that have only a value', {}, 0.0028],
    ['on a turned page', { page: '/Rotate 90' }, 0.0028],
    ['unless they are hidden', { flags: 2, isDrawn: true }, 0],
    ['unless they are not for the screen', { flags: 32, isDrawn: true }, 0],
  ])('shows what forms are filled with, fields %s', async (_, options, wanted) => {
    const { page } = await open(formPdf('KEEP OUT', options));
    expect(ink(await page(1))).toBeCloseTo(wanted, 3);
  });

  it.each(Object.entries(SCANS))('shows pictures in %s', async (_, scan) => {
    const { page } = await open(scannedPdf(scan));
    const { lacks, ...drawn } = await page(1);
    expect(ink(drawn)).toBeCloseTo(0.18, 1);
    expect(lacks).toBeUndefined();
  });

  it.each(['JBIG2', 'JPEG 2000'] as const)(
    'says that a damaged picture in %s is missing',
    async (format) => {
      const { page } = await open(scannedPdf(SCANS[format], () => Buffer.alloc(100, 0xff)));
      expect((await page(1)).lacks).toBe('A picture on it is damaged. Upload the document again.');
    },
  );

  it('lacks nothing where a picture is white', async () => {
    const white = plainPicture([255, 255, 255], { width: 70, height: 90 });
    const { page } = await open(imagePdf([white]));
    expect((await page(1)).lacks).toBeUndefined();
  });

  it('shows its annotations', async () => {
    const stamp =
      '/Annots [<< /Type /Annot /Subtype /Stamp /Rect [100 100 400 400] /AP << /N 3 0 R >> >>]';
    const look = streamOf('0 0 300 300 re f', '/Type /XObject /Subtype /Form /BBox [0 0 300 300]');
    const page = { width: 595, height: 842, resources: '', content: '', entries: stamp };
    const file = await open(documentOf([page], [look]));
    expect(ink(await file.page(1))).toBeCloseTo(0.18, 1);
  });
});

describe('a PDF', () => {
  it('needs no password where only changing it does', async () => {
    const pdf = await encryptedPdf(textPdf(['KEEP OUT']), { user: '', owner: 'secret' });
    expect(pdf.includes('KEEP OUT')).toBe(false);
    const { page } = await open(pdf);
    expect(ink(await page(1))).toBeGreaterThan(0.001);
  });

  it('is refused when opening it needs a password', async () => {
    const pdf = await encryptedPdf(textPdf(['KEEP OUT']), { user: 'secret', owner: 'secret' });
    expect(await refusalOf(open(pdf))).toBe('The PDF needs a password. Save it without one.');
  });

  it('is refused when its pages are built by a program, but read when they are not', async () => {
    expect(await refusalOf(open(xfaPdf(true)))).toMatch(/^The PDF is a dynamic form \(XFA\)/);
    const { page } = await open(xfaPdf(false));
    expect(ink(await page(1))).toBeGreaterThan(0.001);
  });

  it('opens with 100,000 pages, none of which is decoded before it is asked for', async () => {
    const file = await open(manyPages(100_000));
    expect(file.count).toBe(100_000);
    expect(await file.page(1)).toMatchObject({ width: 28, height: 28 });
  });

  it.each([
    [
      'has no pages',
      pdfOf(['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [] /Count 0 >>']),
    ],
    ['is nothing but a first line', Buffer.from('%PDF-1.7\n')],
    ['is cut off in its first object', textPdf(['KEEP OUT']).subarray(0, 20)],
  ])('is refused when it %s', async (_, pdf) => {
    expect(await refusalOf(open(pdf))).toMatch(
      /^The PDF (has no pages|is damaged or incomplete: .* Upload it again)\.$/,
    );
  });

  it('whose page tree goes round in circles ends', async () => {
    const tree = '<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 2 >>';
    const pages = [
      '<< /Type /Catalog /Pages 2 0 R >>',
      tree,
      '<< /Type /Pages /Parent 2 0 R /Kids [2 0 R] /Count 1 >>',
    ];
    const failure = await refusalOf(open(pdfOf(pages)).then(({ page }) => page(1)));
    expect(failure).not.toBe('');
  });

  it('that takes more memory than there is ends, and its other pages are decoded', async () => {
    const file = await open(hostilePdf());
    expect(await refusalOf(file.page(1))).toMatch(/ Save it as PNG or JPEG\.$/);
    expect(ink(await file.page(2))).toBeGreaterThan(0.001);
  }, 120_000);
});
