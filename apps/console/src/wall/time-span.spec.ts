import { me } from '../shell/me.ts';
import { spanOf, spanText, startOfDay } from './time-span.ts';

const HOUR = 3_600_000;

beforeAll(() => {
  me.value = {
    ...{ version: '1', name: 'ann', timezone: 'Europe/Berlin', rules: 'none', mark: '' },
    ...{ ruleIds: [], can: [], places: [] },
  };
});

it.each([
  ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z'],
  ['2026-03-30', 'Europe/Berlin', '2026-03-29T22:00:00.000Z'],
  ['2026-10-25', 'Europe/Berlin', '2026-10-24T22:00:00.000Z'],
  ['2026-10-26', 'Europe/Berlin', '2026-10-25T23:00:00.000Z'],
  ['2026-01-01', 'Pacific/Kiritimati', '2025-12-31T10:00:00.000Z'],
  ['2026-01-01', 'UTC', '2026-01-01T00:00:00.000Z'],
])('begins %s in %s at %s, also where clocks change that day', (day, zone, start) => {
  expect(new Date(startOfDay(day, zone)).toISOString()).toBe(start);
});

it('names a whole day, days, and hours in the time zone of the settings', () => {
  const day = startOfDay('2026-11-30', 'Europe/Berlin');
  expect(spanText(spanOf(day, day + 24 * HOUR))).toBe('30 Nov');
  expect(spanText(spanOf(day, day + 72 * HOUR))).toBe('30 Nov – 2 Dec (GMT+1)');
  expect(spanText(spanOf(day + HOUR, day + 2 * HOUR))).toBe(
    '30 Nov, 01:00 – 30 Nov, 02:00 (GMT+1)',
  );
  expect(spanText('7d')).toBe('Last 7 days');
  expect(spanText('nonsense..more')).toBe('nonsense..more');
});
