import { nearestWord } from './nearest-word.ts';

const known = ['values', 'match', 'minConfidence', 'id'];

describe('the nearest word', () => {
  it.each([
    ['value', 'values'],
    ['mach', 'match'],
    ['min_confidence', 'minConfidence'],
    ['VALUES', 'values'],
    ['confidence', 'minConfidence'],
    ['idd', 'id'],
  ])('for %s is %s', (word, nearest) => {
    expect(nearestWord(word, known)).toBe(nearest);
  });

  it.each(['colour', 'x', '', 'v'.repeat(1_000_000)])(
    'is none for a very different word',
    (word) => {
      expect(nearestWord(word, known)).toBeUndefined();
    },
  );
});
