export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Day = (typeof DAYS)[number];

/** When people are not to be disturbed, by the wall clocks of a time zone. */
export interface QuietHours {
  /** `22:00`; the end may be on the next day, and may be `24:00`. Never equal. */
  readonly from: string;
  readonly to: string;
  /** On which it begins; default: every day. */
  readonly days?: readonly Day[];
  /** IANA name: `Europe/Berlin`. */
  readonly zone: string;
  /** What is told nevertheless. */
  readonly except?: 'critical';
}

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;
/** No clock change moves a wall clock further. */
const LARGEST_SHIFT = 3 * 60;
/** Quiet hours may follow each other without a gap, at most for a week. */
const MAX_DAYS = 8;

/** The first moment after `at` that is not quiet; `undefined` if `at` is not. Milliseconds since 1970. */
export function quietUntil(hours: QuietHours, at: number): number | undefined {
  if (!isQuiet(hours, at)) return undefined;
  let until = at;
  for (let days = 0; days < MAX_DAYS && isQuiet(hours, until); days += 1) {
    until = endOf(hours, until);
  }
  return until;
}

/** Where the wall clock jumps on the way, the end is searched around where it would be otherwise. */
function endOf(hours: QuietHours, at: number): number {
  const { minutes } = localTime(hours.zone, at);
  const left = (minutesOf(hours.to) - minutes + DAY_MINUTES) % DAY_MINUTES || DAY_MINUTES;
  const minute = at - (at % MINUTE_MS);
  const usual = minute + left * MINUTE_MS;
  if (!isQuiet(hours, usual) && isQuiet(hours, usual - MINUTE_MS)) return usual;
  const first = Math.max(1, left - LARGEST_SHIFT);
  for (let ahead = first; ahead < left + LARGEST_SHIFT; ahead += 1) {
    const candidate = minute + ahead * MINUTE_MS;
    if (!isQuiet(hours, candidate)) return candidate;
  }
  return usual;
}

function isQuiet({ from, to, days = DAYS, zone }: QuietHours, at: number): boolean {
  const { day, minutes } = localTime(zone, at);
  const [start, end] = [minutesOf(from), minutesOf(to)];
  const beginsOn = (offset: number): boolean => {
    const index = (DAYS.indexOf(day) + offset + DAYS.length) % DAYS.length;
    return days.some((one) => one === DAYS[index]);
  };
  if (start < end) return minutes >= start && minutes < end && beginsOn(0);
  return (minutes >= start && beginsOn(0)) || (minutes < end && beginsOn(-1));
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

function localTime(zone: string, at: number): { readonly day: Day; readonly minutes: number } {
  const clock = clocks.get(zone) ?? wallClock(zone);
  clocks.set(zone, clock);
  const parts = new Map(clock.formatToParts(at).map(({ type, value }) => [type, value]));
  const weekday = parts.get('weekday')?.toLowerCase();
  const day = DAYS.find((one) => one === weekday) ?? 'mon';
  return { day, minutes: Number(parts.get('hour')) * 60 + Number(parts.get('minute')) };
}

function wallClock(timeZone: string): Intl.DateTimeFormat {
  const shown = { weekday: 'short', hour: '2-digit', minute: '2-digit' } as const;
  return new Intl.DateTimeFormat('en-GB', { ...shown, timeZone, hourCycle: 'h23' });
}
