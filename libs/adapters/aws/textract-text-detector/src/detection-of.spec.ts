import type { Block } from '@aws-sdk/client-textract';
import { linesOf } from './detection-of.ts';
import { PUBLISHED_SAMPLE } from './testing/published-sample.ts';
import { isAnswer } from './testing/schemas.ts';

const PAGE: Block = { BlockType: 'PAGE', Id: 'page' };
const Polygon = [
  { X: 0.1, Y: 0.2 },
  { X: 0.4, Y: 0.2 },
  { X: 0.4, Y: 0.3 },
  { X: 0.1, Y: 0.3 },
];
const word = (Id: string, Text: string): Block => ({
  BlockType: 'WORD',
  ...{ Id, Text, Confidence: 90, Geometry: { Polygon } },
});
const line = (Id: string, Text: string, Ids: string[]): Block => ({
  BlockType: 'LINE',
  ...{ Id, Text, Confidence: 95, Geometry: { Polygon }, Relationships: [{ Type: 'CHILD', Ids }] },
});

describe("AWS's own sample, whose lines name words that are not in it", () => {
  it('is an answer by the model', () => {
    expect([isAnswer(PUBLISHED_SAMPLE), isAnswer.errors]).toEqual([true, null]);
  });

  it('keeps both lines, each as its own word', () => {
    const lines = linesOf(PUBLISHED_SAMPLE);
    expect(lines.map(({ text, derived }) => [text, derived])).toEqual([
      ['He llo,', true],
      ['worlc', true],
    ]);
    expect(lines[0]?.confidence).toBeCloseTo(0.891158);
    expect(lines[0]?.words).toMatchObject([{ text: 'He llo,', polygon: lines[0]?.polygon }]);
    expect(lines[0]?.box.left).toBeCloseTo(0.13885);
    expect(lines[0]?.box.top).toBeCloseTo(0.1717);
    expect(lines[0]?.box.width).toBeCloseTo(0.33643);
    expect(lines[0]?.box.height).toBeCloseTo(0.49159);
  });
});

it('gives each line its words, in the order that it names them', () => {
  const Blocks = [PAGE, word('2', 'OUT'), line('l', 'KEEP OUT', ['1', '2']), word('1', 'KEEP')];
  const [only, ...others] = linesOf({ Blocks });
  expect(others).toEqual([]);
  expect(only).toMatchObject({ text: 'KEEP OUT', confidence: 0.95, words: [{ text: 'KEEP' }, {}] });
  expect(only).not.toHaveProperty('derived');
});

it('makes a line of a word that no line names', () => {
  const lines = linesOf({ Blocks: [PAGE, word('1', 'ALONE'), line('l', 'KEEP', ['2'])] });
  expect(lines.map(({ text }) => text)).toEqual(['ALONE', 'KEEP']);
});

it('takes the box where there is no polygon', () => {
  const BoundingBox = { Left: 0.1, Top: 0.2, Width: 0.3, Height: 0.1 };
  const [only] = linesOf({ Blocks: [PAGE, { ...word('1', 'A'), Geometry: { BoundingBox } }] });
  expect(only?.polygon[0]).toEqual({ x: 0.1, y: 0.2 });
});

it('finds no lines on an empty page, and takes nothing else for one', () => {
  expect(linesOf({ Blocks: [PAGE] })).toEqual([]);
  for (const answer of [{}, { Blocks: [] }, { Blocks: [word('1', 'A')] }]) {
    expect(() => linesOf(answer)).toThrow(
      expect.objectContaining({ code: 'detector-unavailable' }),
    );
  }
});
