import { InvalidArgumentError } from 'commander';

export function countBetween(min: number, max: number): (text: string) => number {
  return (text) => {
    const count = /^\d+$/.test(text) ? Number(text) : NaN;
    if (count >= min && count <= max) return count;
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
  };
}

export function numberBetween(min: number, max: number): (text: string) => number {
  return (text) => {
    const number = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
    if (number >= min && number <= max) return number;
    throw new InvalidArgumentError(`It must be a number from ${min} to ${max}.`);
  };
}

const DURATION_UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };

/** `5s`, `500ms`, `1m`, in milliseconds. */
export function durationBetween(min: number, max: number): (text: string) => number {
  return (text) => {
    const [, count, unit = ''] = /^(\d{1,9})(ms|s|m)$/.exec(text) ?? [];
    const duration = Number(count) * (DURATION_UNITS[unit] ?? NaN);
    if (duration >= min && duration <= max) return duration;
    throw new InvalidArgumentError(
      `Write it like 500ms, 5s or 1m, from ${min} ms to ${max / 1000} s.`,
    );
  };
}

/** `high,critical` → both, each of them one of `choices`. */
export function listOf<T extends string>(choices: readonly T[]): (text: string) => readonly T[] {
  return (text) => {
    const words = text.split(',').map((word) => word.trim());
    const known = words.flatMap((word) => choices.filter((choice) => choice === word));
    if (known.length === words.length) return known;
    throw new InvalidArgumentError(`Choose one or more of ${choices.join(', ')}, with commas.`);
  };
}

const UNITS: Readonly<Record<string, number>> = {
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};

/** `7d`, `24h`, `30m`, `2w` before now, or a date like `2026-05-31` or `2026-05-31T12:00:00Z`. In milliseconds since 1970. */
export function pointInTime(text: string, now: number = Date.now()): number {
  const [, count, unit] = /^(\d{1,6})([mhdw])$/.exec(text) ?? [];
  if (count && unit) return now - Number(count) * (UNITS[unit] ?? 0);
  const time = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : NaN;
  if (!Number.isNaN(time)) return time;
  throw new InvalidArgumentError('Write it like 7d, 24h, 30m, 2026-05-31 or 2026-05-31T12:00Z.');
}

/** Without a password, which would be seen in lists of processes. */
export function httpUrl(text: string): string {
  const url = URL.parse(text);
  if (url && /^https?:$/.test(url.protocol) && url.username + url.password === '') return text;
  throw new InvalidArgumentError('Write it like https://store.example.com, without a password.');
}

/** `30m`, `2h`, `7d`, `2w`, in milliseconds. */
export function longDuration(text: string): number {
  const [, count, unit = ''] = /^(\d{1,6})([mhdw])$/.exec(text) ?? [];
  const duration = Number(count) * (UNITS[unit] ?? NaN);
  if (duration > 0) return duration;
  throw new InvalidArgumentError('Write it like 30m, 2h or 7d.');
}
