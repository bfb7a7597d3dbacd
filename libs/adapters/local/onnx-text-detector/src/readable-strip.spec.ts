import { readableStrip } from './readable-strip.ts';
import { cutStrip } from './strip.ts';

const LINE = { center: { x: 200, y: 12 }, width: 400, height: 24, angle: 0 };

/** Upright strokes, as letters at this distance have. */
function strokes(distance: number) {
  const [width, height] = [400, 24];
  const pixels = new Uint8Array(3 * width * height).fill(255);
  for (let y = 6; y < 18; y += 1) {
    for (let x = 10; x < width - 10; x += distance)
      pixels.fill(0, 3 * (y * width + x), 3 * (y * width + x + 2));
  }
  return { width, height, pixels };
}

it('stretches a line whose letters are close together', () => {
  const picture = strokes(7);
  const { width } = readableStrip(picture, LINE);
  expect(width / cutStrip(picture, LINE).width).toBeCloseTo((2.6 * 8) / 14, 1);
});

it('leaves other lines as they are', () => {
  const picture = strokes(10);
  expect(readableStrip(picture, LINE)).toEqual(cutStrip(picture, LINE));
});

it('does not judge by a few letters', () => {
  const line = { ...LINE, center: { x: 30, y: 12 }, width: 40 };
  expect(readableStrip(strokes(7), line).width).toBe(cutStrip(strokes(7), line).width);
});
