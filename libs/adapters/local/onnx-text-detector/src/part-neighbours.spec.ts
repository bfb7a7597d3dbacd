import { partNeighbours } from './part-neighbours.ts';

const at = (x: number, width: number, y = 0, angle = 0) => ({
  center: { x, y },
  width,
  height: 20,
  angle,
});

it('parts two lines of a row at the middle of what they share', () => {
  expect(partNeighbours([at(50, 100), at(190, 200)])).toEqual([at(47.5, 95), at(192.5, 195)]);
});

it('parts them in any order, and along their own direction', () => {
  const [upper, lower] = [at(0, 100, 50, Math.PI / 2), at(0, 200, 190, Math.PI / 2)];
  const [second, first] = partNeighbours([lower, upper]);
  expect(first?.width).toBe(95);
  expect(second?.center.y).toBeCloseTo(192.5);
});

it.each([
  ['lines below each other', [at(50, 100), at(60, 100, 15)]],
  ['two views of the same text', [at(50, 100), at(60, 100)]],
  ['lines of different directions', [at(50, 100), at(140, 100, 0, Math.PI / 2)]],
  ['lines apart', [at(50, 100), at(160, 100)]],
])('leaves %s as they are', (_, lines) => {
  expect(partNeighbours(lines)).toEqual(lines);
});
