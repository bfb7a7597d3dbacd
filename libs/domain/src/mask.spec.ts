import fc from 'fast-check';
import { layOutText } from './lay-out-text.ts';
import { maskDetection, maskText } from './mask.ts';
import { someMatch, someRule } from './testing.ts';

describe('a masked text', () => {
  it('shows the start of a long one and nothing of a short one', () => {
    expect(maskText('AKIAIOSFODNN7EXAMPLE')).toBe('AKIA••••');
    expect(maskText('12345678901')).toBe('••••');
    expect(maskText('')).toBe('••••');
  });

  it('never splits a character', () => {
    expect(maskText('🚪'.repeat(12))).toBe('🚪🚪🚪🚪••••');
  });

  it('never shows more than a third', () => {
    const isShort = fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const shown = [...maskText(text)].length - 4;
      expect(shown * 3).toBeLessThanOrEqual([...text].length);
    });
    fc.assert(isShort);
  });
});

describe('a masked detection', () => {
  const detection = layOutText('KEY AKIAIOSFODNN7EXAMPLE NOW\nNEXT LINE');
  const secret = someMatch({ words: [[0, 1]] });

  it('hides words that a sensitive rule matched, in the line too', () => {
    const rule = someRule({ sensitive: true, matches: [secret] });
    const { lines } = maskDetection(detection, [rule]);
    expect(lines.map(({ text }) => text)).toEqual(['KEY AKIA•••• NOW', 'NEXT LINE']);
    expect(lines[0]?.words.map(({ text }) => text)).toEqual(['KEY', 'AKIA••••', 'NOW']);
    expect(lines[0]?.words[1]?.box).toEqual(detection.lines[0]?.words[1]?.box);
  });

  it('is the detection itself when nothing is sensitive', () => {
    expect(maskDetection(detection, [])).toBe(detection);
    expect(maskDetection(detection, [someRule({ matches: [secret] })])).toBe(detection);
  });

  it('hides every place that a sensitive rule matched', () => {
    const rules = [
      someRule({ sensitive: true, matches: [secret] }),
      someRule({
        sensitive: true,
        matches: [
          someMatch({
            words: [
              [1, 0],
              [1, 1],
            ],
          }),
        ],
      }),
    ];
    const { lines } = maskDetection(detection, rules);
    expect(lines.map(({ text }) => text)).toEqual(['KEY AKIA•••• NOW', '•••• ••••']);
  });
});
