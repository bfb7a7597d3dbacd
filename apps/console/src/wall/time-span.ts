import { dayOf, hourOf, offsetAt } from '../text/times.ts';
import { words } from '../words.ts';

/** Spans that end now, by the word in the address. */
export const SPANS = ['24h', '7d', '30d', '90d'] as const;

/** `FROM..TO` in UTC, as addresses hold it. */
export const spanOf = (from: number, to: number): string =>
  `${new Date(from).toISOString()}..${new Date(to).toISOString()}`;

/** A span in words, in the time zone of the settings. */
export function spanText(time: string): string {
  const known = words.spans[time];
  if (known) return known;
  const [from, to] = time.split('..').map((end) => (end ? Date.parse(end) : undefined));
  if (Number.isNaN(from) || Number.isNaN(to)) return time;
  const days = [from, to].every((at) => at === undefined || isLong(from, to));
  const text = (at: number) => (days ? dayOf(at) : hourOf(at));
  // Ends are exclusive, so a span of one day ends on the day before.
  if (from !== undefined && to !== undefined && days && text(from) === text(to - 1))
    return text(from);
  const ends = [from, to === undefined ? undefined : days ? to - 1 : to];
  const texts = ends.map((at) => (at === undefined ? '…' : text(at)));
  return `${texts.join(' – ')} (${offsetAt(from ?? to ?? Date.now())})`;
}

const isLong = (from = 0, to = Infinity) => to - from >= 20 * 3_600_000;

/** The beginning of a day `YYYY-MM-DD` in a time zone, in ms; its clock may have been changed that day. */
export function startOfDay(day: string, timeZone: string | undefined): number {
  const utc = Date.parse(`${day}T00:00:00Z`);
  // The offset at the guess may differ from that at the answer, so it is asked twice.
  const guess = utc - offsetMs(utc, timeZone);
  return utc - offsetMs(guess, timeZone);
}

function offsetMs(at: number, timeZone: string | undefined): number {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const parts = Object.fromEntries(
    format.formatToParts(at).map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1_000) * 1_000;
}
