import { GlyphwatchError } from '@glyphwatch/domain';
import { delayAfter, delayUntil, MAX_VISIBILITY_SECONDS } from './backoff.ts';

const transient = new GlyphwatchError('detector-unavailable', 'slow down');
const longest = () => 0;
const shortest = () => 1;

it('doubles the delay with each receive up to a quarter of an hour', () => {
  const delays = [1, 2, 3, 6, 7, 8, 20, 5000].map((count) => delayAfter(transient, count, longest));
  expect(delays).toEqual([10, 20, 40, 320, 640, 900, 900, 900]);
});

it('shortens delays at random by up to half', () => {
  expect(delayAfter(transient, 3, shortest)).toBe(20);
});

it('sends what cannot be parsed to the dead-letter queue soon', () => {
  const error = new GlyphwatchError('upload-invalid', 'no event');
  expect(delayAfter(error, 9, longest)).toBe(1);
});

it('waits until the claim expires, at most as long as the queue allows, and at least a second', () => {
  expect(delayUntil(61_000, 1_000, longest)).toBe(61);
  expect(delayUntil(61_000, 1_000, shortest)).toBe(66);
  expect(delayUntil(0, 1_000, longest)).toBe(1);
  expect(delayUntil(Number.MAX_SAFE_INTEGER, 0, shortest)).toBe(MAX_VISIBILITY_SECONDS);
});
