import fc from 'fast-check';
import { layOutText } from './lay-out-text.ts';

describe('plain text laid out', () => {
  it('has a line for each line and a word for each word, all certain', () => {
    const { lines, truncated } = layOutText('KEEP OUT\r\nno   entry');
    expect(truncated).toBe(false);
    expect(lines.map(({ text }) => text)).toEqual(['KEEP OUT', 'no   entry']);
    expect(lines.map(({ words }) => words.map(({ text }) => text))).toEqual([
      ['KEEP', 'OUT'],
      ['no', 'entry'],
    ]);
    expect(lines.flatMap(({ words }) => words).every(({ confidence }) => confidence === 1)).toBe(
      true,
    );
  });

  it('has no lines without words', () => {
    expect(layOutText('').lines).toEqual([]);
    expect(layOutText(' \n\t\n').lines).toEqual([]);
  });

  it('leaves space for an empty line', () => {
    const [first, last] = layOutText('ONE\n\nTHREE').lines;
    const [, second] = layOutText('ONE\nTWO\nTHREE').lines;
    expect(last?.box.top).toBeGreaterThan(second?.box.top ?? 1);
    expect(first?.box.top).toBe(0);
  });

  it('starts a page at every form feed, each laid out on its own', () => {
    const { lines, pages, pageCount } = layOutText('ONE\f\fTWO\nTHREE');
    expect(lines.map(({ text, page }) => [text, page])).toEqual([
      ['ONE', 1],
      ['TWO', 3],
      ['THREE', 3],
    ]);
    expect([pageCount, pages?.map(({ number }) => number)]).toEqual([3, [1, 2, 3]]);
    expect(lines[1]?.box.top).toBe(0);
  });

  it('has no pages when there is only one', () => {
    expect(layOutText('ONE')).not.toHaveProperty('pages');
    expect(layOutText('ONE').lines[0]).not.toHaveProperty('page');
  });

  it('places every word inside its line, in order, and lines one below the other', () => {
    const isLaidOut = fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      let bottom = 0;
      for (const { box, words } of layOutText(text).lines) {
        expect(box.top).toBeGreaterThanOrEqual(bottom);
        bottom = box.top + box.height;
        let right = box.left;
        for (const word of words) {
          expect(word.box.left).toBeGreaterThanOrEqual(right);
          right = word.box.left + word.box.width;
        }
        expect(right).toBeLessThanOrEqual(box.left + box.width + 1e-9);
        expect(bottom).toBeLessThanOrEqual(1);
      }
    });
    fc.assert(isLaidOut);
  });
});
