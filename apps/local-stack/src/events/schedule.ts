import type { RuleResource } from '../template/read-resources.ts';
import type { EventBus } from './event-bus.ts';

const UNITS: Readonly<Record<string, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

/** Runs each scheduled rule whenever it is due. */
export function runSchedules(rules: readonly RuleResource[], bus: EventBus): NodeJS.Timeout[] {
  return rules
    .filter(({ schedule }) => schedule !== undefined)
    .map((rule) => setInterval(() => void bus.fire(rule), intervalOf(String(rule.schedule))));
}

/** Milliseconds of `rate(5 minutes)`. Any other schedule is an error, because it would silently never run. */
export function intervalOf(schedule: string): number {
  const [, count, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(schedule) ?? [];
  const milliseconds = UNITS[unit];
  if (milliseconds === undefined) throw new Error(`Unknown schedule: ${schedule}`);
  return Number(count) * milliseconds;
}
