import { closeUp, fitScale, stageOf, turnedPoint, zoomed } from './view-box.ts';

const VIEW = { width: 800, height: 600 };
const PICTURE = { width: 4_000, height: 2_000 };

it('fits a picture into the view, turned or not, and enlarges none', () => {
  expect(fitScale(VIEW, PICTURE, 0)).toBe(0.2);
  expect(fitScale(VIEW, PICTURE, 1)).toBe(0.15);
  expect(fitScale(VIEW, { width: 100, height: 50 }, 0)).toBe(1);
});

it('takes the space of the turned picture', () => {
  expect(stageOf(PICTURE, 0.5, 0)).toEqual({ width: 2_000, height: 1_000 });
  expect(stageOf(PICTURE, 0.5, 3)).toEqual({ width: 1_000, height: 2_000 });
});

it.each([
  [0, { x: 0.25, y: 0 }],
  [1, { x: 1, y: 0.25 }],
  [2, { x: 0.75, y: 1 }],
  [3, { x: 0, y: 0.75 }],
])('finds a point of the upright picture again after %i quarter turns', (turns, point) => {
  expect(turnedPoint({ x: 0.25, y: 0 }, turns)).toEqual(point);
});

it('zooms in steps that lead back, between its ends', () => {
  expect(zoomed(zoomed(1, 1), -1)).toBeCloseTo(1);
  expect(zoomed(16, 5)).toBe(16);
  expect(zoomed(0.02, -5)).toBe(0.02);
});

it('shows a finding at half of the view, in its middle', () => {
  const finding = [
    { x: 0.5, y: 0.5 },
    { x: 0.6, y: 0.5 },
    { x: 0.6, y: 0.55 },
    { x: 0.5, y: 0.55 },
  ];
  const { scale, centre } = closeUp(VIEW, PICTURE, 0, [finding]);
  expect(scale).toBeCloseTo(1);
  expect(centre.x).toBeCloseTo(0.55);
  expect(closeUp(VIEW, PICTURE, 1, [finding]).centre.x).toBeCloseTo(0.475);
});
