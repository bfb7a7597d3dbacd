import { openPages } from './open-pages.ts';
import type { PageLimits } from './opened-pages.ts';

const LIMITS: PageLimits = { maxBytes: 1e6, maxPixels: 1e6, maxReadPixels: 1e6 };
const NAMES = new Map([
  ['0,0,0', 'K'],
  ['255,0,0', 'R'],
  ['0,255,0', 'G'],
  ['0,0,255', 'B'],
  ['255,255,255', 'W'],
]);
/** Black, red, green, blue. */
const COLOURS = [0, 0, 0, 0, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 0];

interface Stored {
  readonly width: number;
  readonly height: number;
  readonly bits: number;
  readonly compression?: number;
  readonly colours?: readonly number[];
  readonly masks?: readonly number[];
  /** Unused bytes before the pixels. */
  readonly gap?: number;
  readonly pixels: readonly number[];
}

function bmp({
  width,
  height,
  bits,
  compression = 0,
  colours = [],
  masks = [],
  gap = 0,
  pixels,
}: Stored) {
  const header = Buffer.alloc(54);
  header.write('BM', 0, 'latin1');
  header.writeUInt32LE(54 + masks.length * 4 + colours.length + gap, 10);
  header.writeUInt32LE(40, 14);
  header.writeInt32LE(width, 18);
  header.writeInt32LE(height, 22);
  header.writeUInt16LE(bits, 28);
  header.writeUInt32LE(compression, 30);
  header.writeUInt32LE(colours.length / 4, 46);
  const masked = Buffer.from(Uint32Array.from(masks).buffer);
  return Buffer.concat([
    header,
    masked,
    Buffer.from(colours),
    Buffer.alloc(gap),
    Buffer.from(pixels),
  ]);
}

/** The rows of the picture, a letter for each pixel. */
async function rowsOf(stored: Stored): Promise<string[]> {
  await using opened = await openPages(bmp(stored), LIMITS);
  const { pixels, width, height } = await opened.page(1);
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => {
      const at = (y * width + x) * 3;
      return NAMES.get(pixels.subarray(at, at + 3).join()) ?? '?';
    }).join(''),
  );
}

const size = { width: 3, height: 2 };
const wanted = ['RGB', 'KKW'];

describe('a BMP', () => {
  const bgr = [0, 0, 0, 0, 0, 0, 255, 255, 255, 0, 0, 0, 0, 0, 255, 0, 255, 0, 255, 0, 0, 0, 0, 0];
  it.each<[string, Stored]>([
    ['of 24 bits, from bottom to top', { ...size, bits: 24, pixels: bgr }],
    ['with unused bytes before its pixels', { ...size, bits: 24, gap: 7, pixels: bgr }],
    [
      'from top to bottom',
      { width: 3, height: -2, bits: 24, pixels: [...bgr.slice(12), ...bgr.slice(0, 12)] },
    ],
    [
      'of 32 bits, whose fourth byte says nothing',
      {
        ...size,
        bits: 32,
        pixels: [
          ...[0, 0, 0, 0, 0, 0, 0, 9, 255, 255, 255, 0],
          ...[0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 0],
        ],
      },
    ],
    [
      'of 16 bits with masks',
      {
        ...size,
        bits: 16,
        compression: 3,
        masks: [0xf800, 0x07e0, 0x001f],
        pixels: [0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0xf8, 0xe0, 0x07, 0x1f, 0, 0, 0],
      },
    ],
  ])('%s', async (_, stored) => {
    expect(await rowsOf(stored)).toEqual(wanted);
  });

  it.each<[string, Stored]>([
    ['of 8 bits', { ...size, bits: 8, colours: COLOURS, pixels: [3, 2, 1, 0, 1, 2, 3, 0] }],
    [
      'of 4 bits, of odd width',
      { ...size, bits: 4, colours: COLOURS, pixels: [0x32, 0x10, 0, 0, 0x12, 0x30, 0, 0] },
    ],
    [
      'of runs of bytes',
      {
        ...size,
        bits: 8,
        compression: 1,
        colours: COLOURS,
        // One run each of 3, 2, 1 · end of line · 1, 2, 3 as they are, padded · end.
        pixels: [1, 3, 1, 2, 1, 1, 0, 0, 0, 3, 1, 2, 3, 0, 0, 1],
      },
    ],
    [
      'of runs of half bytes',
      {
        ...size,
        bits: 4,
        compression: 2,
        colours: COLOURS,
        pixels: [2, 0x32, 1, 0x10, 0, 0, 0, 3, 0x12, 0x30, 0, 1],
      },
    ],
  ])('%s', async (_, stored) => {
    expect(await rowsOf(stored)).toEqual(['RGB', 'BGR']);
  });

  it('of 1 bit', async () => {
    const colours = [0, 0, 0, 0, 255, 255, 255, 0];
    const pixels = [0b10101010, 0b10000000, 0, 0];
    expect(await rowsOf({ width: 9, height: 1, bits: 1, colours, pixels })).toEqual(['WKWKWKWKW']);
  });

  it('of runs that skip pixels leaves them in the first colour', async () => {
    const pixels = [1, 1, 0, 2, 1, 1, 1, 2, 0, 1];
    const stored = { ...size, bits: 8, compression: 1, colours: COLOURS, pixels };
    expect(await rowsOf(stored)).toEqual(['KKG', 'RKK']);
  });

  it('with an opacity that is nought everywhere is opaque', async () => {
    const masks = [0xff0000, 0xff00, 0xff, 0xff000000];
    const pixels = [0, 0, 255, 0, 255, 255, 255, 0];
    expect(await rowsOf({ width: 2, height: 1, bits: 32, compression: 6, masks, pixels })).toEqual([
      'RW',
    ]);
  });
});

it.each<[string, Partial<Stored>, string]>([
  ['ends early', { pixels: [0, 0, 0] }, 'The image is damaged or truncated. Upload it again.'],
  [
    'has no width',
    { width: 0 },
    'The BMP file is damaged: its header cannot be read. Upload it again.',
  ],
  [
    'holds a JPEG',
    { compression: 4 },
    'The BMP has 24 bits per pixel in compression 4, which is not supported. Convert it to PNG.',
  ],
  [
    'is too large',
    { width: 30_000, height: 30_000 },
    'The image has 30000×30000 pixels, more than maxPixels (1000000).',
  ],
])('a BMP that %s is refused', async (_, changes, message) => {
  const failure = rowsOf({ ...size, bits: 24, pixels: [], ...changes });
  await expect(failure).rejects.toMatchObject({ code: 'image-unsupported', message });
});
