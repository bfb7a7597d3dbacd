import sharp from 'sharp';
import { openPages } from './open-pages.ts';
import type { PageLimits } from './opened-pages.ts';
import { apngOf, gifOf, webpOf } from './testing/animations.ts';
import { plainPicture, type Drawn } from './testing/drawn.ts';

const LIMITS: PageLimits = { maxBytes: 50e6, maxPixels: 1e6, maxReadPixels: 1e6 };
const SIZE = { width: 40, height: 30 };

/** A square that moves over a ground that changes half-way, so that encoders store only what changes. */
const moving: readonly Drawn[] = Array.from({ length: 6 }, (_, step) => {
  const { rgb, ...size } = plainPicture(step < 3 ? [200, 200, 30] : [30, 60, 90], SIZE);
  for (let y = 10; y < 16; y++) {
    for (let x = step * 5; x < step * 5 + 6; x++) rgb.set([0, 0, 0], (y * SIZE.width + x) * 3);
  }
  return { ...size, rgb };
});

/** Every frame as sharp draws it, on white. */
async function framesBySharp(file: Buffer): Promise<Buffer[]> {
  return Promise.all(
    moving.map((_, page) => sharp(file, { page }).flatten({ background: '#fff' }).raw().toBuffer()),
  );
}

it.each([
  ['GIF', gifOf],
  ['WebP', webpOf],
])('draws the frames of a %s as sharp does', async (_, write) => {
  const file = await write(moving);
  await using opened = await openPages(file, LIMITS);
  for (const [index, wanted] of (await framesBySharp(file)).entries()) {
    const { pixels } = await opened.page(index + 1);
    expect(Buffer.from(pixels).equals(wanted)).toBe(true);
  }
});

it('draws the frames of an animated PNG, which sharp does not', async () => {
  await using opened = await openPages(await apngOf(moving), LIMITS);
  expect(opened.count).toBe(6);
  for (const [index, { rgb }] of moving.entries()) {
    expect(Buffer.from((await opened.page(index + 1)).pixels).equals(rgb)).toBe(true);
  }
});

describe('a GIF whose frames are', () => {
  const red = [0xff, 0, 0];
  /** Frames of 2×1 pixels on a canvas of 4×1: colour 1 is red, and nothing is transparent. */
  const gif = (...frames: { left: number; disposal: number }[]) =>
    Buffer.concat([
      Buffer.from('GIF89a', 'latin1'),
      Buffer.from([4, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, ...red]),
      ...frames.map(({ left, disposal }) =>
        Buffer.from([
          ...[0x21, 0xf9, 4, disposal << 2, 10, 0, 0, 0],
          ...[0x2c, left, 0, 0, 0, 2, 0, 1, 0, 0],
          // Least code size 2: clear, 1, 1, end.
          ...[2, 2, 0x4c, 0x0a, 0],
        ]),
      ),
      Buffer.of(0x3b),
    ]);
  const rowsOf = async (file: Buffer) => {
    await using opened = await openPages(file, LIMITS);
    const rows: string[] = [];
    for (let number = 1; number <= opened.count; number++) {
      const { pixels } = await opened.page(number);
      rows.push([0, 3, 6, 9].map((at) => (pixels[at + 1] === 0 ? 'R' : '·')).join(''));
    }
    return rows;
  };

  it('kept stay', async () => {
    expect(await rowsOf(gif({ left: 0, disposal: 1 }, { left: 2, disposal: 1 }))).toEqual([
      'RR··',
      'RRRR',
    ]);
  });

  it('cleared go', async () => {
    expect(await rowsOf(gif({ left: 0, disposal: 2 }, { left: 2, disposal: 1 }))).toEqual([
      'RR··',
      '··RR',
    ]);
  });

  it('taken back leave what was there before them', async () => {
    const frames = [
      { left: 0, disposal: 1 },
      { left: 2, disposal: 3 },
      { left: 1, disposal: 1 },
    ];
    expect(await rowsOf(gif(...frames))).toEqual(['RR··', 'RRRR', 'RRR·']);
  });

  it('beyond the edge are cut off', async () => {
    expect(await rowsOf(gif({ left: 3, disposal: 1 }, { left: 9, disposal: 1 }))).toEqual([
      '···R',
      '···R',
    ]);
  });
});

it('decodes the frames around one that is damaged', async () => {
  const whole = await webpOf(moving);
  const third = nthIndexOf(whole, 'ANMF', 3);
  const file = Buffer.from(whole).fill(0xff, third + 40, third + 60);
  await using opened = await openPages(file, LIMITS);
  await expect(opened.page(3)).rejects.toMatchObject({ code: 'image-unsupported' });
  expect(await opened.page(2)).toMatchObject(SIZE);
  expect(await opened.page(4)).toMatchObject(SIZE);
});

it('opens a GIF of 5,000 frames and draws any', async () => {
  const frames = Array.from({ length: 5_000 }, (_, step) =>
    plainPicture(step === 299 ? [255, 0, 0] : [0, 0, (step % 8) * 30], { width: 4, height: 4 }),
  );
  await using opened = await openPages(await gifOf(frames), LIMITS);
  expect(opened.count).toBe(5_000);
  const [red = 0] = (await opened.page(300)).pixels.subarray(-3);
  expect(red).toBeGreaterThan(200);
});

it('is refused when its canvas is too large, before a frame is decoded', async () => {
  const file = await gifOf(moving);
  await expect(openPages(file, { ...LIMITS, maxPixels: 1000 })).rejects.toMatchObject({
    message: 'The image has 40×30 pixels, more than maxPixels (1000).',
  });
});

function nthIndexOf(bytes: Buffer, text: string, nth: number): number {
  let at = -1;
  for (let found = 0; found < nth; found++) at = bytes.indexOf(text, at + 1);
  return at;
}
