import type { Break, ImageAnswer, Word } from './answer.ts';
import { linesOf } from './lines-of.ts';
import { PUBLISHED_SAMPLE } from './testing/published-sample.ts';
import { isAnswer } from './testing/schemas.ts';

const SIZE = { width: 200, height: 100 };

/** A word of the length of its text, in the column of its number. */
function word(text: string, column: number, after?: string, changes: Partial<Word> = {}): Word {
  const left = column * 20;
  const vertices = [
    { x: left, y: 10 },
    { x: left + 15, y: 10 },
    { x: left + 15, y: 20 },
    { x: left, y: 20 },
  ];
  const detectedBreak: Break | undefined = after === undefined ? undefined : { type: after };
  const symbols = [...text].map((sign, index) => ({
    text: sign,
    ...(detectedBreak && index === text.length - 1 ? { property: { detectedBreak } } : {}),
  }));
  return { boundingBox: { vertices }, confidence: 0.9, symbols, ...changes };
}

const textsOf = (...words: Word[]) => linesOf(answer(words), SIZE).map(({ text }) => text);
const answer = (words: Word[]) => ({
  fullTextAnnotation: { pages: [{ ...SIZE, blocks: [{ paragraphs: [{ words }] }] }] },
});

it('reads the sample of the documentation', () => {
  expect([isAnswer(PUBLISHED_SAMPLE), isAnswer.errors]).toEqual([true, null]);
  const [response] = (PUBLISHED_SAMPLE as { responses: ImageAnswer[] }).responses;
  const lines = linesOf(response ?? {}, SIZE);
  expect(lines.map(({ text }) => text)).toEqual([
    'WAITING?',
    'PLEASE',
    'TURN OFF',
    'YOUR',
    'ENGINE',
  ]);
  expect(lines[2]?.words.map(({ text }) => text)).toEqual(['TURN', 'OFF']);
  // Slightly aslant: its first corner is not that of its box.
  expect(lines[0]?.polygon[0]).toEqual({ x: 352 / 2592, y: 828 / 3888 });
  expect(lines[0]?.box.left).toBe(342 / 2592);
});

it('places what begins at the edge, where zeros are left out', () => {
  const vertices = [{}, { x: 100 }, { x: 100, y: 100 }, { y: 100 }];
  const [line] = linesOf(
    answer([word('ALL', 0, 'LINE_BREAK', { boundingBox: { vertices } })]),
    SIZE,
  );
  expect(line?.box).toEqual({ left: 0, top: 0, width: 0.5, height: 1 });
});

it.each(['LINE_BREAK', 'EOL_SURE_SPACE'])('ends a line at %s', (type) => {
  expect(textsOf(word('KEEP', 0, 'SPACE'), word('OUT', 1, type), word('NOW', 0, type))).toEqual([
    'KEEP OUT',
    'NOW',
  ]);
});

it('ends a line at the end of a paragraph', () => {
  const blocks = [{ paragraphs: [{ words: [word('ONE', 0)] }, { words: [word('TWO', 0)] }] }];
  const lines = linesOf({ fullTextAnnotation: { pages: [{ blocks }] } }, SIZE);
  expect(lines.map(({ text }) => text)).toEqual(['ONE', 'TWO']);
});

it('keeps the hyphen of a word that goes on in the next line', () => {
  const lines = linesOf(answer([word('DAN', 0, 'HYPHEN'), word('GER', 0, 'LINE_BREAK')]), SIZE);
  expect(lines.map(({ text, words }) => [text, words[0]?.text])).toEqual([
    ['DAN-', 'DAN-'],
    ['GER', 'GER'],
  ]);
});

it('puts no space where there is none', () => {
  expect(textsOf(word('立入', 0), word('禁止', 1, 'SURE_SPACE'), word('A', 2))).toEqual([
    '立入禁止 A',
  ]);
});

it('understands a break before a word', () => {
  const before = (text: string, column: number, type: string): Word => {
    const [first, ...rest] = word(text, column).symbols ?? [];
    const property = { detectedBreak: { type, isPrefix: true } };
    return { ...word(text, column), symbols: [{ ...first, property }, ...rest] };
  };
  expect(
    textsOf(word('KEEP', 0), before('OUT', 1, 'SPACE'), before('NOW', 0, 'LINE_BREAK')),
  ).toEqual(['KEEP OUT', 'NOW']);
});

it('has the confidence of the signs where a word has none, and 0 where it was left out', () => {
  const { confidence: _, ...bare } = word('AB', 0, 'SPACE');
  const symbols = [
    { text: 'A', confidence: 0.5 },
    { text: 'B', confidence: 1 },
  ];
  const [line] = linesOf(answer([{ ...bare, symbols }, { ...bare }, word('C', 2)]), SIZE);
  expect(line?.words.map(({ confidence }) => confidence)).toEqual([0.75, 0, 0.9]);
});

it('fails where no word has a confidence, instead of taking that for 0', () => {
  const { confidence: _, ...bare } = word('AB', 0);
  expect(() => linesOf(answer([bare, bare]), SIZE)).toThrow(
    expect.objectContaining({ code: 'detector-misconfigured' }),
  );
});

it('begins the outline of a line at the left, also where one reads from the right', () => {
  const [line] = linesOf(answer([word('שלום', 3, 'SPACE'), word('עולם', 0, 'LINE_BREAK')]), SIZE);
  expect(line?.polygon.map(({ x }) => x)).toEqual([0, 0.375, 0.375, 0]);
  expect(line?.text).toBe('שלום עולם');
});

it('takes fractions, and the size of what was sent, where there are no pixels and no size', () => {
  const normalizedVertices = [{}, { x: 0.5 }, { x: 0.5, y: 0.5 }, { y: 0.5 }];
  const blocks = [
    {
      paragraphs: [
        { words: [word('A', 0, 'SPACE', { boundingBox: { normalizedVertices } }), word('B', 5)] },
      ],
    },
  ];
  const [line] = linesOf({ fullTextAnnotation: { pages: [{ blocks }] } }, SIZE);
  expect(line?.words.map(({ box }) => [box.left, box.width])).toEqual([
    [0, 0.5],
    [0.5, expect.closeTo(0.075)],
  ]);
});

it.each([{}, { fullTextAnnotation: {} }, { fullTextAnnotation: { pages: [{ blocks: [{}] }] } }])(
  'finds no lines in %j',
  (empty) => {
    expect(linesOf(empty, SIZE)).toEqual([]);
  },
);
