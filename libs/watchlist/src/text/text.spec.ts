import { boxAround, layOutText, type DetectedLine } from '@glyphwatch/domain';
import { foldCase } from './characters.ts';
import type { FlowText } from './flow-text.ts';
import { JOINT, SPACED, TOGETHER } from './glyphs.ts';
import { lineGraphOf, NO_LINE } from './line-graph.ts';
import { normalise } from './normalise.ts';
import { Page } from './page.ts';
import { compileReplacements } from './replace.ts';
import { sheetsOf } from './sheets.ts';

describe('normalising', () => {
  it.each([
    ['full width becomes plain', 'ＫＥＥＰ　ＯＵＴ', 'KEEP OUT'],
    ['quotes and dashes become plain', '“a”–‘b’', '"a"-\'b\''],
    ['what cannot be seen is dropped', 'a\u200bb\u200e\ufeff', 'ab'],
    ['any white space is one space', ' a \t\n b\u00a0', 'a b'],
    ['marks are composed', 'e\u0301', 'é'],
    ['Hangul is composed', '\u1100\u1161\u11a8', '각'],
    ['half-width kana get their voice', 'ｶﾞ', 'ガ'],
  ])('%s', (_, text, expected) => {
    expect(normalise(text)).toBe(expected);
  });

  it('drops excess combining marks instead of sorting them', () => {
    expect(normalise(`a${'\u0301\u0327'.repeat(1000)}`).length).toBeLessThan(20);
  });
});

it('folds case fully and independently of the locale', () => {
  expect(foldCase('STRASSE')).toBe(foldCase('straße'));
  expect(foldCase('ẞ')).toBe('ss');
  expect(foldCase('ΟΔΟΣ')).toBe(foldCase('οδος'));
  expect(foldCase('I')).toBe('i');
  expect(foldCase('ı')).toBe('ı');
});

const wordsOf = (flow: FlowText): number[] => Array.from(flow.text, (_, at) => flow.wordAt(at));

describe('a page', () => {
  it('maps each character that stands for itself to its word', () => {
    const { flow } = new Page(layOutText('AB  c\n\nd'), []);
    expect(flow.text).toBe('AB c\nd');
    expect(wordsOf(flow)).toEqual([0, 0, -1, 1, -1, 2]);
    expect([flow.fromAt(1), flow.toAt(1), flow.fromAt(3), flow.toAt(5)]).toEqual([1, 2, 0, 1]);
  });

  it('maps each character to its word and position in it', () => {
    const { flow } = new Page(layOutText('“KEEP”\n10 ㎞'), []);
    expect(flow.text).toBe('"KEEP"\n10 km');
    expect(wordsOf(flow)).toEqual([0, 0, 0, 0, 0, 0, -1, 1, 1, -1, 2, 2]);
    expect([flow.toAt(10), flow.toAt(11)]).toEqual([1, 1]);
  });

  it('keeps origins through replacements', () => {
    const replacers = compileReplacements([{ pattern: '(\\d) O', with: '$1 0$$' }]);
    const { flow } = new Page(layOutText('5 OFF'), replacers);
    expect(flow.text).toBe('5 0$FF');
    expect(wordsOf(flow)).toEqual([0, -1, 1, 1, 1, 1]);
    expect(flow.replaced).toEqual([{ line: 0, before: '5 OFF', after: '5 0$FF' }]);
  });

  it('reduces text to letters and digits with what separates them', () => {
    const glyphs = new Page(layOutText('A-1 é!'), []).glyphs('strict');
    expect([...glyphs.base].map((code) => String.fromCodePoint(code)).join('')).toBe('A1e');
    expect([...glyphs.gap]).toEqual([TOGETHER, JOINT, SPACED]);
    expect(glyphs.accents.get(2)).toBe('\u0301');
  });

  it('treats a symbol as a possible letter only beside one', () => {
    const loose = (text: string) => new Page(layOutText(text), []).glyphs('loose').count;
    expect(loose('K!LL')).toBe(4);
    expect(loose('KILL !')).toBe(4);
    expect(loose('KILL!!!')).toBe(4);
  });
});

describe('where a phrase may continue', () => {
  const line = (left: number, top: number, width: number, height = 0.05): DetectedLine => {
    const corner = (x: number, y: number) => ({ x, y });
    const [right, bottom] = [left + width, top + height];
    const polygon = [
      corner(left, top),
      corner(right, top),
      corner(right, bottom),
      corner(left, bottom),
    ] as const;
    return { text: 'A', confidence: 1, box: boxAround(polygon), polygon, words: [] };
  };
  const graphOf = (...lines: DetectedLine[]) => {
    const size = { width: 1000, height: 1000 };
    const engine = { provider: 'p', modelVersion: '1', truncated: false };
    return lineGraphOf(lines, sheetsOf({ ...engine, ...size, lines }), () => true);
  };

  it('is the neighbour on the same row up to three text heights away', () => {
    expect([...graphOf(line(0, 0, 0.2), line(0.35, 0.01, 0.2)).right]).toEqual([1, NO_LINE]);
    expect([...graphOf(line(0, 0, 0.2), line(0.36, 0.01, 0.2)).right]).toEqual([NO_LINE, NO_LINE]);
    expect([...graphOf(line(0, 0, 0.2), line(0.3, 0.03, 0.2)).right]).toEqual([NO_LINE, NO_LINE]);
  });

  it('is the next line below that overlaps it, not the next column', () => {
    const graph = graphOf(
      line(0, 0, 0.2),
      line(0.6, 0, 0.2),
      line(0.6, 0.1, 0.2),
      line(0, 0.2, 0.2),
    );
    expect([...graph.below]).toEqual([3, 2, NO_LINE, NO_LINE]);
  });

  it('is the first line of the next row at the end of a row of several', () => {
    const graph = graphOf(line(0, 0, 0.2), line(0.25, 0, 0.2), line(0, 0.1, 0.2));
    expect(graph.wrap[1]).toBe(2);
    expect([...graph.rows()]).toEqual([0, 0, 1]);
  });

  it('is found on a level page even if some of its text is vertical', () => {
    const corner = (x: number, y: number) => ({ x, y });
    const polygon = [
      corner(0.9, 0.1),
      corner(0.9, 0.5),
      corner(0.85, 0.5),
      corner(0.85, 0.1),
    ] as const;
    const downwards = { ...line(0.85, 0.1, 0.05, 0.4), polygon };
    const graph = graphOf(downwards, line(0.25, 0, 0.2), line(0, 0, 0.2), line(0, 0.1, 0.2));
    expect(graph.right[2]).toBe(1);
    expect(graph.wrap[1]).toBe(3);
  });

  it('is never on another sheet', () => {
    const sign = [line(0, 0, 0.2), line(0.25, 0, 0.2), line(0, 0.1, 0.2)];
    const second = sign.map((one) => ({ ...one, page: 2 }));
    const graph = graphOf(...sign.map((one) => ({ ...one, page: 1 })), ...second);
    expect([...graph.right]).toEqual([1, NO_LINE, NO_LINE, 4, NO_LINE, NO_LINE]);
    expect([...graph.below]).toEqual([2, NO_LINE, NO_LINE, 5, NO_LINE, NO_LINE]);
    expect([...graph.wrap]).toEqual([NO_LINE, 2, NO_LINE, NO_LINE, 5, NO_LINE]);
    expect([...graph.rows()]).toEqual([0, 0, 1, 0, 0, 1]);
  });

  it('follows the order of the engine when it reports no positions', () => {
    expect([...graphOf(line(0, 0, 0, 0), line(0, 0, 0, 0)).below]).toEqual([1, NO_LINE]);
  });
});
