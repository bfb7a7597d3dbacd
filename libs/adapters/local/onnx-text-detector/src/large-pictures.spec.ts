import sharp, { type Sharp } from 'sharp';
import { OnnxTextDetector } from './onnx-text-detector.ts';
import { imageOf } from './testing/image-of.ts';
import { type PageStyle, renderPage } from './testing/index.ts';

const detector = new OnnxTextDetector();
afterAll(() => detector.close());

interface Place {
  readonly left: number;
  readonly top: number;
}

/** Empty, with a few lines of text somewhere. */
async function canvas(
  width: number,
  height: number,
  text: readonly (readonly [lines: readonly string[], style: PageStyle, place: Place])[],
  background = '#ffffff',
): Promise<Sharp> {
  const layers = await Promise.all(
    text.map(async ([lines, style, place]) => ({
      input: (await renderPage(lines, style)).png,
      ...place,
    })),
  );
  return sharp({ create: { width, height, channels: 3, background } }).composite(layers);
}

async function read(picture: Sharp, by = detector) {
  const detection = await by.detectText(imageOf(await picture.toBuffer()));
  return { detection, texts: detection.lines.map(({ text }) => text) };
}

const NOTE = ['Please keep this gate', 'closed at all times'];

it('reads small text at the end of a tall screenshot', async () => {
  const picture = await canvas(1080, 8000, [[NOTE, { size: 24 }, { left: 300, top: 7700 }]]);
  expect((await read(picture.png())).texts).toEqual(NOTE);
});

it('reads a line that is longer than any tile as one line', async () => {
  const words =
    'please keep this gate closed at all times because visitors must report to reception';
  const line = `${words} and ${words} and ${words} and ${words}`;
  const picture = await canvas(6000, 700, [[[line], { size: 34 }, { left: 20, top: 250 }]]);
  expect((await read(picture.png())).texts).toEqual([line]);
});

it('reads 12 pixel text on a 4K screen', async () => {
  const style = { size: 12, font: 'monospace', paper: '#101418', ink: '#d8dee9' };
  const picture = await canvas(3840, 2160, [[NOTE, style, { left: 3000, top: 2000 }]]);
  expect((await read(picture.png())).texts).toEqual(NOTE);
});

it.each([
  ['blue on black', { paper: '#000000', ink: '#0000ff' }],
  ['red on black', { paper: '#000000', ink: '#ff0000' }],
  ['grey on white', { paper: '#ffffff', ink: '#d8d8d8' }],
])('takes no tile with text for blank: %s', async (_, colours) => {
  const note = [NOTE, { size: 28, ...colours }, { left: 300, top: 7000 }] as const;
  const picture = await canvas(1080, 8000, [note], colours.paper);
  expect((await read(picture.png())).texts).toEqual(NOTE);
});

it('reads letters that are larger than a tile beside small ones', async () => {
  const picture = await canvas(4000, 3000, [
    [['EXIT'], { size: 520, font: 'sans bold' }, { left: 0, top: 0 }],
    [NOTE, { size: 40 }, { left: 500, top: 2500 }],
  ]);
  expect((await read(picture.jpeg({ quality: 95 }))).texts).toEqual(['EXIT', ...NOTE]);
});

it('places words of a close-up where they are in the picture', async () => {
  const picture = await canvas(1080, 8000, [[['gate'], { size: 32 }, { left: 500, top: 6000 }]]);
  const [line] = (await read(picture.png())).detection.lines;
  const { left = 0, top = 0, width = 0 } = line?.box ?? {};
  expect(left * 1080).toBeGreaterThan(550);
  expect((left + width) * 1080).toBeLessThan(700);
  expect(top * 8000).toBeGreaterThan(6050);
  expect(top * 8000).toBeLessThan(6110);
});

it('finds nothing on a large blank picture, and says that it looked everywhere', async () => {
  const { detection } = await read((await canvas(1080, 8000, [])).png());
  expect(detection.lines).toEqual([]);
  expect(detection.unseenBelow).toBeUndefined();
});

it('says how small text may be in a picture that is only glanced at', async () => {
  const fast = new OnnxTextDetector({ detail: 'fast' });
  const picture = await canvas(1080, 8000, [[NOTE, { size: 24 }, { left: 300, top: 7700 }]]);
  const { detection } = await read(picture.png(), fast);
  await fast.close();
  expect(detection.unseenBelow).toBeGreaterThan(24);
  expect(detection.unseenBelow).toBeLessThan(100);
});

it('says so when the picture had to be shrunk for recognition', async () => {
  const small = new OnnxTextDetector({ maxReadPixels: 200_000 });
  const { detection } = await read((await canvas(1080, 2000, [])).png(), small);
  await small.close();
  // 12 is what people can read on a screen.
  expect(detection.unseenBelow).toBeGreaterThan(12);
});
