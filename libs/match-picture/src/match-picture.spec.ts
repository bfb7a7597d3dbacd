import { layOutText, type Polygon } from '@glyphwatch/domain';
import { sampleMatch, sampleRuleMatch } from '@glyphwatch/domain/contracts';
import sharp, { type Sharp } from 'sharp';
import { gifOf, imagePdf, plainPicture, tiffOf } from '@glyphwatch/image-pages/testing';
import { annotate as annotatePages, type AnnotatedPage, type AnnotateOptions } from './annotate.ts';
import { cutOut } from './cut-out.ts';
import { boxesOf, coversOf, type MatchBox } from './match-box.ts';
import { renderLabel } from './render-label.ts';

const GREY = { r: 128, g: 128, b: 128 };
const RED = [220, 38, 38];

function rectangle(left: number, top: number, width: number, height: number): Polygon {
  return [
    { x: left, y: top },
    { x: left + width, y: top },
    { x: left + width, y: top + height },
    { x: left, y: top + height },
  ];
}

function blank(width: number, height: number): Sharp {
  return sharp({ create: { width, height, channels: 3, background: GREY } });
}

function box(changes: Partial<MatchBox> = {}): MatchBox {
  return { polygons: [rectangle(0.4, 0.4, 0.2, 0.1)], label: '', severity: 'high', ...changes };
}

async function pagesOf(drawn: AsyncIterable<AnnotatedPage>): Promise<AnnotatedPage[]> {
  const pages: AnnotatedPage[] = [];
  for await (const page of drawn) pages.push(page);
  return pages;
}

/** The picture of a file of one page. */
async function annotate(
  image: Uint8Array,
  boxes: readonly MatchBox[],
  options?: AnnotateOptions,
): Promise<Uint8Array> {
  const [only, ...more] = await pagesOf(annotatePages(image, boxes, options));
  expect([only?.page, more]).toEqual([undefined, []]);
  return only?.png ?? Buffer.alloc(0);
}

/** Decodes a picture for its size and pixels. */
async function look(image: Uint8Array) {
  const { data, info } = await sharp(image).raw().toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const at = (x: number, y: number) => [
    ...data.subarray((y * width + x) * channels).subarray(0, 3),
  ];
  return { width, height, at, data };
}

describe('annotate', () => {
  it('outlines what matched in the colour of its severity and changes nothing else', async () => {
    const picture = await look(await annotate(await blank(400, 200).png().toBuffer(), [box()]));
    expect(picture).toMatchObject({ width: 400, height: 200 });
    expect(picture.at(200, 77)).toEqual(RED);
    expect(picture.at(10, 10)).toEqual([128, 128, 128]);
    expect(picture.at(200, 90)[0]).toBeGreaterThan(128);
  });

  it('covers what a sensitive rule found completely', async () => {
    const secret = { input: await blank(80, 20).negate().png().toBuffer(), left: 160, top: 80 };
    const image = await blank(400, 200).composite([secret]).png().toBuffer();
    const { at } = await look(await annotate(image, [box({ hidden: true })]));
    for (let x = 160; x < 240; x += 1) {
      for (let y = 80; y < 100; y += 1) expect(at(x, y)).toEqual([17, 24, 39]);
    }
  });

  it('writes a label, even one full of markup and hidden characters', async () => {
    const image = await blank(400, 200).png().toBuffer();
    const bare = await annotate(image, [box()]);
    for (const label of ['keep-out 97%', '<b>&"\'</svg>', '\u0000\u001b[31m\u202e🚪', '禁止']) {
      expect(await annotate(image, [box({ label })])).not.toEqual(bare);
    }
  });

  it.each([
    ['upper left', 0, 0],
    ['upper right', 0.8, 0],
    ['lower left', 0, 0.9],
    ['lower right', 0.8, 0.9],
  ])('keeps the label inside the picture in the %s corner', async (_, left, top) => {
    const label = 'a rule with quite a long name 100%';
    const polygons = [rectangle(left, top, 0.2, 0.1)];
    const image = await blank(300, 150).png().toBuffer();
    const { data } = await look(await annotate(image, [box({ polygons, label })]));
    const { data: bare } = await look(await annotate(image, [box({ polygons })]));
    expect(data.length).toBe(bare.length);
    expect(data.equals(bare)).toBe(false);
  });

  it('does not overlap the labels of neighbours', async () => {
    const image = await blank(600, 300).png().toBuffer();
    const first = box({ label: 'first-rule 97%', severity: 'low' });
    const second = box({ label: 'second-rule 97%', severity: 'critical' });
    const one = await look(await annotate(image, [first, { ...second, label: '' }]));
    const both = await look(await annotate(image, [first, second]));
    const cyan = [14, 116, 144];
    let kept = 0;
    for (let x = 0; x < 600; x += 1) {
      for (let y = 0; y < 300; y += 1) {
        if (String(one.at(x, y)) !== String(cyan)) continue;
        expect(both.at(x, y)).toEqual(cyan);
        kept += 1;
      }
    }
    expect(kept).toBeGreaterThan(500);
  });

  it('draws on the upright picture', async () => {
    const turned = await blank(200, 400).jpeg().withMetadata({ orientation: 6 }).toBuffer();
    const { width, height, at } = await look(await annotate(turned, [box()]));
    expect([width, height]).toEqual([400, 200]);
    expect(at(200, 77)).toEqual(RED);
  });

  it('scales large pictures down', async () => {
    const image = await blank(3000, 1000).jpeg().toBuffer();
    const { width, height } = await look(await annotate(image, [box()], { maxSide: 600 }));
    expect([width, height]).toEqual([600, 200]);
  });

  it.each([
    ['one pixel', () => blank(1, 1).png()],
    ['CMYK', () => blank(300, 200).toColourspace('cmyk').jpeg()],
    ['16 bits', () => blank(300, 200).toColourspace('rgb16').png()],
    ['grey with transparency', () => blank(300, 200).ensureAlpha(0.5).toColourspace('b-w').png()],
    ['GIF', () => blank(300, 200).gif()],
    ['WebP', () => blank(300, 200).webp()],
  ])('draws on a picture of %s', async (_, make) => {
    const image = await make().toBuffer();
    const { format, depth } = await sharp(await annotate(image, [box({ label: 'x' })])).metadata();
    expect({ format, depth }).toEqual({ format: 'png', depth: 'uchar' });
  });

  it('fails with image-unsupported for bytes that are not a picture or a truncated one', async () => {
    const whole = await blank(300, 200).png().toBuffer();
    for (const image of [
      Buffer.from('text'),
      whole.subarray(0, whole.length / 2),
      Buffer.alloc(0),
    ]) {
      await expect(annotate(image, [box()])).rejects.toMatchObject({ code: 'image-unsupported' });
    }
  });
});

describe('a file of several pages', () => {
  const pages = [
    plainPicture([90, 90, 90], { width: 400, height: 200 }),
    plainPicture([200, 0, 0], { width: 400, height: 200 }),
    plainPicture([0, 0, 200], { width: 300, height: 600 }),
  ];

  it.each([
    ['TIFF', () => tiffOf(pages)],
    ['PDF', () => imagePdf(pages)],
  ])('is drawn page by page, where something matched (%s)', async (_, write) => {
    const boxes = [box({ page: 3 }), box({ page: 1 }), box({ page: 3, severity: 'low' })];
    const drawn = await pagesOf(annotatePages(write(), boxes));
    expect(drawn.map(({ page }) => page)).toEqual([1, 3]);
    const sizes = await Promise.all(drawn.map(({ png }) => sharp(png).metadata()));
    expect(sizes.map(({ width, height }) => [width, height])).toEqual([
      [400, 200],
      [300, 600],
    ]);
  });

  it('is drawn on the frame of an animation that matched', async () => {
    const [grey, red] = pages;
    const gif = await gifOf([grey ?? [], red ?? [], grey ?? []].flat());
    const [drawn] = await pagesOf(annotatePages(gif, [box({ page: 2 })]));
    expect(drawn?.page).toBe(2);
    const { at } = await look(drawn?.png ?? Buffer.alloc(0));
    expect(at(390, 190)[0]).toBeGreaterThan(150);
  });

  it('is cut out of the page with the first match', async () => {
    const boxes = [box({ page: 2 }), box({ page: 3 })];
    const { at, width } = await look(await cutOut(tiffOf(pages), boxes, { maxSide: 100 }));
    const [red = 0, green = 255, blue = 255] = at(width - 2, 2);
    expect(red).toBeGreaterThan(150);
    expect(Math.max(green, blue)).toBeLessThan(60);
  });
});

describe('cutOut', () => {
  it('shows what matched with a margin, as JPEG', async () => {
    const image = await blank(2000, 1000).png().toBuffer();
    const part = await cutOut(image, [box({ label: 'keep-out 97%' })]);
    expect((await sharp(part).metadata()).format).toBe('jpeg');
    const { width, height } = await look(part);
    expect(width).toBe(960);
    expect(width / height).toBeCloseTo((400 + 2 * 220) / (100 + 2 * 220), 1);
  });

  it('stays inside the picture when the match is at its edge', async () => {
    const image = await blank(300, 200).png().toBuffer();
    const polygons = [rectangle(0.9, 0.9, 0.2, 0.2)];
    await expect(cutOut(image, [box({ polygons })])).resolves.toHaveProperty('length');
  });

  it('shows the whole picture without matches', async () => {
    const { width, height } = await look(await cutOut(await blank(960, 480).png().toBuffer(), []));
    expect([width, height]).toEqual([960, 480]);
  });

  it('enlarges small print, up to a limit', async () => {
    const image = await blank(90, 60).png().toBuffer();
    const { width } = await look(await cutOut(image, []));
    expect(width).toBe(270);
  });

  it('fails with image-unsupported for bytes that are not a picture', async () => {
    await expect(cutOut(Buffer.from('text'), [])).rejects.toMatchObject({
      code: 'image-unsupported',
    });
  });
});

describe('what covers secrets beside the matches', () => {
  const detection = layOutText('SECRET\nOUT SECRET\fSECRET');
  const match = sampleMatch({ text: 'SECRET', words: [[0, 0]] });
  const secret = sampleRuleMatch({ sensitive: true, matches: [match], hides: [] });
  const place = ({ page, hidden, polygons }: MatchBox) => [page, hidden, polygons.length];

  it('is over each copy, and over everything where the search stopped', () => {
    const covers = coversOf(detection, [secret]);
    expect(covers.map(place)).toEqual([
      [1, true, 1],
      [1, true, 1],
      [2, true, 1],
    ]);
    expect(coversOf(detection, [{ ...secret, hides: 'everything' }])).toHaveLength(4);
    expect(coversOf(detection, [{ ...secret, sensitive: false }])).toEqual([]);
    expect(coversOf(undefined, [secret])).toEqual([]);
  });

  it('neither adds pages nor widens what is cut out', async () => {
    const page = plainPicture([255, 255, 255], { width: 900, height: 600 });
    const file = imagePdf([page, page]);
    const beside = {
      isBeside: true,
      hidden: true,
      polygons: [rectangle(0.1, 0.1, 0.1, 0.1)],
    } as const;
    const boxes = [box({ page: 1 }), box({ page: 1, ...beside }), box({ page: 2, ...beside })];
    const pages = await pagesOf(annotatePages(file, boxes));
    expect(pages.map((each) => each.page)).toEqual([1]);
    const one = await blank(900, 600).png().toBuffer();
    const alone = await look(await cutOut(one, [box()]));
    const covered = await look(await cutOut(one, [box(beside), box()]));
    expect([covered.width, covered.height]).toEqual([alone.width, alone.height]);
  });
});

describe('boxesOf', () => {
  const polygons = [rectangle(0, 0, 0.1, 0.1)];
  const rule = { ruleId: 'keep-out', severity: 'high', sensitive: false } as const;

  it('labels each match with its rule and confidence', () => {
    const matches = [{ polygons, confidence: 0.974 }];
    expect(boxesOf([{ ...rule, matches }])).toEqual([
      { polygons, label: 'keep-out 97%', severity: 'high' },
    ]);
  });

  it('divides a match that continues on the next page', () => {
    const second = [rectangle(0.5, 0, 0.1, 0.1)];
    const matches = [
      { page: 3, polygons: [...polygons, ...second], polygonPages: [3, 4], confidence: 1 },
    ];
    expect(boxesOf([{ ...rule, sensitive: true, matches }])).toMatchObject([
      { page: 3, polygons, hidden: true },
      { page: 4, polygons: second, hidden: true },
    ]);
  });

  it('hides what is sensitive and skips matches without polygons', () => {
    const matches = [
      { polygons, confidence: 1 },
      { polygons: [], confidence: 1 },
    ];
    expect(boxesOf([{ ...rule, sensitive: true, matches }])).toEqual([
      { polygons, label: 'keep-out 100%', severity: 'high', hidden: true },
    ]);
  });
});

describe('renderLabel', () => {
  it('uses the bundled font, which is narrower than system fonts', async () => {
    const { width, height } = await renderLabel('keep-out 97%', 28, 1000);
    expect(width).toBeGreaterThan(120);
    expect(width).toBeLessThan(165);
    expect(height).toBeLessThan(40);
  });

  it('cuts a label to the given width', async () => {
    const { width } = await renderLabel('a rule with quite a long name', 28, 100);
    expect(width).toBeLessThanOrEqual(100);
  });
});
