import sharp from 'sharp';
import { OnnxTextDetector } from './onnx-text-detector.ts';
import { imageOf } from './testing/image-of.ts';
import { drawLine, renderPage } from './testing/index.ts';

const detector = new OnnxTextDetector();
afterAll(() => detector.close());

interface Label {
  readonly text: string;
  readonly left: number;
  readonly top: number;
  /** Degrees clockwise. */
  readonly angle?: number;
}

async function drawingOf(labels: readonly Label[], size = 28): Promise<Buffer> {
  const layers = await Promise.all(
    labels.map(async ({ text, left, top, angle = 0 }) => ({
      input: await sharp(await drawLine(text, { size }))
        .rotate(angle)
        .png()
        .toBuffer(),
      left,
      top,
    })),
  );
  return sharp({ create: { width: 1240, height: 880, channels: 3, background: '#ffffff' } })
    .composite(layers)
    .png()
    .toBuffer();
}

const MEASURES = ['6.65 m', '3.33 m', '8200 mm', '4.70 m'];

it.each([-90, 90])(
  'reads upright and turned labels of one drawing, turned by %d degrees',
  async (angle) => {
    const upright = ['Kitchen', 'Plant room', 'Stair B', 'Garage'];
    const labels = upright.flatMap((text, index) => [
      { text, left: 150 + 250 * index, top: 100 + 180 * index },
      { text: MEASURES[index] ?? '', left: 40 + 250 * index, top: 140 + 180 * index, angle },
    ]);
    const { lines } = await detector.detectText(imageOf(await drawingOf(labels)));
    const texts = lines.map(({ text }) => text);
    expect(texts.toSorted()).toEqual([...upright, ...MEASURES].toSorted());
  },
);

it('reads the numbers of a chart whose other labels are turned', async () => {
  const names = ['Harbour', 'Market street', 'Old town', 'Railway bridge', 'Airport'];
  const title = 'Passengers per day';
  const numbers = ['80', '60', '40', '20'];
  const labels = [
    ...names.map((text, index) => ({ text, left: 250 + 150 * index, top: 500, angle: -90 })),
    { text: title, left: 400, top: 10 },
    ...numbers.map((text, index) => ({ text, left: 120, top: 60 + 110 * index })),
  ];
  const { lines } = await detector.detectText(imageOf(await drawingOf(labels)));
  const texts = lines.map(({ text }) => text);
  expect(texts.toSorted()).toEqual([...names, title, ...numbers].toSorted());
});

it('reads lone digits upright, although they are taller than wide', async () => {
  const digits = ['3', '4', '8', '9', '60', '2', '63', '7', '5', '98'];
  const labels = digits.map((text, index) => ({
    text,
    left: 100 + 160 * (index % 5),
    top: 100 + 200 * Math.floor(index / 5),
  }));
  const { lines } = await detector.detectText(imageOf(await drawingOf(labels, 48)));
  expect(lines.map(({ text }) => text)).toEqual(digits);
});

it('reads small letters that stand close together', async () => {
  const line =
    'Village kitchen street letter quarter travel ticket traffic office filling cottage little bottle utility ';
  const { png } = await renderPage([line.repeat(2).trim()], { size: 15, font: 'sans condensed' });
  const { lines } = await detector.detectText(imageOf(png));
  expect(lines.map(({ text }) => text).join(' ')).toBe(line.repeat(2).trim());
});
