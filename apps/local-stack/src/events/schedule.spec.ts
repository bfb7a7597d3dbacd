import { intervalOf } from './schedule.ts';

it.each([
  ['rate(5 minutes)', 300_000],
  ['rate(1 hour)', 3_600_000],
  ['rate(2 days)', 172_800_000],
])('knows how long %s is', (schedule, milliseconds) => {
  expect(intervalOf(schedule)).toBe(milliseconds);
});

it('rejects schedules it would never run', () => {
  expect(() => intervalOf('cron(0 12 * * ? *)')).toThrow('cron');
});
