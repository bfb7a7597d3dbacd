import type { DetectedLine } from '@glyphwatch/domain';
import { failureOf } from '@glyphwatch/domain/contracts';
import { lineOf, ORIENTATIONS, pixelPlace } from '@glyphwatch/sent-image';
import { type Drawn, draw, KnownPictures, stored } from '@glyphwatch/sent-image/testing';
import sharp from 'sharp';
import { sendPages, type SendLimits, type SentPage } from './send-pages.ts';
import { bmpOf, tiffOf } from './testing/index.ts';

const LIMITS: SendLimits = {
  service: 'The service',
  maxSentBytes: 1_000_000,
  maxSentPixels: 10_000_000,
  minSide: 50,
  maxSide: 10_000,
};

/** An engine that may or may not turn pictures, and notes what it got. */
function engineWith(known: KnownPictures) {
  const got: SentPage[] = [];
  const read = async (page: SentPage): Promise<DetectedLine[]> => {
    got.push(page);
    const { lines = [], ...size } = (await known.read(page.bytes)) ?? {};
    return lines.map(({ words }) => {
      const placed = words.map((word) =>
        pixelPlace({ confidence: 1, ...word }, { ...page, ...size }),
      );
      const corners = [0, 1, 2, 3].map(
        (at) => words[at === 0 || at === 3 ? 0 : words.length - 1]?.corners[at],
      );
      const line = { text: words.map(({ text }) => text).join(' '), confidence: 1 };
      const outline = corners.flatMap((corner) => corner ?? []);
      return lineOf(pixelPlace({ ...line, corners: outline }, { ...page, ...size }), placed);
    });
  };
  return { read, got };
}

function expectPlaced(line: DetectedLine | undefined, { lines, width, height }: Drawn): void {
  const [word] = lines[0]?.words ?? [];
  for (const [index, { x, y }] of (word?.corners ?? []).entries()) {
    expect(line?.words[0]?.polygon[index]?.x).toBeCloseTo(x / width, 5);
    expect(line?.words[0]?.polygon[index]?.y).toBeCloseTo(y / height, 5);
  }
}

async function rgbOf({ png, width, height }: Drawn) {
  return { width, height, rgb: await sharp(png).removeAlpha().raw().toBuffer() };
}

describe.each([true, false])('an engine that turns pictures by EXIF: %s', (turns) => {
  it.each(ORIENTATIONS)(
    'finds the text of orientation %i where it is shown',
    async (orientation) => {
      const drawn = await draw(['KEEP OUT', 'NO ENTRY']);
      const photo = await stored(drawn.png, orientation, 'png');
      const known = new KnownPictures({ turns });
      await known.add(photo, drawn, orientation);
      const { read } = engineWith(known);
      const { lines, ...about } = await sendPages(photo, LIMITS, read);
      expect(about).toEqual({ width: drawn.width, height: drawn.height, truncated: false });
      expect(lines.map(({ text }) => text)).toEqual(['KEEP OUT', 'NO ENTRY']);
      expectPlaced(lines[0], drawn);
    },
  );
});

it('sends a photo as it is, and what the service does not know as it looks', async () => {
  const drawn = await draw(['KEEP OUT']);
  const known = new KnownPictures();
  await known.add(drawn.png, drawn);
  const { read, got } = engineWith(known);
  const photo = await stored(drawn.png, 1);
  await known.add(photo, drawn);
  await sendPages(photo, LIMITS, read);
  expect(Buffer.from(got[0]?.bytes ?? []).equals(photo)).toBe(true);
  const { lines } = await sendPages(bmpOf(await rgbOf(drawn)), LIMITS, read);
  expect(lines.map(({ text }) => text)).toEqual(['KEEP OUT']);
  expect(await sharp(got[1]?.bytes).metadata()).toMatchObject({ format: 'png' });
});

it('sends every page of a document', async () => {
  const pages = [await draw(['ONE']), await draw(['TWO', 'THREE'])];
  const known = new KnownPictures();
  for (const page of pages) await known.add(page.png, page);
  const { read } = engineWith(known);
  const tiff = tiffOf(await Promise.all(pages.map(rgbOf)));
  const { lines, pageCount } = await sendPages(tiff, LIMITS, read);
  expect(pageCount).toBe(2);
  expect(lines.map(({ text, page }) => `${page} ${text}`)).toEqual(['1 ONE', '2 TWO', '2 THREE']);
});

it('saves a picture with too many bytes again, and refuses one that stays too large', async () => {
  const noise = await sharp({
    create: {
      ...{ width: 600, height: 400, channels: 3, background: 'white' },
      noise: { type: 'gaussian', mean: 128, sigma: 60 },
    },
  })
    .png()
    .toBuffer();
  const sizes: number[] = [];
  const read = async ({ bytes }: SentPage) => {
    sizes.push(bytes.length);
    return [];
  };
  await sendPages(noise, { ...LIMITS, maxSentBytes: 200_000 }, read);
  expect(sizes).toHaveLength(1);
  expect(sizes[0]).toBeLessThanOrEqual(200_000);
  const refused = sendPages(noise, { ...LIMITS, maxSentBytes: 1_000 }, read);
  expect((await failureOf(refused, 'image-unsupported')).message).toContain('at most 1000 bytes');
  expect(sizes).toHaveLength(1);
});

it.each([
  ['small', { minSide: 1000 }],
  ['long', { maxSide: 100 }],
  ['large', { maxSentPixels: 1000 }],
])('refuses a picture that is too %s, before it is sent', async (_, limits) => {
  const { png } = await draw(['KEEP OUT']);
  const { read, got } = engineWith(new KnownPictures());
  const refused = sendPages(png, { ...LIMITS, ...limits }, read);
  expect((await failureOf(refused, 'image-unsupported')).message).toMatch(
    /^The service reads pictures of /,
  );
  expect(got).toEqual([]);
});

it('sends nothing of what is no image', async () => {
  const { read, got } = engineWith(new KnownPictures());
  await failureOf(sendPages(Buffer.from('no picture'), LIMITS, read), 'image-unsupported');
  expect(got).toEqual([]);
});
