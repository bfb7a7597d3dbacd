import { countBetween, durationBetween, pointInTime } from './option-values.ts';

describe('a point in time', () => {
  const now = Date.UTC(2026, 4, 31, 12);

  it.each([
    ['30m', now - 30 * 60_000],
    ['24h', now - 24 * 3_600_000],
    ['7d', now - 7 * 24 * 3_600_000],
    ['2w', now - 14 * 24 * 3_600_000],
    ['2026-05-01', Date.UTC(2026, 4, 1)],
    ['2026-05-01T06:30Z', Date.UTC(2026, 4, 1, 6, 30)],
  ])('reads %s', (text, time) => {
    expect(pointInTime(text, now)).toBe(time);
  });

  it.each(['', '7', '7y', 'yesterday', '2026-13-01', '-7d'])('refuses %j', (text) => {
    expect(() => pointInTime(text, now)).toThrow('Write it like 7d');
  });
});

describe('a count', () => {
  it('accepts whole numbers within its limits', () => {
    expect(countBetween(1, 64)('64')).toBe(64);
  });

  it.each(['0', '65', '-1', '1.5', '', 'two', '1e1'])('refuses %j', (text) => {
    expect(() => countBetween(1, 64)(text)).toThrow('a whole number from 1 to 64');
  });
});

describe('a duration', () => {
  it.each([
    ['100ms', 100],
    ['5s', 5000],
    ['2m', 120_000],
  ])('reads %s', (text, milliseconds) => {
    expect(durationBetween(100, 3_600_000)(text)).toBe(milliseconds);
  });

  it.each(['', '5', '5h', '99ms', '61m', '-1s', '1.5s'])('refuses %j', (text) => {
    expect(() => durationBetween(100, 3_600_000)(text)).toThrow('Write it like 500ms, 5s or 1m');
  });
});
