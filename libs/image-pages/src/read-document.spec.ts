import { type DetectedLine, layOutText } from '@glyphwatch/domain';
import { openPages } from './index.ts';
import { gifOf, plainPicture, tiffOf } from './testing/index.ts';
import { type PageText, readDocument } from './read-document.ts';

const LIMITS = {
  ...{ maxBytes: 1e6, maxPixels: 3000, maxReadPixels: 3000 },
  ...{ maxPages: 100, maxFrames: 1000 },
};
const [RED, BLUE] = [plainPicture([200, 0, 0]), plainPicture([0, 0, 200])];
const TOO_LARGE = plainPicture([0, 0, 0], { width: 60, height: 60 });

/** Reads the texts one after the other, whatever the pages show. */
async function read(file: Buffer, texts: readonly string[], changes: Partial<typeof LIMITS> = {}) {
  const limits = { ...LIMITS, ...changes };
  await using opened = await openPages(file, limits);
  const left = [...texts];
  return readDocument(opened, limits, async (): Promise<PageText> => {
    const { lines } = layOutText(left.shift() ?? '');
    return { width: 1, height: 1, lines };
  });
}

const placed = (lines: readonly DetectedLine[]) => lines.map(({ text, page }) => `${page} ${text}`);

it('reads every page, with its size and the number of each line', async () => {
  const small = plainPicture([0, 0, 0], { width: 10, height: 20 });
  const { lines, ...about } = await read(tiffOf([RED, small]), ['ONE', 'TWO\nTHREE']);
  expect(placed(lines)).toEqual(['1 ONE', '2 TWO', '2 THREE']);
  expect(about).toEqual({
    truncated: false,
    width: 48,
    height: 32,
    pageCount: 2,
    pages: [
      { number: 1, width: 48, height: 32 },
      { number: 2, width: 10, height: 20 },
    ],
  });
});

it('says so when one page of many seems to be in another script', async () => {
  await using opened = await openPages(tiffOf([RED, BLUE, RED]), LIMITS);
  const scripts: PageText[] = [{ lines: [] }, { lines: [], unknownScript: true }, { lines: [] }];
  const readNext = async (): Promise<PageText> => scripts.shift() ?? { lines: [] };
  expect(await readDocument(opened, LIMITS, readNext)).toMatchObject({ unknownScript: true });
  await using same = await openPages(tiffOf([RED, BLUE]), LIMITS);
  expect(await readDocument(same, LIMITS, readNext)).not.toHaveProperty('unknownScript');
});

it('says which page it could not read, and reads the others', async () => {
  const { lines, ...about } = await read(tiffOf([TOO_LARGE, RED, BLUE]), ['TWO', 'THREE']);
  expect(placed(lines)).toEqual(['2 TWO', '3 THREE']);
  expect(about).toMatchObject({ truncated: true, pageCount: 3, pagesRead: 2, width: 48 });
  expect(about.pages?.[0]).toEqual({
    number: 1,
    unread: 'The image has 60×60 pixels, more than maxPixels (3000).',
  });
});

it('keeps the text of a page of which a part is missing, and says so', async () => {
  await using opened = await openPages(tiffOf([RED, BLUE]), LIMITS);
  const torn = {
    ...opened,
    page: async (number: number) => ({ ...(await opened.page(number)), lacks: 'It is torn.' }),
  };
  const { lines } = layOutText('ONE');
  expect(await readDocument(torn, LIMITS, async () => ({ lines }))).toMatchObject({
    ...{ truncated: true, pageCount: 2, pagesRead: 0, width: 48 },
    lines: [{ text: 'ONE', page: 1 }, { page: 2 }],
    pages: [{ number: 1, width: 48, height: 32, unread: 'It is torn.' }, { number: 2 }],
  });
});

it('fails with image-unsupported when no page can be read', async () => {
  await expect(read(tiffOf([TOO_LARGE, TOO_LARGE]), [])).rejects.toMatchObject({
    code: 'image-unsupported',
    message: 'The image has 60×60 pixels, more than maxPixels (3000).',
  });
});

it('says how many of how many pages it read when a limit ended it', async () => {
  const { lines, ...about } = await read(tiffOf([RED, BLUE, RED]), ['ONE', 'TWO'], { maxPages: 2 });
  expect(placed(lines)).toEqual(['1 ONE', '2 TWO']);
  expect(about).toMatchObject({ truncated: true, pageCount: 3, pagesRead: 2 });
});

it('gives a sign once that stays from frame to frame, and again after it was away', async () => {
  const file = await gifOf([RED, BLUE, RED, BLUE]);
  const { lines, truncated } = await read(file, ['SIGN', 'SIGN\nNEW', 'NEW', 'SIGN']);
  expect(placed(lines)).toEqual(['1 SIGN', '2 NEW', '3 NEW', '4 SIGN']);
  expect(truncated).toBe(false);
});

it('gives a text of a document on every page', async () => {
  const { lines } = await read(tiffOf([RED, BLUE]), ['PAID', 'PAID']);
  expect(placed(lines)).toEqual(['1 PAID', '2 PAID']);
});
