import sharp from 'sharp';
import { openPages } from './open-pages.ts';
import type { PageLimits } from './opened-pages.ts';
import { plainPicture } from './testing/drawn.ts';
import { tiffOf, type TiffOptions } from './testing/tiff.ts';

const LIMITS: PageLimits = { maxBytes: 50e6, maxPixels: 1e6, maxReadPixels: 1e6 };
const RED = plainPicture([255, 0, 0]);
const SMALL = plainPicture([0, 0, 255], { width: 10, height: 20 });

async function open(file: Buffer) {
  return openPages(file, LIMITS);
}

describe('a TIFF', () => {
  it('may have pages of different sizes', async () => {
    await using opened = await open(tiffOf([RED, SMALL]));
    expect(await opened.page(1)).toMatchObject({ width: 48, height: 32 });
    expect(await opened.page(2)).toMatchObject({ width: 10, height: 20 });
  });

  it('is turned upright page by page', async () => {
    await using opened = await open(tiffOf([RED, SMALL], { orientation: 6 }));
    const { pixels, ...size } = await opened.page(2);
    expect(size).toMatchObject({ width: 20, height: 10, full: { width: 20, height: 10 } });
    // White at the top left, stored, is at the top right after a turn to the right.
    expect([...pixels.subarray(19 * 3, 20 * 3)]).toEqual([255, 255, 255]);
  });

  it.each<[string, TiffOptions['next'] & object]>([
    ['leads back to the first', (page, offsets) => offsets[1 - page] ?? 0],
    ['leads out of the file', (page, offsets) => offsets[page + 1] ?? 0x7fff0000],
  ])('whose last directory %s ends, and says that a page is missing', async (_, next) => {
    await using opened = await open(tiffOf([RED, SMALL], { next }));
    expect(opened.count).toBe(3);
    expect(await opened.page(1)).toMatchObject({ width: 48 });
    expect(await opened.page(2)).toMatchObject({ width: 10 });
    await expect(opened.page(3)).rejects.toMatchObject({
      message: 'It is not in the file, which is damaged or cut off. Upload it again.',
    });
  });

  it('without a directory is refused', async () => {
    const header = tiffOf([RED]).subarray(0, 8);
    await using opened = await open(header);
    await expect(opened.page(1)).rejects.toMatchObject({
      message: 'The TIFF file is damaged: its header cannot be read. Upload it again.',
    });
  });

  it('is decoded around a page that is damaged', async () => {
    const file = tiffOf([RED, RED, SMALL]);
    const second = file.indexOf(Buffer.from([...[0, 1, 4, 0, 1, 0, 0, 0, 48]]), 200);
    // Its width: no row of that length is in the file.
    file.writeUInt32LE(40_000, second + 8);
    await using opened = await open(file);
    await expect(opened.page(2)).rejects.toMatchObject({ code: 'image-unsupported' });
    expect(await opened.page(3)).toMatchObject({ width: 10 });
  });

  it.each(['pyramid', 'bigtiff'] as const)(
    'of which others are copies (%s) is one page',
    async (kind) => {
      const large = plainPicture([0, 90, 0], { width: 600, height: 400 });
      const file = await sharp(large.rgb, { raw: { width: 600, height: 400, channels: 3 } })
        .tiff({ pyramid: true, tile: true, bigtiff: kind === 'bigtiff' })
        .toBuffer();
      expect((await sharp(file).metadata()).pages).toBeGreaterThan(1);
      await using opened = await open(file);
      expect(opened.count).toBe(1);
      expect(await opened.page(1)).toMatchObject({ width: 600, height: 400 });
    },
  );

  it('may have a thousand pages', async () => {
    const pages = Array.from({ length: 1000 }, () => SMALL);
    await using opened = await open(tiffOf([...pages, RED]));
    expect(opened.count).toBe(1001);
    expect(await opened.page(1001)).toMatchObject({ width: 48 });
  });

  it('has a page refused that is too large, and others not', async () => {
    await using opened = await openPages(tiffOf([SMALL, RED]), { ...LIMITS, maxPixels: 500 });
    expect(await opened.page(1)).toMatchObject({ width: 10 });
    await expect(opened.page(2)).rejects.toMatchObject({
      message: 'The image has 48×32 pixels, more than maxPixels (500).',
    });
  });
});

describe('a still picture', () => {
  const jpeg = () => sharp(RED.rgb, { raw: { width: 48, height: 32, channels: 3 } }).jpeg();

  it('is one page, whatever its metadata says', async () => {
    await using opened = await open(await jpeg().toBuffer());
    expect(opened).toMatchObject({ format: 'JPEG', kind: 'pages', count: 1 });
  });

  it('is turned upright by its EXIF orientation', async () => {
    const lying = await jpeg().withMetadata({ orientation: 8 }).toBuffer();
    await using opened = await open(lying);
    expect(await opened.page(1)).toMatchObject({ width: 32, height: 48 });
  });
});

it('a GIF of one frame is a still picture', async () => {
  const gif = await sharp(RED.rgb, { raw: { width: 48, height: 32, channels: 3 } })
    .gif()
    .toBuffer();
  await using opened = await open(gif);
  expect(opened).toMatchObject({ format: 'GIF', kind: 'pages', count: 1 });
});

it.each([
  [
    'an animated AVIF',
    Buffer.from('\0\0\0\x1cftypavis\0\0\0\0avifmif1miaf'),
    /^Animated AVIF is not read/,
  ],
  [
    'a HEIC without its decoder',
    Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic'),
    /npm install heic-decode$/,
  ],
  [
    'an SVG',
    Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
    /not an image in a supported format/,
  ],
  [
    'a text that begins with BM',
    Buffer.from('BMW and other makes of cars, a list'),
    /not an image/,
  ],
  ['nothing', Buffer.alloc(0), /^The file is empty/],
])('%s is refused', async (_, file, message) => {
  await expect(open(file)).rejects.toMatchObject({
    code: 'image-unsupported',
    message: expect.stringMatching(message),
  });
});
