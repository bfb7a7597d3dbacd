import { crc32 } from 'node:zlib';
import { hasErrorCode, type TextDetection } from '@glyphwatch/domain';
import { bmpOf, textPdf } from '@glyphwatch/image-pages/testing';
import sharp from 'sharp';
import { OnnxTextDetector } from './onnx-text-detector.ts';
import { imageOf } from './testing/image-of.ts';
import { renderPage } from './testing/index.ts';

const detector = new OnnxTextDetector();
let page: Buffer;

beforeAll(async () => {
  page = (await renderPage(['Keep out'], { size: 48 })).png;
});
afterAll(() => detector.close());

const texts = ({ lines }: TextDetection) => lines.map(({ text }) => text);
const read = (bytes: Uint8Array) => detector.detectText(imageOf(bytes));

describe('formats', () => {
  it.each(['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif'] as const)('reads %s', async (format) => {
    expect(texts(await read(await sharp(page).toFormat(format).toBuffer()))).toEqual(['Keep out']);
  });

  it('reads a CMYK JPEG', async () => {
    const cmyk = await sharp(page).toColourspace('cmyk').jpeg().toBuffer();
    expect((await sharp(cmyk).metadata()).space).toBe('cmyk');
    expect(texts(await read(cmyk))).toEqual(['Keep out']);
  });

  it('reads a PNG with 16 bits a colour', async () => {
    const deep = await sharp(page).toColourspace('rgb16').png().toBuffer();
    expect((await sharp(deep).metadata()).depth).toBe('ushort');
    expect(texts(await read(deep))).toEqual(['Keep out']);
  });

  it('reads a greyscale PNG', async () => {
    expect(texts(await read(await sharp(page).greyscale().png().toBuffer()))).toEqual(['Keep out']);
  });

  it.each<[string, string, number]>([
    ['dark letters on a transparent background', '#000000', 255],
    ['white letters on a transparent background', '#ffffff', 255],
    ['white letters that blend through', '#ffffff', 90],
    ['grey letters on nothing', '#909090', 255],
  ])('reads %s', async (_, color, opacity) => {
    expect(texts(await read(await onNothing(color, opacity)))).toEqual(['Keep out']);
  });

  it('reads letters that are transparent holes in a white sheet', async () => {
    const { data, info } = await letters();
    const opacity = data.map((ink) => 255 - ink);
    expect(texts(await read(await sheet('#ffffff', opacity, info)))).toEqual(['Keep out']);
  });

  it('reads black and white letters on the same transparent background', async () => {
    const [black, white] = await Promise.all(['#000000', '#ffffff'].map((c) => onNothing(c, 255)));
    const { height = 0 } = await sharp(black).metadata();
    const both = await sharp(black)
      .extend({ bottom: height, background: { r: 0, g: 0, b: 0, alpha: 0 } })
      .composite([{ input: white, left: 0, top: height }])
      .png()
      .toBuffer();
    expect(texts(await read(both))).toEqual(['Keep out', 'Keep out']);
  });

  it('does not change a fully opaque picture', async () => {
    const { data, info } = await letters();
    expect(texts(await read(await sheet('#ffffff', data.fill(255), info)))).toEqual([]);
    expect(texts(await read(await sharp(page).ensureAlpha().png().toBuffer()))).toEqual([
      'Keep out',
    ]);
  });

  it('rotates an image by its EXIF orientation and reports the upright size', async () => {
    const { width, height } = await sharp(page).metadata();
    const lying = await sharp(page).rotate(270).jpeg().withMetadata({ orientation: 6 }).toBuffer();
    const detection = await read(lying);
    expect(texts(detection)).toEqual(['Keep out']);
    expect(detection).toMatchObject({ width, height });
    expect(detection.lines[0]?.box.width).toBeGreaterThan(detection.lines[0]?.box.height ?? 1);
  });

  it.each(['gif', 'webp'] as const)('reads every frame of an animated %s', async (format) => {
    const { width, height } = await sharp(page).metadata();
    const blank = await sharp({ create: { width, height, channels: 3, background: '#ffffff' } })
      .png()
      .toBuffer();
    const animation = await sharp([blank, page, blank], { join: { animated: true } })
      .toFormat(format)
      .toBuffer();
    const detection = await read(animation);
    expect(detection.lines.map(({ text, page: frame }) => [text, frame])).toEqual([
      ['Keep out', 2],
    ]);
    expect(detection).toMatchObject({ truncated: false, pageCount: 3 });
    expect(detection.pages?.map(({ number }) => number)).toEqual([1, 2, 3]);
  });

  it('reads a BMP and a PDF', async () => {
    const { width = 0, height = 0 } = await sharp(page).metadata();
    const rgb = await sharp(page).removeAlpha().raw().toBuffer();
    expect(texts(await read(bmpOf({ width, height, rgb })))).toEqual(['Keep out']);
    const document = await read(textPdf(['KEEP OUT', 'NO ENTRY']));
    expect(document).toMatchObject({ width: 1653, height: 2339, pageCount: 2, truncated: false });
    expect(document.lines.map(({ text, page: number }) => [text, number])).toEqual([
      ['KEEP OUT', 1],
      ['NO ENTRY', 2],
    ]);
  });

  it('reads the text above damage that the JPEG decoder tolerates', async () => {
    const { png } = await renderPage(['Keep out', 'Mind your step'], { size: 48 });
    const jpeg = await sharp(png).jpeg().toBuffer();
    const damaged = overwritten(jpeg, 0.7 * jpeg.length, 0.8 * jpeg.length);
    expect(texts(await read(damaged))[0]).toBe('Keep out');
  });

  it('finds nothing in a single pixel', async () => {
    const pixel = sharp({ create: { width: 1, height: 1, channels: 3, background: '#ff0000' } });
    const detection = await read(await pixel.png().toBuffer());
    expect(detection).toMatchObject({ width: 1, height: 1, lines: [] });
  });

  it('reads a strip forty times as wide as it is high', async () => {
    const { png, width } = await renderPage(['Door code 4711'], { size: 20 });
    const strip = await sharp(png)
      .extract({ left: 0, top: 32, width, height: 36 })
      .extend({ right: 1440 - width, background: '#ffffff' })
      .png()
      .toBuffer();
    expect(await sharp(strip).metadata()).toMatchObject({ width: 1440, height: 36 });
    expect(texts(await read(strip))).toEqual(['Door code 4711']);
  });
});

describe('images that cannot be read', () => {
  it.each<[string, () => Uint8Array | Promise<Uint8Array>, RegExp]>([
    ['an empty file', () => new Uint8Array(), /empty/],
    [
      'text renamed to .png',
      () => Buffer.from('just some notes\n'),
      /not an image in a supported format .JPEG, PNG/,
    ],
    [
      'an SVG',
      () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
      /not an image in a supported format/,
    ],
    ['a truncated PNG', () => page.subarray(0, page.length / 2), /damaged or truncated/],
    [
      'a truncated JPEG',
      async () => (await sharp(page).jpeg().toBuffer()).subarray(0, 900),
      /damaged or truncated/,
    ],
    ['a PNG with nothing but its signature', () => page.subarray(0, 8), /header cannot be read/],
    [
      'a PNG whose middle was overwritten',
      () => overwritten(page, page.length / 3, page.length / 2),
      /damaged or truncated/,
    ],
    [
      'a JPEG whose tables were overwritten',
      async () => overwritten(await sharp(page).jpeg().toBuffer(), 200, 500),
      /damaged/,
    ],
    [
      'a bomb of 30,000×30,000 pixels',
      () => bomb(30_000),
      /30000×30000 pixels, more than maxPixels .100000000/,
    ],
  ])('rejects %s with the reason', async (_, bytes, reason) => {
    const error = await read(await bytes()).catch((cause: unknown) => cause);
    expect(hasErrorCode(error, 'image-unsupported')).toBe(true);
    expect(error).toMatchObject({ message: expect.stringMatching(reason) });
  });

  it('rejects a file with too many bytes', async () => {
    const small = new OnnxTextDetector({ maxBytes: 100 });
    const error = await small.detectText(imageOf(page)).catch((cause: unknown) => cause);
    await small.close();
    expect(hasErrorCode(error, 'image-unsupported')).toBe(true);
    expect(error).toMatchObject({ message: expect.stringContaining('more than maxBytes (100)') });
  });
});

/** The ink of the page as an opacity mask. */
async function letters() {
  const inverse = sharp(page).negate().extractChannel(0).raw();
  return inverse.toBuffer({ resolveWithObject: true });
}

/** The page's letters in a colour on a transparent background. */
async function onNothing(color: string, opacity: number): Promise<Buffer> {
  const { data, info } = await letters();
  return sheet(
    color,
    data.map((ink) => (ink * opacity) / 255),
    info,
  );
}

/** A sheet of one colour where only the opacity shows a shape. */
async function sheet(
  background: string,
  opacity: Uint8Array,
  { width, height }: { width: number; height: number },
): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background } })
    .joinChannel(Buffer.from(opacity), { raw: { width, height, channels: 1 } })
    .png()
    .toBuffer();
}

function overwritten(bytes: Uint8Array, start: number, end: number): Uint8Array {
  return Uint8Array.from(bytes).fill(0x55, start, end);
}

/** A few bytes whose header declares a huge picture. */
function bomb(side: number): Uint8Array {
  const header = Buffer.alloc(25);
  header.writeUInt32BE(13, 0);
  header.write('IHDR', 4, 'latin1');
  header.writeUInt32BE(side, 8);
  header.writeUInt32BE(side, 12);
  header.set([8, 2, 0, 0, 0], 16);
  header.writeUInt32BE(crc32(header.subarray(4, 21)), 21);
  const rest = [
    chunk('IDAT', Buffer.from('789c030000000001', 'hex')),
    chunk('IEND', Buffer.alloc(0)),
  ];
  return Buffer.concat([page.subarray(0, 8), header, ...rest]);
}

function chunk(type: string, data: Buffer): Buffer {
  const bytes = Buffer.alloc(12 + data.length);
  bytes.writeUInt32BE(data.length, 0);
  bytes.write(type, 4, 'latin1');
  bytes.set(data, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + data.length)), 8 + data.length);
  return bytes;
}
