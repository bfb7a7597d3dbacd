import { seemsUnknown } from './unknown-script.ts';

const line = (confidence: number, length = 10) => ({ confidence, length });

describe('seemsUnknown', () => {
  it('is true if most of the text is unclear, by length', () => {
    expect(seemsUnknown([line(0.8), line(0.85)])).toBe(true);
    expect(seemsUnknown([line(0.99, 30), line(0.5), line(0.5)])).toBe(false);
    expect(seemsUnknown([line(0.99, 15), line(0.5), line(0.5)])).toBe(true);
  });

  it('is false for clear text, a little texture, and nothing', () => {
    expect(seemsUnknown([line(0.94), line(0.99)])).toBe(false);
    expect(seemsUnknown([line(0.3, 2), line(0.4, 1)])).toBe(false);
    expect(seemsUnknown([])).toBe(false);
  });
});
