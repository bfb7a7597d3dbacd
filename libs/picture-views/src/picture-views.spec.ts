import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { layOutText, purgedResult, type Result } from '@glyphwatch/domain';
import { sampleMatch, sampleRuleMatch, withFolder } from '@glyphwatch/domain/contracts';
import sharp from 'sharp';
import { KeptViews } from './kept-views.ts';
import { PictureViews } from './picture-views.ts';

const CONTENT = 'ab'.repeat(32);

/** Half of it is covered: its only word. */
function resultOf(changes: Partial<Result> = {}): Result {
  const detection = layOutText('SECRET');
  const match = sampleMatch({
    ...{ text: 'SECRET', words: [[0, 0]], lines: [1] },
    polygons: [
      [
        { x: 0, y: 0 },
        { x: 0.5, y: 0 },
        { x: 0.5, y: 1 },
        { x: 0, y: 1 },
      ],
    ],
  });
  const { page: _p, polygonPages: _q, ...onOnePage } = match;
  return {
    ...{ imageId: '/p/a.png', address: { bucket: '/p', key: 'a.png' }, version: CONTENT },
    ...{ sequencer: '1', uploadedAt: 1, updatedAt: 1, status: 'MATCHED', attempts: 1 },
    ...{ unrecorded: [], notified: [], nearMisses: [], detection: { ...detection, lines: [] } },
    ruleMatches: [sampleRuleMatch({ sensitive: true, hides: [], matches: [onOnePage] })],
    ...changes,
  };
}

/** White, on its side, with EXIF. */
const photo = () =>
  sharp({ create: { width: 100, height: 400, channels: 3, background: '#fff' } })
    .withMetadata({ orientation: 6 })
    .withExif({ IFD0: { Artist: 'somebody' } })
    .jpeg()
    .toBuffer();

async function lightness(webp: Uint8Array): Promise<[left: number, right: number]> {
  const { data, info } = await sharp(webp).greyscale().raw().toBuffer({ resolveWithObject: true });
  const middle = Math.floor(info.height / 2) * info.width;
  const at = (x: number): number => data[middle + Math.floor(info.width * x)] ?? -1;
  return [at(0.25), at(0.75)];
}

it('gives an upright WebP without metadata, covered where a sensitive rule matched', async () => {
  const views = new PictureViews({ read: photo });
  for (const width of ['320', '2048', 'full'] as const) {
    const webp = await views.covered(resultOf(), { page: 1, width });
    const about = await sharp(webp).metadata();
    expect([about.format, about.exif, about.icc]).toEqual(['webp', undefined, undefined]);
    expect([about.width, about.height]).toEqual(width === '320' ? [320, 80] : [400, 100]);
    const [left, right] = await lightness(webp);
    expect(left).toBeLessThan(40);
    expect(right).toBeGreaterThan(240);
  }
  const [left] = await lightness(await views.bare(resultOf(), { page: 1, width: '320' }));
  expect(left).toBeGreaterThan(240);
});

it('covers all of a page when nobody knows where the secret is', async () => {
  const views = new PictureViews({ read: photo });
  const match = { ...sampleMatch({ polygons: [], words: [] }), page: 1 };
  const ruleMatches = [sampleRuleMatch({ sensitive: true, hides: [], matches: [match] })];
  const webp = await views.covered(resultOf({ ruleMatches }), { page: 1, width: '320' });
  for (const one of await lightness(webp)) expect(one).toBeLessThan(40);
});

it('covers all of what was purged, as nobody knows any more whether there was a secret', async () => {
  const views = new PictureViews({ read: photo });
  const purged = purgedResult(resultOf(), 2);
  const webp = await views.covered(purged, { page: 1, width: '320' });
  for (const one of await lightness(webp)) expect(one).toBeLessThan(40);
});

it.each(['PROCESSING', 'FAILED'] as const)(
  'covers all of an image that nobody has read as it is now: %s',
  async (status) => {
    const { detection: _, ...unread } = resultOf({ status, ruleMatches: [] });
    const views = new PictureViews({ read: photo });
    const webp = await views.covered(unread, { page: 1, width: '320' });
    for (const one of await lightness(webp)) expect(one).toBeLessThan(40);
  },
);

it('draws equal contents with equal covers once, and others anew; it keeps none without covers', () =>
  withFolder(async (folder) => {
    let reads = 0;
    const read = () => {
      reads += 1;
      return photo();
    };
    const views = new PictureViews({ read, folder });
    const view = { page: 1, width: '320' } as const;
    await Promise.all([1, 2, 3].map(() => views.covered(resultOf(), view)));
    await new PictureViews({ read, folder }).covered(resultOf(), view);
    expect(reads).toBe(1);
    await views.bare(resultOf(), view);
    expect(await readdir(folder)).toHaveLength(1);
    await views.covered(resultOf({ ruleMatches: [] }), view);
    await views.covered(resultOf({ imageId: '/p/copy.png' }), view);
    const names = await readdir(folder);
    expect(names).toHaveLength(2);
    expect(names.filter((name) => !name.startsWith(CONTENT))).toEqual([]);
    const before = reads;
    for (const version of ['v1', 'v1']) await views.covered(resultOf({ version }), view);
    expect(reads).toBe(before + 2);
    expect(await readdir(folder)).toHaveLength(2);
  }));

it('fails for what is no picture, and keeps nothing of it', () =>
  withFolder(async (folder) => {
    const views = new PictureViews({ read: async () => Buffer.from('<svg onload="x"/>'), folder });
    await expect(views.covered(resultOf(), { page: 1, width: '320' })).rejects.toMatchObject({
      code: 'image-unsupported',
    });
    expect(await readdir(folder)).toEqual([]);
  }));

it('removes the oldest pictures when there are too many bytes', () =>
  withFolder(async (folder) => {
    await writeFile(join(folder, 'old.webp'), new Uint8Array(600));
    const kept = new KeptViews(folder, 1000);
    await kept.keep('new', new Uint8Array(500));
    expect(await readdir(folder)).toEqual(['new.webp']);
    expect(await kept.find('new')).toHaveLength(500);
    expect(await kept.find('old')).toBeUndefined();
  }));
