import { isTrusted, narrowMarks } from './clean-text.ts';

describe('narrowMarks', () => {
  it('replaces full-width punctuation in a Latin line', () => {
    expect(narrowMarks('Total：', 'Total： 4（net）')).toBe('Total:');
  });

  it('keeps it in a Chinese line', () => {
    expect(narrowMarks('总计：', '总计： 4')).toBe('总计：');
  });
});

describe('isTrusted', () => {
  it.each([
    ['a long line with more than half confidence', 'EMERGENCY', 0.55, true],
    ['a line with less than half confidence', 'EMERGENCY', 0.45, false],
    ['a letter that is not very sure', 'O.', 0.6, false],
    ['a number that is sure', '7', 0.95, true],
    ['an ideograph as texture gives it', '臻', 0.7, false],
    ['Chinese that is sure', '禁止停车', 0.95, true],
    ['marks alone that are not very sure', '--', 0.6, false],
    ['nothing', '', 1, false],
  ])('judges %s', (_, text, confidence, trusted) => {
    expect(isTrusted(text, confidence)).toBe(trusted);
  });
});
