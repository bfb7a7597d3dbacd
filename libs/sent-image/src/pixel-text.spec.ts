import { lineOf, pixelPlace } from './index.ts';

const SIZE = { width: 200, height: 100 };
const square = (left: number, top: number, right: number, bottom: number) => [
  { x: left, y: top },
  { x: right, y: top },
  { x: right, y: bottom },
  { x: left, y: bottom },
];
const word = (text: string, confidence: number) =>
  pixelPlace({ text, confidence, corners: square(20, 10, 60, 30) }, SIZE);

it('turns pixels into fractions', () => {
  const { box, polygon } = word('A', 1);
  expect(box).toMatchObject({ left: 0.1, top: 0.1 });
  expect(box.height).toBeCloseTo(0.2);
  expect(box.width).toBeCloseTo(0.2);
  expect(polygon[2]).toEqual({ x: 0.3, y: 0.3 });
});

it('keeps corners inside the picture', () => {
  const corners = square(-3, -3, 201, 103);
  const { box } = pixelPlace({ text: 'A', confidence: 1.2, corners }, SIZE);
  expect(box).toEqual({ left: 0, top: 0, width: 1, height: 1 });
});

it.each([
  ['five corners', [...square(20, 10, 60, 30), { x: 40, y: 50 }], { left: 0.1, top: 0.1 }],
  ['no corner', [], { left: 0, top: 0, width: 1, height: 1 }],
  ['corners that are no numbers', square(NaN, 10, 60, 30), { left: 0, top: 0.1 }],
])('makes a rectangle of %s', (_, corners, box) => {
  expect(pixelPlace({ text: 'A', confidence: 1, corners }, SIZE)).toMatchObject({ box });
});

it('gives a line without a confidence the mean of its words', () => {
  const { confidence, ...line } = word('A B', 1);
  expect(confidence).toBe(1);
  expect(lineOf(line, [word('A', 0.5), word('B', 1)])).toMatchObject({ confidence: 0.75 });
});

it('makes a line without words its own word, and says so', () => {
  const line = lineOf(word('A B', 0.9), []);
  expect(line).toMatchObject({ derived: true, confidence: 0.9, words: [{ text: 'A B' }] });
});
