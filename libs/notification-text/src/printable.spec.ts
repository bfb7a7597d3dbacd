import fc from 'fast-check';
import { nastyText } from './nasty-text.ts';
import { printable, printableLines } from './printable.ts';
import { printableJson } from './printable-json.ts';

const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;
const BIDI = /[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]/;
const ZERO_WIDTH = /[\u200b-\u200d\u2060-\u2064\ufeff\u00ad\u180e]/;
const BREAKS = /[\u2028\u2029]/;
const LONE_SURROGATE = /\p{Cs}/u;
const HIDDEN = [CONTROL, BIDI, ZERO_WIDTH, BREAKS, LONE_SURROGATE];

const short = { maxLength: 40 };
const lengthOf = (text: string): number =>
  [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)].length;

describe('printable', () => {
  it('removes control, bidi, zero-width and broken characters', () => {
    fc.assert(
      fc.property(nastyText, (text) => {
        for (const hidden of HIDDEN) expect(printable(text, short)).not.toMatch(hidden);
      }),
    );
  });

  it('is never longer than asked, counted in graphemes', () => {
    fc.assert(
      fc.property(nastyText, fc.integer({ min: 1, max: 30 }), (text, maxLength) => {
        expect(lengthOf(printable(text, { maxLength }))).toBeLessThanOrEqual(maxLength);
      }),
    );
  });

  it('is idempotent', () => {
    fc.assert(
      fc.property(nastyText, (text) => {
        const once = printable(text, short);
        expect(printable(once, short)).toBe(once);
      }),
    );
  });

  it.each([
    [
      'leaves ordinary text alone',
      'Zutritt für Unbefugte – 禁止 🚪',
      'Zutritt für Unbefugte – 禁止 🚪',
    ],
    ['joins lines into one', 'a\r\nBcc: b\tc', 'a Bcc: b c'],
    ['removes whole escape sequences', 'a\u001b[31;1mb\u001b]0;pwned\u0007c', 'abc'],
    ['shows the real order of a name', 'exe\u202egpj.png', 'exegpj.png'],
    ['flattens piles of marks', `a${'\u0301'.repeat(50)}b`, `a${'\u0301'.repeat(4)}b`],
  ])('%s', (_, text, shown) => {
    expect(printable(text, short).normalize('NFD')).toBe(shown.normalize('NFD'));
  });

  it('cuts between graphemes and marks the cut', () => {
    expect(printable('🏳️‍🌈'.repeat(3), { maxLength: 4 })).not.toMatch(LONE_SURROGATE);
    expect(printable('e\u0301e\u0301e\u0301', { maxLength: 2 })).toBe('e\u0301…');
  });
});

describe('printableLines', () => {
  it('keeps line breaks and no other hidden character', () => {
    expect(printableLines('a\u001b[2J\r\nb\u202e\nc', short)).toBe('a\nb\nc');
  });

  it('limits the whole text to the requested length', () => {
    expect(lengthOf(printableLines('word\n'.repeat(100_000), short))).toBe(40);
  });
});

describe('printableJson', () => {
  it('escapes every hidden character and loses none', () => {
    fc.assert(
      fc.property(nastyText, (text) => {
        const json = printableJson({ text });
        for (const hidden of HIDDEN) expect(json).not.toMatch(hidden);
        expect(JSON.parse(json)).toEqual({ text });
      }),
    );
  });
});
