import { fittingScale, maxArea, scaled, SMALLEST_MAX_SIDE } from './overview-size.ts';
import { tilesOf, wholeTile } from './tiles.ts';

const MAX_AREA = maxArea(960);

const SIZES = [
  { width: 486, height: 9000 },
  { width: 7800, height: 1300 },
  { width: 2496, height: 1404 },
  { width: 33, height: 6000 },
  { width: 6000, height: 1 },
  { width: 5000, height: 5000 },
];

it.each(SIZES)('covers every pixel of $width×$height, none by too large a tile', (size) => {
  const tiles = tilesOf(size, MAX_AREA);
  const covered = new Uint8Array(size.width * size.height);
  for (const { left, top, width, height } of tiles) {
    expect((width % 32) + (height % 32)).toBe(0);
    expect(width * height).toBeLessThanOrEqual(MAX_AREA);
    expect(Math.min(left, top)).toBeGreaterThanOrEqual(0);
    for (let y = top; y < Math.min(top + height, size.height); y += 1) {
      covered.fill(1, y * size.width + left, y * size.width + Math.min(left + width, size.width));
    }
  }
  expect(covered.includes(0)).toBe(false);
});

it('divides a thread a million pixels long without holding every way to do so', () => {
  const tiles = tilesOf({ width: 1_250_000, height: 1 }, MAX_AREA);
  expect(tiles.length).toBeLessThan(1000);
  expect(tiles.at(-1)).toMatchObject({ top: 0, height: 64 });
});

it.each(SIZES)('divides $width×$height with the smallest setting, too', (size) => {
  expect(tilesOf(size, maxArea(SMALLEST_MAX_SIDE)).length).toBeGreaterThan(0);
  expect(() => tilesOf({ width: 5000, height: 5000 }, maxArea(SMALLEST_MAX_SIDE - 1))).toThrow(
    RangeError,
  );
});

it.each(SIZES)('sees little of $width×$height twice', (size) => {
  const seen = tilesOf(size, MAX_AREA).reduce((sum, { width, height }) => sum + width * height, 0);
  const padded = Math.max(64, size.width + 32) * Math.max(64, size.height + 32);
  expect(seen).toBeLessThan(1.6 * padded);
});

it('sees an overview at once', () => {
  for (const size of SIZES) {
    const overview = scaled(size, fittingScale(size, 960));
    const { width, height } = wholeTile(overview);
    expect(width).toBeGreaterThanOrEqual(overview.width);
    expect(height).toBeGreaterThanOrEqual(overview.height);
    expect(width * height).toBeLessThanOrEqual((960 + 64) * (480 + 64));
  }
});
