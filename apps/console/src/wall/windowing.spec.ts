import { layOut, mountedRows, moveBy, rowsInView } from './windowing.ts';

const SIZES = { minWidth: 200, cellHeight: 240, gap: 10 };

it('gives as many columns as fit, and at least one', () => {
  expect(layOut(830, 9, SIZES)).toEqual({ columns: 4, rows: 3, pitch: 250, height: 740 });
  expect(layOut(829, 9, SIZES).columns).toBe(3);
  expect(layOut(100, 2, SIZES)).toMatchObject({ columns: 1, rows: 2 });
  expect(layOut(830, 0, SIZES)).toMatchObject({ rows: 0, height: 0 });
});

it('mounts the rows in view and two more on both sides', () => {
  const layout = layOut(830, 400, SIZES);
  expect(rowsInView(layout, 100, 800)).toEqual({ first: 0, last: 4 });
  expect(rowsInView(layout, -5_000, 800)).toEqual({ first: 18, last: 25 });
  expect(rowsInView(layout, -24_000, 800)).toEqual({ first: 94, last: 99 });
  expect(mountedRows(rowsInView(layOut(830, 0, SIZES), 0, 800), undefined)).toEqual([]);
});

it('keeps the row with the focus mounted wherever the view is', () => {
  expect(mountedRows({ first: 5, last: 7 }, 6)).toEqual([5, 6, 7]);
  expect(mountedRows({ first: 5, last: 7 }, 1)).toEqual([1, 5, 6, 7]);
  expect(mountedRows({ first: 5, last: 7 }, 90)).toEqual([5, 6, 7, 90]);
});

it.each([
  ['ArrowRight', 3, 4],
  ['ArrowLeft', 0, 0],
  ['ArrowDown', 1, 5],
  ['ArrowDown', 7, 9],
  ['ArrowDown', 9, 9],
  ['ArrowUp', 5, 1],
  ['ArrowUp', 1, 1],
  ['Home', 6, 4],
  ['End', 5, 7],
  ['End', 8, 9],
  ['ArrowRight', 9, 9],
])('%s leads from cell %i to cell %i of ten in four columns', (key, from, to) => {
  expect(moveBy(key, from, 10, 4)).toBe(to);
});
