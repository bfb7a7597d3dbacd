import fc from 'fast-check';
import { layOutText } from './lay-out-text.ts';
import { hiddenText, maskDetection, maskText } from './mask.ts';
import { someMatch, someRule } from './testing.ts';
import type { RuleMatch } from './watchlist.ts';

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

  const KEY = 'AKIAIOSFODNN7EXAMPLE';
  const textMasked = (text: string, changes: Partial<RuleMatch> = {}): string => {
    const rule = someRule({
      sensitive: true,
      matches: [someMatch({ text: KEY, words: [[0, 0]] })],
      ...changes,
    });
    const { lines } = maskDetection(layOutText(`${KEY}\n${text}`), [rule]);
    return lines
      .slice(1)
      .map((line) => line.text)
      .join('\n');
  };

  it.each([
    ['again AKIAIOSFODNN7EXAMPLE', 'again AKIA••••'],
    ['key="akiaiosfodnn7example"', 'key=••••'],
    ['AKIA10SF0DNN7EXAMPLE', 'AKIA••••'],
    ['AKIA IOSF ODNN-7EXAM\nPLE now', '•••• •••• ••••\n•••• now'],
    ['xxAKIAIOSFODNN7EXAMPLExx', 'xxAK••••'],
    ['ÀKIAIOSFODNN7EXAMPLE', 'ÀKIA••••'],
    ['AKIAIOSFODNN7', 'AKIAIOSFODNN7'],
  ])('hides copies that the rule did not accept: %s', (text, masked) => {
    expect(textMasked(text)).toBe(masked);
  });

  it.each([
    ['Ann', 'ann, channel (Ann)', '•••• channel ••••'],
    ['7', 'gate 7 is 77', 'gate •••• is 77'],
    ['田中', '田中太郎', '••••'],
  ])('hides a short one only where it stands by itself: %s', (secret, text, masked) => {
    const matches = [someMatch({ text: secret, words: [] })];
    expect(textMasked(text, { matches })).toBe(masked);
  });

  it('hides what the rule nearly accepted', () => {
    expect(textMasked('a b\nc', { hides: [[1, 1]] })).toBe('a ••••\nc');
  });

  it('shows nothing at all where the search stopped before the end', () => {
    expect(textMasked('another-long-secret b\nc', { hides: 'everything' })).toBe('•••• ••••\n••••');
  });

  it('hides a line without words as a whole', () => {
    const bare = { ...detection, lines: detection.lines.map((line) => ({ ...line, words: [] })) };
    const match = someMatch({ text: 'LINE', words: [], lines: [2] });
    const rules = [someRule({ sensitive: true, matches: [match] })];
    expect(maskDetection(bare, rules).lines.map(({ text }) => text)).toEqual([
      'KEY AKIAIOSFODNN7EXAMPLE NOW',
      '••••',
    ]);
    expect(hiddenText(bare, rules).touches(someMatch({ words: [], lines: [2] }))).toBe(true);
    expect(hiddenText(bare, rules).touches(someMatch({ words: [], lines: [1] }))).toBe(false);
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
