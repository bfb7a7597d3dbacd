const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** More bars are too thin to be seen. */
const MOST_BARS = 400;

export type BarWidth = 'hour' | 'day';

/** The beginnings of hours or days by the clocks of a zone, from the one before `since` to the one after `until`. */
export function barEdges(since: number, until: number, by: BarWidth, zone: string): number[] {
  const width = by === 'day' ? DAY_MS : HOUR_MS;
  const from = Math.max(since, until - MOST_BARS * width);
  const edges = [beginningOf(from, by, zone)];
  for (let last = edges[0] ?? from; last <= until;) {
    // A day has 23 to 25 hours, and 36 hours after its beginning are in the next one.
    const next = beginningOf(last + 1.5 * width, by, zone);
    edges.push(next);
    last = next;
  }
  return edges;
}

/** Of the hour or day that `at` is in. */
function beginningOf(at: number, by: BarWidth, zone: string): number {
  const width = by === 'day' ? DAY_MS : HOUR_MS;
  const wall = at + offsetOf(at, zone);
  const start = Math.floor(wall / width) * width;
  // Where the clocks change in between, the offset is that of the beginning.
  const guess = start - offsetOf(at, zone);
  return start - offsetOf(guess, zone);
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Milliseconds that the wall clock is ahead of UTC. */
function offsetOf(at: number, zone: string): number {
  const clock = clocks.get(zone) ?? wallClock(zone);
  clocks.set(zone, clock);
  const parts = new Map(clock.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0;
  const wall = Date.UTC(
    ...([part('year'), part('month') - 1, part('day')] as const),
    ...([part('hour'), part('minute'), part('second')] as const),
  );
  return wall - Math.floor(at / 1000) * 1000;
}

function wallClock(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-GB', {
    ...({ year: 'numeric', month: 'numeric', day: 'numeric' } as const),
    ...({ hour: 'numeric', minute: 'numeric', second: 'numeric', hourCycle: 'h23' } as const),
    timeZone,
  });
}
