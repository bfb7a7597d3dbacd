import { openPages } from './open-pages.ts';
import type { PageLimits } from './opened-pages.ts';
import { pagesWithin, readPages } from './read-pages.ts';
import { gifOf } from './testing/animations.ts';
import { plainPicture } from './testing/drawn.ts';
import { tiffOf } from './testing/tiff.ts';

const LIMITS: PageLimits = { maxBytes: 1e6, maxPixels: 1e6, maxReadPixels: 1e6 };
const ALL = { maxPages: 100, maxFrames: 1000 };
const [RED, BLUE] = [plainPicture([200, 0, 0]), plainPicture([0, 0, 200])];

async function seenIn(file: Buffer, limits = ALL, pageLimits = LIMITS): Promise<unknown[]> {
  await using opened = await openPages(file, pageLimits);
  const seen: unknown[] = [];
  for await (const one of readPages(opened, limits)) {
    seen.push('unread' in one ? `${one.number}: ${one.unread}` : one.number);
  }
  return seen;
}

it('goes through the pages of a document, also where they look alike', async () => {
  expect(await seenIn(tiffOf([RED, RED, BLUE]))).toEqual([1, 2, 3]);
});

it('goes on after a page that cannot be decoded, and says why', async () => {
  const large = plainPicture([0, 0, 0], { width: 60, height: 60 });
  expect(await seenIn(tiffOf([RED, large, BLUE]), ALL, { ...LIMITS, maxPixels: 2000 })).toEqual([
    1,
    '2: The image has 60×60 pixels, more than maxPixels (2000).',
    3,
  ]);
});

it('leaves out frames that show what the one before showed', async () => {
  const slightly = plainPicture([205, 3, 3]);
  const frames = [RED, RED, slightly, BLUE, BLUE, RED];
  expect(await seenIn(await gifOf(frames))).toEqual([1, 4, 6]);
});

it('finds a change of a single letter', async () => {
  const letter = (step: number) => {
    const { rgb, ...size } = plainPicture([255, 255, 255], { width: 640, height: 360 });
    for (let y = 100; y < 112; y++) rgb.fill(0, (y * 640 + step) * 3, (y * 640 + step + 10) * 3);
    return { ...size, rgb };
  };
  expect(await seenIn(await gifOf([letter(100), letter(100), letter(400)]))).toEqual([1, 3]);
});

it('stops at the limit of pages, and at the limit of frames', async () => {
  expect(await seenIn(tiffOf([RED, BLUE, RED]), { maxPages: 2, maxFrames: 1 })).toEqual([1, 2]);
  expect(await seenIn(await gifOf([RED, BLUE, RED]), { maxPages: 1, maxFrames: 2 })).toEqual([
    1, 2,
  ]);
  await using opened = await openPages(tiffOf([RED, BLUE, RED]), LIMITS);
  expect(pagesWithin(opened, { maxPages: 2, maxFrames: 9 })).toBe(2);
});
