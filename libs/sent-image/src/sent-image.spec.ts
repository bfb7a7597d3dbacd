import {
  boxAround,
  type Box,
  type DetectedLine,
  type Polygon,
  rectangle,
} from '@glyphwatch/domain';
import sharp, { type Sharp } from 'sharp';
import { ORIENTATIONS, isMirrored, isTurned, sentImage, turnedBack, uprightSize } from './index.ts';
import { stored } from './testing/index.ts';

const SIZE = { width: 120, height: 80 };
const SPOT = { left: 10, top: 20, width: 50, height: 16 };

/** White, with one black rectangle. */
async function spotted(): Promise<Buffer> {
  const { width, height, left, top } = SPOT;
  const spot = sharp({ create: { width, height, channels: 3, background: 'black' } }).png();
  return sharp({ create: { ...SIZE, channels: 3, background: 'white' } })
    .composite([{ input: await spot.toBuffer(), left, top }])
    .png()
    .toBuffer();
}

/** Where the black is, in fractions. */
async function spotIn(picture: Sharp): Promise<Box> {
  const { data, info } = await picture.greyscale().raw().toBuffer({ resolveWithObject: true });
  const points = [...data].flatMap((grey, index) => {
    const [x, y] = [index % info.width, Math.floor(index / info.width)];
    return grey < 128
      ? [
          { x, y },
          { x: x + 1, y: y + 1 },
        ]
      : [];
  });
  return boxAround(points.map(({ x, y }) => ({ x: x / info.width, y: y / info.height })));
}

function lineAt({ left, top, width, height }: Box): DetectedLine {
  const polygon = rectangle(left, top, left + width, top + height);
  const text = { text: 'SPOT', confidence: 1, box: boxAround(polygon), polygon };
  return { ...text, words: [text] };
}

function expectSame(one: Box, other: Box): void {
  for (const side of ['left', 'top', 'width', 'height'] as const) {
    expect(one[side]).toBeCloseTo(other[side], 1);
  }
}

describe.each(['jpeg', 'png', 'tiff'] as const)('a %s', (format) => {
  it.each(ORIENTATIONS)(
    'with orientation %i is sent as if it had none, and what is found is turned back',
    async (orientation) => {
      const file = await stored(await spotted(), orientation, format);
      const sent = sentImage(file);
      if (!sent) throw new Error('It is not sent.');
      expect(sent).toMatchObject({ orientation, format: format.toUpperCase(), frames: 1 });
      expect(uprightSize(sent)).toEqual(SIZE);
      expect(await sharp(sent.bytes).metadata()).toMatchObject({ width: sent.width });
      const { orientation: told = 1 } = await sharp(sent.bytes).metadata();
      expect(told).toBe(1);
      const found = lineAt(await spotIn(sharp(sent.bytes).autoOrient()));
      const shown = await spotIn(sharp(file).autoOrient());
      const { box, words } = turnedBack(found, orientation);
      expectSame(box, shown);
      expectSame(words[0]?.box ?? box, shown);
    },
  );

  it('keeps the bytes of the picture itself, and the file that it was given', async () => {
    const file = await stored(await spotted(), 6, format);
    const before = Buffer.from(file);
    const { bytes = Buffer.alloc(0) } = sentImage(file) ?? {};
    expect(file).toEqual(before);
    expect(bytes).toHaveLength(file.length);
    const changed = [...bytes].filter((byte, index) => byte !== file[index]);
    // The tag, and a PNG's checksum.
    expect(changed.length).toBeLessThanOrEqual(format === 'png' ? 5 : 1);
  });
});

describe('corners', () => {
  const upright: Polygon = rectangle(0.1, 0.2, 0.6, 0.3);

  it.each(ORIENTATIONS.filter((one) => !isMirrored(one)))(
    'begin at the top left of the text with orientation %i',
    (orientation) => {
      const inverse = { 1: 1, 3: 3, 6: 8, 8: 6 } as const;
      const text = { text: 'A', confidence: 1, box: boxAround(upright), polygon: upright };
      const stored = turnedBack({ ...text, words: [] }, inverse[orientation as 1 | 3 | 6 | 8]);
      const { polygon } = turnedBack(stored, orientation);
      for (const [index, { x, y }] of polygon.entries()) {
        expect(x).toBeCloseTo(upright[index]?.x ?? 0);
        expect(y).toBeCloseTo(upright[index]?.y ?? 0);
      }
    },
  );

  it.each(ORIENTATIONS)('go clockwise with orientation %i', (orientation) => {
    const text = { text: 'A', confidence: 1, box: boxAround(upright), polygon: upright };
    const [a, b, c] = turnedBack({ ...text, words: [] }, orientation).polygon;
    expect((b.x - a.x) * (c.y - b.y) - (b.y - a.y) * (c.x - b.x)).toBeGreaterThan(0);
  });

  it('exchange width and height where the picture is turned by a quarter', () => {
    expect(ORIENTATIONS.filter(isTurned)).toEqual([5, 6, 7, 8]);
  });
});

it.each([
  ['nothing', Buffer.alloc(0)],
  ['text', Buffer.from('no picture')],
  ['the start of a JPEG', Buffer.from([0xff, 0xd8, 0xff, 0xe1, 0xff])],
  ['the start of a PNG', Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')],
  ['the start of a TIFF', Buffer.from('II*\0\x08\0\0\0', 'latin1')],
  ['a TIFF whose directory is outside', Buffer.from('MM\0*\xff\xff\xff\xff', 'latin1')],
  ['a GIF', Buffer.from('GIF89a\x01\0\x01\0', 'latin1')],
])('sends nothing of %s', (_, bytes) => {
  expect(sentImage(bytes)).toBeUndefined();
});

it('counts the frames of an animated PNG and the pages of a TIFF', async () => {
  const png = await spotted();
  const control = Buffer.alloc(20);
  control.writeUInt32BE(8);
  control.write('acTL', 4);
  control.writeUInt32BE(3, 8);
  const animated = Buffer.concat([png.subarray(0, 33), control, png.subarray(33)]);
  expect(sentImage(animated)?.frames).toBe(3);
  const tiff = Buffer.from(await stored(png, 1, 'tiff'));
  const directory = tiff.readUInt32LE(4);
  tiff.writeUInt32LE(8, directory + 2 + tiff.readUInt16LE(directory) * 12);
  expect(sentImage(tiff)?.frames).toBe(2);
});

it('survives metadata that leads nowhere', async () => {
  const file = await stored(await spotted(), 6);
  for (let at = 0; at < 400; at++) {
    for (const byte of [0, 0xff]) {
      const broken = Buffer.from(file);
      broken[at] = byte;
      expect(() => sentImage(broken)).not.toThrow();
      expect(() => sentImage(broken.subarray(0, at))).not.toThrow();
    }
  }
});
