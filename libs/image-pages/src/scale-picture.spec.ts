import sharp from 'sharp';
import { scalePicture } from './scale-picture.ts';

/** Grey that grows from left to right; white in the lower half. */
function slope(width: number, height: number) {
  const rgb = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      rgb.fill(
        y < height / 2 ? (200 * x) / width : 255,
        (y * width + x) * 3,
        (y * width + x + 1) * 3,
      );
    }
  }
  return sharp(rgb, { raw: { width, height, channels: 3 } });
}

it.each([
  { width: 400, height: 8 },
  { width: 40_000, height: 8 },
])('scales a picture of $width×$height as it is', async (from) => {
  const to = { width: 200, height: 4 };
  const { data, info } = await scalePicture(slope(from.width, from.height), from, to);
  expect(info).toMatchObject({ ...to, channels: 3 });
  const greyAt = (x: number, y: number): number => data[(y * to.width + x) * 3] ?? -1;
  expect(greyAt(0, 0)).toBeLessThan(10);
  expect(greyAt(100, 0)).toBeGreaterThan(90);
  expect(greyAt(100, 0)).toBeLessThan(110);
  expect(greyAt(199, 0)).toBeGreaterThan(190);
  expect(greyAt(5, 3)).toBeGreaterThan(245);
});
