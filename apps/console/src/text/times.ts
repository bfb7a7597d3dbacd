import { me } from '../shell/me.ts';

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'narrow' });
const numbers = new Intl.NumberFormat('en');
const formats = new Map<string, Intl.DateTimeFormat>();

/** In the time zone of the settings, not of this browser. */
function format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([options, me.value?.timezone]);
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-GB', { ...options, timeZone: me.value?.timezone });
  formats.set(key, made);
  return made;
}

/** `30 Nov 2026, 14:05:09 GMT+1` */
export const fullTime = (at: number): string =>
  format({ dateStyle: 'medium', timeStyle: 'medium' }).format(at) + ' ' + offsetAt(at);

/** `30 Nov` */
export const dayOf = (at: number): string => format({ day: 'numeric', month: 'short' }).format(at);

/** `30 Nov, 14:05` */
export const hourOf = (at: number): string =>
  format({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }).format(at);

/** `GMT+1` */
export function offsetAt(at: number): string {
  const parts = format({ timeZoneName: 'shortOffset' }).formatToParts(at);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
}

/** `2 min. ago`; dates from a week on. */
export function ago(at: number, now = Date.now()): string {
  const passed = now - at;
  if (Math.abs(passed) >= 7 * 86_400_000) return format({ dateStyle: 'medium' }).format(at);
  for (const [unit, length] of UNITS)
    if (Math.abs(passed) >= length) return relative.format(-Math.round(passed / length), unit);
  return relative.format(-Math.round(passed / 1_000), 'second');
}

export const number = (value: number): string => numbers.format(value);

/** `1,000+` where there are more. */
export const countText = ({ n, more }: { n: number; more: boolean }): string =>
  number(n) + (more ? '+' : '');

export const fixed = (value: number): string => value.toFixed(2);

const SIZES = ['B', 'KB', 'MB', 'GB'];
export function bytes(size: number): string {
  const step = Math.min(SIZES.length - 1, Math.floor(Math.log10(Math.max(1, size)) / 3));
  return `${(size / 1_000 ** step).toFixed(step ? 1 : 0)} ${SIZES[step]}`;
}
