import { textOf } from './lines-of.ts';
import { PUBLISHED_SAMPLE } from './testing/published-sample.ts';
import { isAnswer } from './testing/schemas.ts';

it("reads the description's own sample", () => {
  expect([isAnswer(PUBLISHED_SAMPLE), isAnswer.errors]).toEqual([true, null]);
  const { lines, modelVersion } = textOf(PUBLISHED_SAMPLE);
  expect(modelVersion).toBe('2023-10-01');
  expect(lines.map(({ text, words }) => [text, words.map((word) => word.text)])).toEqual([
    ['Sample text', ['Sample', 'text']],
    ['Hand writing', ['Hand', 'writing']],
    ['123 456', ['123', '456']],
  ]);
  expect(lines[0]?.confidence).toBeCloseTo((0.993 + 0.989) / 2);
  expect(lines[0]?.polygon[0]).toEqual({ x: 721 / 864, y: 502 / 576 });
});

const { readResult, ...rest } = PUBLISHED_SAMPLE;

it.each([[{ blocks: [] }], [{ blocks: [{ lines: [] }] }]])('finds no lines in %j', (empty) => {
  expect(textOf({ ...rest, readResult: empty }).lines).toEqual([]);
});

it.each([
  ['nothing', {}],
  ['the pages of an earlier version', { ...rest, readResult: { pages: [], content: 'CANARY' } }],
  ['no result', rest],
  ['no size', { modelVersion: '1', readResult }],
  ['a size of 0', { ...rest, metadata: { width: 0, height: 0 }, readResult }],
  ['a block without lines', { ...rest, readResult: { blocks: [{}] } }],
  [
    'a line without words',
    { ...rest, readResult: { blocks: [{ lines: [{ text: 'A', boundingPolygon: [] }] }] } },
  ],
  [
    'a line without text',
    { ...rest, readResult: { blocks: [{ lines: [{ words: [], boundingPolygon: [] }] }] } },
  ],
])('fails with %s, instead of taking it for an image without text', (_, answer) => {
  expect(() => textOf(answer)).toThrow(expect.objectContaining({ code: 'detector-unavailable' }));
});
