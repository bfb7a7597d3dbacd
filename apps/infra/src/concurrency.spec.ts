import { concurrencyFor } from './concurrency.ts';

it.each([
  ['a small region', 5, 1, 2, 2],
  ['a large region', 50, 1, 10, 5],
  ['slow images', 5, 4, 4, 5],
  ['a rate that fills no whole number of functions', 11, 1, 3, 3],
  ['less than one at once', 0.5, 1, 2, 1],
  ['more than a queue may keep busy', 10_000, 1, 1000, 5],
])('keeps the quota of %s busy without breaking it', (_, rate, seconds, functions, images) => {
  const concurrency = concurrencyFor({ callsPerSecond: rate, secondsPerImage: seconds });
  expect(concurrency).toEqual({ functions, images });
});
