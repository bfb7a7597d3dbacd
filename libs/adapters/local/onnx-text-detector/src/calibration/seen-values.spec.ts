import { SeenValues } from './seen-values.ts';

const SHAPE = [1, 2, 100, 100];

it('keeps means and variances of each channel', () => {
  const values = new SeenValues();
  values.add(Float32Array.of(1, 3, -2, -2), [1, 2, 1, 2]);
  values.add(Float32Array.of(5, -2), [1, 2, 1, 1]);
  const { means, variances } = values.summary();
  expect(means).toEqual([3, -2]);
  expect(variances).toEqual([2.67, 0]);
});

it('clips one number of ten thousand at either end, not more', () => {
  const values = new SeenValues();
  const data = Float32Array.from({ length: 20_000 }, (_, index) => (index % 2 ? 1 : -1));
  // Of 20,000, two.
  data.set([50, 50, -50, -50]);
  values.add(data, SHAPE);
  expect(values.summary()).toMatchObject({ low: -1, high: 1 });
  data.set([50, 50, 50, 50]);
  values.add(data, SHAPE);
  expect(values.summary().high).toBe(50);
});

it('counts numbers beyond the histogram', () => {
  const values = new SeenValues();
  values.add(new Float32Array(20_000).fill(1000), SHAPE);
  expect(values.summary().high).toBe(64);
});

it('knows whether anything was more than one number high', () => {
  const values = new SeenValues();
  values.add(Float32Array.of(1, 2), [1, 1, 1, 2]);
  expect(values.isFlat).toBe(true);
  values.add(Float32Array.of(1, 2), [1, 1, 2, 1]);
  expect(values.isFlat).toBe(false);
});
