const UNITS: Readonly<Record<string, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

/** Milliseconds of `rate(5 minutes)`. Any other schedule is an error, because it would silently never run. */
export function intervalOf(schedule: string): number {
  const [, count, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(schedule) ?? [];
  const milliseconds = UNITS[unit];
  if (milliseconds === undefined) throw new Error(`Unknown schedule: ${schedule}`);
  return Number(count) * milliseconds;
}
