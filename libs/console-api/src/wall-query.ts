import { type AlertQuery, foldAccents, MIN_FRAGMENT_LENGTH } from '@glyphwatch/domain';
import { ApiError, cannot } from './api-error.ts';
import type { ConsoleParts } from './console-parts.ts';
import type { WallQuery } from './shapes.ts';

const SPAN = /^(\d{1,4})(h|d)$/;
const MS: Readonly<Record<string, number>> = { h: 3_600_000, d: 86_400_000 };

/** The words of a URL as the ports take them. */
export function toQuery(
  { queries, clock }: Pick<ConsoleParts, 'queries' | 'clock'>,
  { q = '', rule, severity, status, verdict, key, time }: WallQuery,
): AlertQuery {
  const searched = searchOf(q);
  if (Object.keys(searched).length > 0 && !queries.can.includes('text')) {
    throw cannot(
      'This store cannot be searched.',
      'Leave the words out, or keep results in SQLite or PostgreSQL.',
    );
  }
  return {
    ...searched,
    ...(rule === undefined ? {} : { ruleId: rule }),
    ...(severity === undefined ? {} : { severity }),
    ...(status === undefined ? {} : { status }),
    ...(verdict === undefined ? {} : { verdict }),
    ...(key === undefined || key === '' ? {} : { key }),
    ...(time === undefined || time === '' ? {} : periodOf(time, clock())),
  };
}

/** Pieces where they are long enough, else whole words. */
function searchOf(q: string): Pick<AlertQuery, 'text' | 'fragments'> {
  const pieces = q.split(/\s+/).filter((piece) => piece !== '');
  const isLong = (piece: string): boolean => [...foldAccents(piece)].length >= MIN_FRAGMENT_LENGTH;
  const fragments = pieces.filter(isLong);
  const text = pieces.filter((piece) => !isLong(piece)).join(' ');
  return {
    ...(fragments.length === 0 ? {} : { fragments }),
    ...(text === '' ? {} : { text }),
  };
}

const LAST = Date.UTC(10_000);

/** Beyond the year 9999 there is soon no next day. */
function isUsual(time = 0): boolean {
  return Math.abs(time) < LAST;
}

/** `24h`, `7d`, or `FROM..TO` in ISO 8601, either end of which may be missing; the end is not part of it. */
export function periodOf(time: string, now: number): Pick<AlertQuery, 'since' | 'until'> {
  const [, number, unit = ''] = SPAN.exec(time) ?? [];
  if (number !== undefined) return { since: now - Number(number) * (MS[unit] ?? 0) };
  const ends = time.split('..');
  const [since, end] = ends.map((one) => (one === '' ? undefined : Date.parse(one)));
  if (ends.length !== 2 || !isUsual(since) || !isUsual(end)) {
    throw new ApiError(400, 'bad-request', 'time is not understood.', {
      advice: 'Write 24h, 7d, or FROM..TO in ISO 8601, like 2026-11-01T00:00Z..2026-11-08T00:00Z.',
    });
  }
  return {
    ...(since === undefined ? {} : { since }),
    ...(end === undefined ? {} : { until: end - 1 }),
  };
}
