import { openHeic } from './heic-pages.ts';
import type { OpenedPages, PageLimits, Pixels } from './opened-pages.ts';
import { heicOf, type HeicPicture } from './testing/heic.ts';

/** Under another name, so that it is found here, and nowhere else. */
const DECODER = require.resolve('heic-decode-for-specs');
const LIMITS: PageLimits = { maxBytes: 1e6, maxPixels: 1e6, maxReadPixels: 1e6 };
const TILES: HeicPicture['tiles'] = [
  ['white', 'red'],
  ['green', 'blue'],
];
const PLAIN: HeicPicture = { tiles: TILES };

let opened: OpenedPages | undefined;
afterEach(() => opened?.[Symbol.asyncDispose]());
const open = async (file: Buffer, limits: Partial<PageLimits> = {}): Promise<OpenedPages> =>
  (opened = await openHeic(file, { ...LIMITS, ...limits }, DECODER));

/** The colours of the corners: the upper ones, then the lower ones. */
function cornersOf({ width, height, pixels }: Pixels): string {
  const colourAt = (x: number, y: number): string => {
    const at = (y * width + x) * 3;
    const [red, green, blue] = [0, 1, 2].map((part) => pixels[at + part]! > 128);
    return red && green && blue ? 'white' : red ? 'red' : green ? 'green' : blue ? 'blue' : '?';
  };
  const [right, bottom] = [width - 3, height - 3];
  return [colourAt(2, 2), colourAt(right, 2), colourAt(2, bottom), colourAt(right, bottom)].join(
    ' ',
  );
}

it.each<[string, HeicPicture, string]>([
  ['of tiles, cut to its size', { ...PLAIN, cut: 8 }, 'white red green blue'],
  ['turned to the left', { ...PLAIN, turn: 1 }, 'red blue white green'],
  ['upside down', { ...PLAIN, turn: 2 }, 'blue green red white'],
  [
    'turned once, though Exif says it too',
    { ...PLAIN, turn: 3, exifOrientation: 6 },
    'green white blue red',
  ],
  ['that only Exif turns, as it is', { ...PLAIN, exifOrientation: 6 }, 'white red green blue'],
  ['mirrored', { ...PLAIN, mirror: 1 }, 'red white blue green'],
  ['turned, then mirrored', { ...PLAIN, turn: 1, mirror: 0 }, 'white green red blue'],
])('gives a picture %s', async (_, picture, wanted) => {
  const file = await open(heicOf([picture]));
  expect(file).toMatchObject({ format: 'HEIC', kind: 'pages', count: 1 });
  const page = await file.page(1);
  const side = 128 - (picture.cut ?? 0);
  expect(page).toMatchObject({ width: side, height: side, full: { width: side, height: side } });
  expect(cornersOf(page)).toBe(wanted);
});

it('gives no thumbnail, depth map or gain map of a phone', async () => {
  const picture: HeicPicture = { ...PLAIN, thumbnail: 'red', depth: 'blue', gainMap: 'green' };
  const file = await open(heicOf([picture]));
  expect(file.count).toBe(1);
  expect(cornersOf(await file.page(1))).toBe('white red green blue');
});

it('gives every picture of several, whichever is shown first, as often as it is asked for', async () => {
  const others: HeicPicture[] = [{ tiles: [['red']], thumbnail: 'white' }, { tiles: [['blue']] }];
  const file = await open(heicOf([PLAIN, ...others], 1));
  expect(file).toMatchObject({ kind: 'frames', count: 3 });
  const seen: string[] = [];
  for (const number of [3, 1, 2, 3])
    seen.push(cornersOf(await file.page(number)).split(' ')[3] ?? '');
  expect(seen).toEqual(['blue', 'blue', 'red', 'blue']);
});

it('scales down and remembers the size', async () => {
  const file = await open(heicOf([PLAIN]), { maxReadPixels: 32 * 32 });
  expect(await file.page(1)).toMatchObject({ width: 32, full: { width: 128, height: 128 } });
});

it('refuses a picture that is too large, and decodes the others', async () => {
  const file = await open(heicOf([PLAIN, { tiles: [['red']] }]), { maxPixels: 5000 });
  await expect(file.page(1)).rejects.toMatchObject({
    message: 'The image has 128×128 pixels, more than maxPixels (5000).',
  });
  expect(await file.page(2)).toMatchObject({ width: 64 });
});

it('is told by any of its brands', async () => {
  const file = heicOf([PLAIN]);
  file.write('mif2', 8, 'latin1');
  expect((await open(file)).count).toBe(1);
});

it.each<[string, (file: Buffer) => Buffer, RegExp]>([
  ['is cut off', (file) => file.subarray(0, -1), /^The image is damaged or truncated/],
  ['holds no pictures', (file) => file.subarray(0, 28), /^The image is damaged/],
  [
    'is a sequence',
    (file) => {
      file.write('hevc', 8, 'latin1');
      return file.subarray(0, 28);
    },
    /^HEIC sequences are not read\. Save/,
  ],
])('is refused when it %s', async (_, change, message) => {
  await expect(open(change(heicOf([PLAIN])))).rejects.toMatchObject({
    code: 'image-unsupported',
    message: expect.stringMatching(message),
  });
});

it('says so of a picture that is damaged, and decodes the others', async () => {
  const file = heicOf([{ tiles: [['red']] }, { tiles: [['blue']] }]);
  // Behind the length of the first coded picture, which follows the 8 bytes of a grid.
  file.fill(0xff, file.indexOf('mdat') + 16, file.indexOf('mdat') + 24);
  const broken = await open(file);
  await expect(broken.page(1)).rejects.toMatchObject({ code: 'image-unsupported' });
  expect(cornersOf(await broken.page(2))).toBe('blue blue blue blue');
});
