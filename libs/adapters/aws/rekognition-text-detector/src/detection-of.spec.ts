import type { TextDetection as Piece } from '@aws-sdk/client-rekognition';
import { detectionOf } from './detection-of.ts';

const BOX = { Left: 0.1, Top: 0.2, Width: 0.3, Height: 0.1 };

function piece(Type: 'LINE' | 'WORD', Id: number, text: string, more: Partial<Piece> = {}): Piece {
  return {
    Type,
    Id,
    DetectedText: text,
    Confidence: 99,
    Geometry: { BoundingBox: BOX, Polygon: [] },
    ...more,
  };
}

const words = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    piece('WORD', index + 1, `w${index}`, { ParentId: 0 }),
  );

it('puts each word below its line, in the order of the answer', () => {
  const { lines } = detectionOf({
    TextDetections: [
      piece('LINE', 0, 'KEEP OUT'),
      piece('LINE', 1, 'GATE'),
      piece('WORD', 2, 'KEEP', { ParentId: 0 }),
      piece('WORD', 3, 'GATE', { ParentId: 1 }),
      piece('WORD', 4, 'OUT', { ParentId: 0 }),
    ],
  });
  expect(lines.map(({ text, words }) => [text, words.map((word) => word.text)])).toEqual([
    ['KEEP OUT', ['KEEP', 'OUT']],
    ['GATE', ['GATE']],
  ]);
});

it('counts confidence from 0 to 1', () => {
  const TextDetections = [piece('LINE', 0, 'A', { Confidence: 87.5 }), ...words(1)];
  expect(detectionOf({ TextDetections }).lines[0]?.confidence).toBe(0.875);
});

it('keeps the corners in text order, even upside down', () => {
  const Polygon = [
    { X: 0.9, Y: 0.8 },
    { X: 0.1, Y: 0.8 },
    { X: 0.1, Y: 0.2 },
    { X: 0.9, Y: 0.2 },
  ];
  const Geometry = { BoundingBox: BOX, Polygon };
  const [line] = detectionOf({ TextDetections: [piece('LINE', 0, 'A', { Geometry })] }).lines;
  expect(line?.polygon).toEqual(Polygon.map(({ X: x, Y: y }) => ({ x, y })));
});

it('keeps boxes and corners inside the image', () => {
  const Geometry = {
    BoundingBox: { Left: -0.1, Top: 0.9, Width: 0.3, Height: 0.2 },
    Polygon: [
      { X: -0.1, Y: 0.9 },
      { X: 0.2, Y: 0.9 },
      { X: 0.2, Y: 1.1 },
      { X: -0.1, Y: 1.1 },
    ],
  };
  const [line] = detectionOf({ TextDetections: [piece('LINE', 0, 'A', { Geometry })] }).lines;
  expect(line?.box.left).toBe(0);
  expect(line?.box.width).toBeCloseTo(0.2);
  expect(line?.box.height).toBeCloseTo(0.1);
  expect(line?.polygon.map(({ x, y }) => [x, y])).toEqual([
    [0, 0.9],
    [0.2, 0.9],
    [0.2, 1],
    [0, 1],
  ]);
});

it('falls back to the corners of the box without four corners', () => {
  const [line] = detectionOf({ TextDetections: [piece('LINE', 0, 'A')] }).lines;
  expect(line?.polygon).toHaveLength(4);
  expect(line?.polygon[0]).toEqual({ x: 0.1, y: 0.2 });
  expect(line?.polygon[2].x).toBeCloseTo(0.4);
  expect(line?.polygon[2].y).toBeCloseTo(0.3);
});

it('is truncated with a hundred words, complete with ninety-nine', () => {
  const answer = (count: number) => ({ TextDetections: [piece('LINE', 0, 'A'), ...words(count)] });
  expect(detectionOf(answer(99)).truncated).toBe(false);
  expect(detectionOf(answer(100)).truncated).toBe(true);
});

it('loses no word whose line is missing and no line whose words are', () => {
  const { lines } = detectionOf({
    TextDetections: [piece('LINE', 0, 'ALONE'), piece('WORD', 1, 'LOST', { ParentId: 7 })],
  });
  expect(lines.map(({ words }) => words.map(({ text }) => text))).toEqual([['ALONE'], ['LOST']]);
});

it('names the model version', () => {
  expect(detectionOf({ TextModelVersion: '3.0' })).toMatchObject({ modelVersion: '3.0' });
});
