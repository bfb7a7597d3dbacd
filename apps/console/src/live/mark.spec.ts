import { mark, refreshAll, sawMark, slowMark } from './mark.ts';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

it('passes the first of many marks on at once and the last one after a pause, slower to what costs more', () => {
  let asked = 0;
  let askedSlowly = 0;
  const ends = [mark.subscribe(() => (asked += 1)), slowMark.subscribe(() => (askedSlowly += 1))];
  [asked, askedSlowly] = [0, 0];
  for (let at = 0; at < 100; at += 1) sawMark(`mark ${at}`);
  expect([asked, askedSlowly]).toEqual([1, 1]);
  jest.advanceTimersByTime(500);
  expect([asked, askedSlowly]).toEqual([2, 1]);
  jest.advanceTimersByTime(10_000);
  expect([asked, askedSlowly]).toEqual([2, 2]);
  sawMark('mark 99');
  expect(asked).toBe(2);
  refreshAll();
  refreshAll();
  expect([asked, askedSlowly]).toEqual([4, 4]);
  for (const end of ends) end();
});
