import fc from 'fast-check';
import { DAYS, type QuietHours, quietUntil } from './quiet-hours.ts';

const SEED = 20_260_101;
const MINUTE_MS = 60_000;
const BERLIN = 'Europe/Berlin';

function until(hours: Partial<QuietHours>, at: string): string | undefined {
  const all = { from: '22:00', to: '07:00', zone: BERLIN, ...hours };
  const end = quietUntil(all, Date.parse(at));
  return end === undefined ? undefined : new Date(end).toISOString();
}

describe('quiet hours', () => {
  it.each([
    ['2026-01-15T20:59:59Z', undefined],
    ['2026-01-15T21:00:00Z', '2026-01-16T06:00:00.000Z'],
    ['2026-01-15T23:30:42.123Z', '2026-01-16T06:00:00.000Z'],
    ['2026-01-16T05:59:59Z', '2026-01-16T06:00:00.000Z'],
    ['2026-01-16T06:00:00Z', undefined],
    ['2026-07-15T20:00:00Z', '2026-07-16T05:00:00.000Z'],
  ])('overnight, by the wall clock of their zone: %s → %s', (at, end) => {
    expect(until({}, at)).toBe(end);
  });

  it.each([
    ['2026-01-15T11:00:00Z', '2026-01-15T12:30:00.000Z'],
    ['2026-01-15T10:59:59Z', undefined],
    ['2026-01-15T12:30:00Z', undefined],
  ])('by day: %s → %s', (at, end) => {
    expect(until({ from: '12:00', to: '13:30' }, at)).toBe(end);
  });

  it.each([
    ['2026-01-15T22:59:00Z', '2026-01-15T23:00:00.000Z'],
    ['2026-01-15T23:00:00Z', undefined],
  ])('until 24:00 end at midnight: %s → %s', (at, end) => {
    expect(until({ from: '20:00', to: '24:00' }, at)).toBe(end);
  });

  // 2026-01-16 is a Friday.
  it.each([
    ['2026-01-16T21:30:00Z', '2026-01-17T06:00:00.000Z'],
    ['2026-01-17T02:00:00Z', '2026-01-17T06:00:00.000Z'],
    ['2026-01-16T02:00:00Z', undefined],
    ['2026-01-17T21:30:00Z', undefined],
  ])('belong to the day on which they begin: %s → %s', (at, end) => {
    expect(until({ days: ['fri'] }, at)).toBe(end);
  });

  it('that follow each other without a gap are one', () => {
    const weekend = { from: '00:00', to: '24:00', days: ['sat', 'sun'] } as const;
    expect(until(weekend, '2026-01-17T05:00:00Z')).toBe('2026-01-18T23:00:00.000Z');
  });

  it('with a minute between them give a daily digest', () => {
    const allDay = { from: '08:01', to: '08:00' };
    expect(until(allDay, '2026-01-15T07:01:00Z')).toBe('2026-01-16T07:00:00.000Z');
    expect(until(allDay, '2026-01-16T07:00:30Z')).toBeUndefined();
  });

  it.each([
    // Clocks go from 02:00 to 03:00 on 29 March 2026, 01:00 UTC.
    ['22:00', '07:00', '2026-03-28T21:00:00Z', '2026-03-29T05:00:00.000Z'],
    ['22:00', '02:30', '2026-03-28T22:00:00Z', '2026-03-29T01:00:00.000Z'],
    ['01:00', '02:30', '2026-03-29T00:30:00Z', '2026-03-29T01:00:00.000Z'],
    ['02:15', '02:45', '2026-03-29T01:00:00Z', undefined],
    // Clocks go from 03:00 back to 02:00 on 25 October 2026, 01:00 UTC.
    ['22:00', '07:00', '2026-10-24T20:00:00Z', '2026-10-25T06:00:00.000Z'],
    ['22:00', '02:30', '2026-10-24T21:00:00Z', '2026-10-25T00:30:00.000Z'],
    ['22:00', '02:30', '2026-10-25T01:10:00Z', '2026-10-25T01:30:00.000Z'],
    ['02:45', '03:30', '2026-10-25T00:50:00Z', '2026-10-25T01:00:00.000Z'],
  ])('from %s to %s keep to the wall clock when it is changed: %s → %s', (from, to, at, end) => {
    expect(until({ from, to }, at)).toBe(end);
  });

  it('in a zone whose clocks change by half an hour', () => {
    const zone = 'Australia/Lord_Howe';
    expect(until({ zone }, '2026-04-04T11:30:00Z')).toBe('2026-04-04T20:30:00.000Z');
  });

  it('never end late: the first minute that is not quiet, whatever the hours, the days and the time', () => {
    const minutes = fc.nat(24 * 60 - 1);
    const time = (minute: number): string =>
      [Math.floor(minute / 60), minute % 60].map((one) => `${one}`.padStart(2, '0')).join(':');
    const zone = fc.constantFrom(BERLIN, 'UTC', 'America/New_York', 'Asia/Kathmandu');
    const year = { min: Date.UTC(2026, 0), max: Date.UTC(2027, 0) };
    const days = fc.subarray([...DAYS], { minLength: 1, maxLength: 5 });
    const check = (from: number, to: number, hours: object, at: number) => {
      fc.pre(from !== to);
      const quiet = { from: time(from), to: time(to), zone: BERLIN, ...hours };
      const end = quietUntil(quiet, at);
      if (end === undefined) return;
      expect(end).toBeGreaterThan(at);
      expect(quietUntil(quiet, end)).toBeUndefined();
      expect(quietUntil(quiet, end - MINUTE_MS)).toBe(end);
      for (let minute = at; minute < end; minute += 7 * MINUTE_MS) {
        expect(quietUntil(quiet, minute)).toBe(end);
      }
    };
    const hours = fc.record({ zone, days });
    fc.assert(fc.property(minutes, minutes, hours, fc.integer(year), check), {
      ...{ seed: SEED, numRuns: 200 },
    });
  });
});
